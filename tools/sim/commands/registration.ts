import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { LTE } from "../radio.js";
import { CME, Refusal } from "../refusal.js";

/** Signal, registration and choice of the network: 3GPP TS 27.007, 7.2, 7.3, 8.5 and 10.1. */
export function registrationCommands(firmware: Firmware): Command[] {
	return [
		signal(firmware),
		...["+CREG", "+CGREG", "+CEREG"].map((name) => reports(firmware, name)),
		operator(firmware),
	];
}

function signal({ radio }: Firmware): Command {
	return {
		name: "+CSQ",
		test: (answer) => {
			answer.line("+CSQ: (0-31,99),(0-7,99)");
			answer.ok();
		},
		execute: (answer) => {
			answer.line(`+CSQ: ${radio.cell?.signal ?? 99},99`);
			answer.ok();
		},
	};
}

function reports({ radio, board }: Firmware, name: string): Command {
	return {
		name,
		test: (answer) => {
			answer.line(`${name}: (0-2)`);
			answer.ok();
		},
		read: (answer) => {
			const format = board.settings.values.registrationReports[name] ?? 0;
			const { cell } = radio;
			const place =
				format === 2 && radio.registered && cell !== undefined ? `,"${cell.area}","${cell.identity}",${LTE}` : "";
			answer.line(`${name}: ${format},${radio.registration}${place}`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			board.settings.values.registrationReports[name] = parameters.integer(0, 0, 2);
			answer.ok();
		},
	};
}

function operator({ radio, board, timeline }: Firmware): Command {
	/** 0 long name, 1 short name, 2 numbers. */
	let format = 0;
	return {
		name: "+COPS",
		test: (answer) => {
			timeline.after(board.latency.draw("register"), () => {
				const { cell } = radio;
				const found =
					cell === undefined
						? ""
						: `(${radio.registered ? 2 : 1},"${cell.longName}","${cell.shortName}","${cell.operator}",${LTE}),,`;
				answer.line(`+COPS: ${found}(0-4),(0-2)`);
				answer.ok();
			});
		},
		read: (answer) => {
			const { cell } = radio;
			const name =
				radio.registered && cell !== undefined
					? `,${format},"${[cell.longName, cell.shortName, cell.operator][format]}",${LTE}`
					: "";
			answer.line(`+COPS: ${radio.selection}${name}`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 4);
			const mode = parameters.integer(0, 0, 4);
			if (mode === 3) {
				format = parameters.integer(1, 0, 2);
				answer.ok();
				return;
			}
			if (mode === 1 || mode === 4) {
				const { cell } = radio;
				const wanted = parameters.string(2, 1, 16);
				const names = cell === undefined ? [] : [cell.longName, cell.shortName, cell.operator];
				if (names[parameters.integer(1, 0, 2)] !== wanted && mode === 1) {
					throw new Refusal(CME.noNetwork);
				}
			}
			timeline.after(board.latency.draw("attach"), () => {
				answer.ok();
				radio.select(mode === 2 ? 2 : mode === 1 ? 1 : 0);
			});
		},
	};
}
