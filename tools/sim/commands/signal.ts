import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Cell } from "../radio.js";
import { Refusal } from "../refusal.js";

/** What the numbers of AT+QCSQ and AT+QENG are made from: a cell has one figure only, that of AT+CSQ [I]. */
const RSRP_BELOW_RSSI = 27;
const SINR = 18;
const RSRQ = -9;
/** The frequency that every cell of this simulator has. */
const CHANNEL = 1650;
const BAND = 3;
const BANDWIDTH = 5;
const PHYSICAL_CELL = 124;
/** The level below which a cell is not chosen, dBm; `<srxlev>` counts from it. */
const LEAST_LEVEL = -120;

/** dBm of AT+CSQ's figure (3GPP TS 27.007, 8.5). */
function strength({ signal }: Cell): number {
	return 2 * signal - 113;
}

/** What more there is to know of the signal and the cell: AT+QCSQ, AT+QNWINFO, AT+QSPN and AT+QENG. */
export function signalCommands(firmware: Firmware): Command[] {
	return [quality(firmware), network(firmware), provider(firmware), servingCell(firmware)];
}

function quality({ radio }: Firmware): Command {
	return {
		name: "+QCSQ",
		test: (answer) => {
			answer.line('+QCSQ: ("NOSERVICE","LTE")');
			answer.ok();
		},
		execute: (answer) => {
			const { cell } = radio;
			if (cell === undefined || !radio.registered) {
				answer.line('+QCSQ: "NOSERVICE"');
			} else {
				const rssi = strength(cell);
				answer.line(`+QCSQ: "LTE",${rssi},${rssi - RSRP_BELOW_RSSI},${SINR},${RSRQ}`);
			}
			answer.ok();
		},
	};
}

function network({ radio }: Firmware): Command {
	return {
		name: "+QNWINFO",
		test: (answer) => answer.ok(),
		execute: (answer) => {
			const { cell } = radio;
			answer.line(
				cell === undefined || !radio.registered
					? "+QNWINFO: No Service"
					: `+QNWINFO: "FDD LTE","${cell.operator}","LTE BAND ${BAND}",${CHANNEL}`,
			);
			answer.ok();
		},
	};
}

function provider({ radio }: Firmware): Command {
	return {
		name: "+QSPN",
		test: (answer) => answer.ok(),
		execute: (answer) => {
			const { cell } = radio;
			if (cell === undefined || !radio.registered) {
				throw new Refusal();
			}
			answer.line(`+QSPN: "${cell.longName}","${cell.shortName}","",0,"${cell.operator}"`);
			answer.ok();
		},
	};
}

function servingCell(firmware: Firmware): Command {
	const show = (answer: Answer) => {
		const { radio, air } = firmware;
		const { cell } = radio;
		if (cell === undefined || !radio.registered) {
			answer.line(`+QENG: "servingcell","${cell === undefined ? "SEARCH" : "LIMSRV"}"`);
			return;
		}
		const rssi = strength(cell);
		const rsrp = rssi - RSRP_BELOW_RSSI;
		const [country, carrier] = [cell.operator.slice(0, 3), cell.operator.slice(3)];
		const place = `${country},${carrier},${cell.identity},${PHYSICAL_CELL},${CHANNEL},${BAND},${BANDWIDTH},${BANDWIDTH}`;
		const level = `${cell.area},${rsrp},${RSRQ},${rssi},${SINR},${rsrp - LEAST_LEVEL}`;
		answer.line(`+QENG: "servingcell","${air.busy ? "CONNECT" : "NOCONN"}","LTE","FDD",${place},${level}`);
	};
	return {
		name: "+QENG",
		test: (answer) => {
			answer.line('+QENG: ("servingcell")');
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			const what = parameters.string(0, 1, 32).toLowerCase();
			if (what !== "servingcell") {
				firmware.board.onUnsupported(`+QENG "${what}"`);
				throw new Refusal();
			}
			show(answer);
			answer.ok();
		},
	};
}
