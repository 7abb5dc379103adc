import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { showTime } from "../real-time-clock.js";
import { Refusal } from "../refusal.js";

/** The real-time clock, and what the network tells of the time: 3GPP TS 27.007, 8.15 and 8.41, and Quectel's AT+QLTS. */
export function clockCommands(firmware: Firmware): Command[] {
	const { realTimeClock, stored, settings } = firmware.board;
	return [
		{
			name: "+CCLK",
			test: (answer) => answer.ok(),
			read: (answer) => {
				answer.line(`+CCLK: "${realTimeClock.text}"`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				if (!realTimeClock.set(parameters.string(0, 17, 20))) {
					throw new Refusal();
				}
				answer.ok();
			},
		},
		{
			name: "+CTZU",
			test: (answer) => {
				answer.line("+CTZU: (0,1,3)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+CTZU: ${stored.clockUpdate}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				const mode = parameters.integer(0, 0, 3);
				if (mode === 2) {
					throw new Refusal();
				}
				stored.clockUpdate = mode as 0 | 1 | 3;
				answer.ok();
			},
		},
		{
			name: "+CTZR",
			test: (answer) => {
				answer.line("+CTZR: (0-2)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+CTZR: ${settings.values.timeReports}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				settings.values.timeReports = parameters.integer(0, 0, 2) as 0 | 1 | 2;
				answer.ok();
			},
		},
		networkTime(firmware),
	];
}

/** AT+QLTS: 0 the time that the network told last, 1 the present time by it as UTC, 2 as local time. */
function networkTime(firmware: Firmware): Command {
	const text = (mode: number) => {
		const told = firmware.networkTime.told(mode > 0);
		return told === undefined ? "" : `${showTime(told.utc, told.zone, mode !== 1)},0`;
	};
	return {
		name: "+QLTS",
		test: (answer) => {
			answer.line("+QLTS: (0-2)");
			answer.ok();
		},
		execute: (answer) => {
			answer.line(`+QLTS: "${text(0)}"`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			answer.line(`+QLTS: "${text(parameters.integer(0, 0, 2))}"`);
			answer.ok();
		},
	};
}
