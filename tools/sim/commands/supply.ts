import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";

/** A supply that is as it should be. */
const CHARGE = 80;
const SUPPLY = 3980;
/** What the analogue inputs measure when nothing is connected to them. */
const OPEN_INPUT = 0;

/** Voltages, and the bytes that have gone over the air: 3GPP TS 27.007, 8.4, and Quectel's AT+QADC and AT+QGDCNT. */
export function supplyCommands({ air }: Firmware): Command[] {
	return [
		{
			name: "+CBC",
			test: (answer) => {
				answer.line("+CBC: (0-2),(1-100),<voltage>");
				answer.ok();
			},
			execute: (answer) => {
				answer.line(`+CBC: 0,${CHARGE},${SUPPLY}`);
				answer.ok();
			},
		},
		{
			name: "+QADC",
			test: (answer) => {
				answer.line("+QADC: (0,1)");
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				parameters.integer(0, 0, 1);
				answer.line(`+QADC: 1,${OPEN_INPUT}`);
				answer.ok();
			},
		},
		{
			name: "+QGDCNT",
			test: (answer) => {
				answer.line("+QGDCNT: (0)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+QGDCNT: ${air.traffic.sent},${air.traffic.received}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				parameters.integer(0, 0, 0);
				air.traffic.sent = 0;
				air.traffic.received = 0;
				answer.ok();
			},
		},
	];
}
