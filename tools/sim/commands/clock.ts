import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { Refusal } from "../refusal.js";

/** The real-time clock: 3GPP TS 27.007, 8.15. */
export function clockCommands({ board: { realTimeClock } }: Firmware): Command[] {
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
	];
}
