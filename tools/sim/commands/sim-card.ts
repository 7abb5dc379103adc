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
		...slotCommands(firmware),
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

/** What there is to know and to set of the slot: AT+QPINC, AT+QSIMSTAT, AT+QSIMDET and AT+QINISTAT. */
function slotCommands(firmware: Firmware): Command[] {
	const { simCard, stored } = firmware.board;
	return [
		{
			name: "+QPINC",
			test: (answer) => {
				answer.line('+QPINC: ("SC","P2")');
				answer.ok();
			},
			read: (answer) => {
				simCard.requirePresent();
				const { pin, puk } = simCard.tries;
				answer.line(`+QPINC: "SC",${pin},${puk}`);
				// Nothing in this simulator asks for the second PIN.
				answer.line('+QPINC: "P2",3,10');
				answer.ok();
			},
		},
		{
			name: "+QSIMSTAT",
			test: (answer) => {
				answer.line("+QSIMSTAT: (0,1)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+QSIMSTAT: ${stored.simReports ? 1 : 0},${simCard.present ? 1 : 0}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				stored.simReports = parameters.integer(0, 0, 1) === 1;
				answer.ok();
			},
		},
		{
			name: "+QSIMDET",
			test: (answer) => {
				answer.line("+QSIMDET: (0,1),(0,1)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+QSIMDET: ${stored.simDetection.on ? 1 : 0},${stored.simDetection.level}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(2);
				stored.simDetection = {
					on: parameters.integer(0, 0, 1) === 1,
					level: parameters.integer(1, 0, 1) as 0 | 1,
				};
				answer.ok();
			},
		},
		{
			name: "+QINISTAT",
			test: (answer) => {
				answer.line("+QINISTAT: (0-7)");
				answer.ok();
			},
			execute: (answer) => {
				answer.line(`+QINISTAT: ${firmware.simStart.progress}`);
				answer.ok();
			},
		},
	];
}
