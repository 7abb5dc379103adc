import { isMqttString } from "../bytes.js";
import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { type Client, type ClientState, STATUS } from "../mqtt/client.js";
import { type ClientPlace, LAST_CLIENT } from "../mqtt/clients.js";
import type { LogIn } from "../mqtt/log-in.js";
import { OPEN_RESULT } from "../mqtt/opening.js";
import { RESULT } from "../mqtt/requests.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";

/** `<state>` of AT+QMTCONN? (note 3.2.4). */
const SHOWN_STATE: Readonly<Partial<Record<ClientState, number>>> = Object.freeze({
	open: 1,
	connecting: 2,
	connected: 3,
	disconnecting: 4,
});

const CREDENTIAL_LIMIT = 256;

/** `<result>` of AT+QMTCLOSE and AT+QMTDISC that have failed (note 3.2.3 and 3.2.5). */
const FAILED = -1;

/** AT+QMTOPEN, AT+QMTCLOSE, AT+QMTCONN and AT+QMTDISC (note 3.2.2 to 3.2.5). */
export function mqttConnectionCommands(firmware: Firmware): Command[] {
	return [open(firmware), close(firmware), connect(firmware), disconnect(firmware)];
}

/** The answer of a test command that has one line. */
export function testLine({ board }: Firmware, name: string): (answer: Answer) => void {
	return (answer) => {
		answer.line(board.profile.mqtt.testLines[name] ?? `${name}:`);
		answer.ok();
	};
}

/** The client whose number is the first value. */
export function placeOf({ clients }: Firmware, parameters: Parameters): ClientPlace {
	return clients.places[parameters.integer(0, 0, LAST_CLIENT)]!;
}

/** The client whose number is the first value; refused unless it is connected to a broker. */
export function connectedPlaceOf(firmware: Firmware, parameters: Parameters): ClientPlace {
	const place = placeOf(firmware, parameters);
	if (place.client.state !== "connected") {
		throw new Refusal();
	}
	return place;
}

function open(firmware: Firmware): Command {
	const { clients, board, timeline } = firmware;
	return {
		name: "+QMTOPEN",
		test: testLine(firmware, "+QMTOPEN"),
		read: (answer) => {
			for (const { index, client } of clients.places) {
				if (client.state !== "idle" && client.state !== "opening" && client.state !== "closing") {
					answer.line(`+QMTOPEN: ${index},"${client.host}",${client.port}`);
				}
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(3);
			const { index, client } = placeOf(firmware, parameters);
			const host = parameters.string(1, 0, board.profile.mqtt.hostLimit);
			const port = parameters.integer(2, 1, 65535);
			const tell = (result: number) => firmware.result(`+QMTOPEN: ${index},${result}`);
			const isHost = /^[\w.:-]+$/.test(host);
			// Looked at behind OK: an earlier command of the same line may have begun something.
			answer.ok(() => {
				const refusal =
					client.state !== "idle" ? OPEN_RESULT.occupied : isHost ? undefined : OPEN_RESULT.wrongParameter;
				if (refusal !== undefined) {
					timeline.after(board.latency.draw("sent"), () => tell(refusal));
				} else if (board.faults.strikes("open-fails")) {
					timeline.after(board.latency.draw("sent"), () => tell(OPEN_RESULT.failed));
				} else {
					client.open(host, port, tell);
				}
			});
		},
	};
}

function close(firmware: Firmware): Command {
	const { timeline } = firmware;
	const { faults, latency } = firmware.board;
	return {
		name: "+QMTCLOSE",
		test: testLine(firmware, "+QMTCLOSE"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const { index, client } = placeOf(firmware, parameters);
			if (!isClosable(client)) {
				throw new Refusal();
			}
			const tell = (result: number) => firmware.result(`+QMTCLOSE: ${index},${result}`);
			answer.ok(() => {
				if (!isClosable(client) || faults.strikes("close-fails")) {
					timeline.after(latency.draw("disconnect"), () => tell(FAILED));
				} else {
					client.close(tell);
				}
			});
		},
	};
}

function isClosable({ state }: Client): boolean {
	return state !== "idle" && state !== "closing" && state !== "disconnecting";
}

function connect(firmware: Firmware): Command {
	const { clients, board } = firmware;
	return {
		name: "+QMTCONN",
		test: testLine(firmware, "+QMTCONN"),
		read: (answer) => {
			for (const { index, client } of clients.places) {
				const state = SHOWN_STATE[client.state];
				if (state !== undefined) {
					answer.line(`+QMTCONN: ${index},${state}`);
				}
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			if (parameters.count !== 4) {
				parameters.expect(2);
			}
			const { index, client, configuration } = placeOf(firmware, parameters);
			if (client.state !== "open") {
				throw new Refusal();
			}
			const logIn = readLogIn(parameters);
			for (const name of configuration.inert) {
				board.onUnsupported(`+QMTCFG "${name}"`);
			}
			const tell = (result: number, code?: number) =>
				firmware.result(`+QMTCONN: ${index},${result}${code === undefined ? "" : `,${code}`}`);
			answer.ok(() => {
				if (client.state === "open") {
					client.connect(logIn, tell);
				} else {
					tell(RESULT.failed);
				}
			});
		},
	};
}

function readLogIn(parameters: Parameters): LogIn {
	const text = (at: number) => (parameters.has(at) ? parameters.word(at, 0, CREDENTIAL_LIMIT) : "");
	const [identifier, user, password] = [text(1), text(2), text(3)];
	if (!isMqttString(identifier) || !isMqttString(user)) {
		throw new Refusal();
	}
	// Empty strings stand for values that are not there: hosts write them where they have nothing to say.
	return { identifier, user: user === "" ? undefined : user, password: password === "" ? undefined : password };
}

function disconnect(firmware: Firmware): Command {
	const { timeline } = firmware;
	const { faults, latency } = firmware.board;
	return {
		name: "+QMTDISC",
		test: testLine(firmware, "+QMTDISC"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const { index, client } = connectedPlaceOf(firmware, parameters);
			const tell = (result: number) => firmware.result(`+QMTDISC: ${index},${result}`);
			answer.ok(() => {
				if (client.state !== "connected" || faults.strikes("disconnect-fails")) {
					timeline.after(latency.draw("disconnect"), () => tell(FAILED));
				} else {
					client.disconnect((result) => {
						tell(result);
						if (faults.strikes("disconnect-status")) {
							firmware.announce(`+QMTSTAT: ${index},${STATUS.disconnected}`);
						}
					});
				}
			});
		},
	};
}
