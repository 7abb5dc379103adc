import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { CME, Refusal } from "../refusal.js";

/** The SIM card: 3GPP TS 27.007, 5.6 and 8.3. */
export function simCardCommands(firmware: Firmware): Command[] {
	const { simCard } = firmware.board;
	const requirePower = () => {
		if (firmware.functionality === 0) {
			throw new Refusal(CME.simFailure);
		}
	};
	return [
		{
			name: "+CPIN",
			test: (answer) => answer.ok(),
			read: (answer) => {
				requirePower();
				const { state } = simCard;
				if (state === undefined) {
					throw new Refusal(CME.simNotInserted);
				}
				answer.line(`+CPIN: ${state}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				requirePower();
				parameters.expect(1, 2);
				simCard.unlock(parameters.word(0, 4, 8), parameters.count === 2 ? parameters.word(1, 4, 8) : undefined);
				answer.ok(() => firmware.simUnlocked());
			},
		},
		{
			name: "+CIMI",
			test: (answer) => answer.ok(),
			execute: (answer) => {
				requirePower();
				simCard.requireReady();
				answer.line(simCard.imsi);
				answer.ok();
			},
		},
		{
			name: "+QCCID",
			test: (answer) => answer.ok(),
			execute: (answer) => {
				if (simCard.state === undefined || firmware.functionality === 0) {
					throw new Refusal();
				}
				answer.line(`+QCCID: ${simCard.iccid}`);
				answer.ok();
			},
		},
	];
}
