import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";

/** Who the module is: V.250, 6.1.3 to 6.1.6, and 3GPP TS 27.007, 5. */
export function identityCommands({ board }: Firmware): Command[] {
	const { manufacturer, model, revision, subVersion } = board.profile.identity;
	const text = (name: string, ...lines: string[]): Command => ({
		name,
		test: (answer) => answer.ok(),
		execute: (answer) => {
			for (const line of lines) {
				answer.line(line);
			}
			answer.ok();
		},
	});
	const identity = (answer: Answer) => {
		answer.line(board.imei);
		answer.ok();
	};
	return [
		text("I", manufacturer, model, `Revision: ${revision}`),
		text("+CGMI", manufacturer),
		text("+GMI", manufacturer),
		text("+CGMM", model),
		text("+GMM", model),
		text("+CGMR", revision),
		text("+GMR", revision),
		text("+QGMR", `${revision}_${subVersion}`),
		text("+GSN", board.imei),
		{
			name: "+CGSN",
			test: (answer) => {
				answer.line("+CGSN: (0,1)");
				answer.ok();
			},
			execute: identity,
			write: (answer, parameters) => {
				parameters.expect(1);
				answer.line(`+GSN: ${parameters.integer(0, 0, 1) === 0 ? board.serialNumber : board.imei}`);
				answer.ok();
			},
		},
	];
}
