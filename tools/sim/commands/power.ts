import type { Answer, Command } from "../command.js";
import type { Firmware, Functionality } from "../firmware.js";
import { Refusal } from "../refusal.js";

/** Functionality and power down. */
export function powerCommands(firmware: Firmware): Command[] {
	const { board, timeline } = firmware;
	const powerDown = (answer: Answer) => answer.ok(() => firmware.powerDown());
	return [
		{
			name: "+QPOWD",
			test: (answer) => {
				answer.line("+QPOWD: (0,1)");
				answer.ok();
			},
			execute: powerDown,
			write: (answer, parameters) => {
				parameters.expect(1);
				parameters.integer(0, 0, 1);
				powerDown(answer);
			},
		},
		{
			name: "+QSCLK",
			test: (answer) => {
				answer.line("+QSCLK: (0,1)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+QSCLK: ${firmware.sleep.mode}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				firmware.sleep.mode = parameters.integer(0, 0, 1) as 0 | 1;
				answer.ok();
			},
		},
		{
			name: "+CFUN",
			test: (answer) => {
				answer.line("+CFUN: (0,1,4),(0,1)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+CFUN: ${firmware.functionality}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1, 2);
				const functionality = parameters.integer(0, 0, 4);
				const reset = parameters.integerOr(1, 0, 1, 0) === 1;
				if (!isFunctionality(functionality) || (reset && functionality !== 1)) {
					throw new Refusal();
				}
				if (reset) {
					answer.ok(() => firmware.afterSending(() => board.restart()));
					return;
				}
				timeline.after(board.latency.draw("attach"), () => {
					answer.ok();
					firmware.setFunctionality(functionality);
				});
			},
		},
	];
}

function isFunctionality(value: number): value is Functionality {
	return value === 0 || value === 1 || value === 4;
}
