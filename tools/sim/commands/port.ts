import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { Refusal } from "../refusal.js";

const URC_PORTS = Object.freeze(["usbat", "usbmodem", "uart1", "uart2", "all"]);

/** The UART itself, and where URCs go. */
export function portCommands({ board }: Firmware): Command[] {
	const { settings, uart, profile } = board;
	return [
		{
			name: "+IPR",
			test: (answer) => {
				answer.line(`+IPR: (),(${profile.bauds.join(",")})`);
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+IPR: ${settings.values.baud}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1);
				const baud = parameters.integer(0, 0, 10_000_000);
				if (!profile.bauds.includes(baud)) {
					throw new Refusal();
				}
				settings.values.baud = baud;
				// The new baud begins behind the last bit of OK.
				answer.ok(() =>
					uart.whenSent(() => {
						uart.baud = baud;
					}),
				);
			},
		},
		{
			name: "+IFC",
			test: (answer) => {
				answer.line("+IFC: (0,2),(0,2)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+IFC: ${settings.values.hostFlow},${settings.values.moduleFlow}`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1, 2);
				const host = parameters.integer(0, 0, 2);
				const module = parameters.integerOr(1, 0, 2, settings.values.moduleFlow);
				if (host === 1 || module === 1) {
					throw new Refusal();
				}
				answer.ok(() => {
					settings.values.hostFlow = host;
					settings.values.moduleFlow = module;
					board.setClearToSend(true);
					board.updateFlow();
				});
			},
		},
		{
			// Eight data bits, no parity, one stop bit: the only frame that this simulator's wire has.
			name: "+ICF",
			test: (answer) => {
				answer.line("+ICF: (3),(3)");
				answer.ok();
			},
			read: (answer) => {
				answer.line("+ICF: 3,3");
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1, 2);
				parameters.integer(0, 3, 3);
				parameters.integerOr(1, 3, 3, 3);
				answer.ok();
			},
		},
		{
			name: "+QURCCFG",
			test: (answer) => {
				answer.line(`+QURCCFG: "urcport",(${URC_PORTS.map((port) => `"${port}"`).join(",")})`);
				answer.ok();
			},
			write: (answer, parameters) => {
				parameters.expect(1, 2);
				if (parameters.string(0, 1, 32).toLowerCase() !== "urcport") {
					throw new Refusal();
				}
				if (parameters.count === 1) {
					answer.line(`+QURCCFG: "urcport","${board.urcPort}"`);
				} else {
					const port = parameters.string(1, 1, 32).toLowerCase();
					if (!URC_PORTS.includes(port)) {
						throw new Refusal();
					}
					board.urcPort = port;
				}
				answer.ok();
			},
		},
	];
}
