import { isMqttString } from "../bytes.js";
import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { ClientState } from "../mqtt/client.js";
import { type ClientPlace, LAST_CLIENT } from "../mqtt/clients.js";
import type { LogIn } from "../mqtt/log-in.js";
import { OPEN_RESULT } from "../mqtt/opening.js";
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
			const { index, client, configuration } = placeOf(firmware, parameters);
			const host = parameters.string(1, 0, board.profile.mqtt.hostLimit);
			const port = parameters.integer(2, 1, 65535);
			const tell = (result: number) => firmware.result(`+QMTOPEN: ${index},${result}`);
			const refusal =
				client.state !== "idle"
					? OPEN_RESULT.occupied
					: /^[\w.:-]+$/.test(host)
						? undefined
						: OPEN_RESULT.wrongParameter;
			answer.ok(() => {
				if (refusal !== undefined) {
					timeline.after(board.latency.draw("sent"), () => tell(refusal));
				} else if (configuration.idle.includes("ssl")) {
					board.onUnsupported('+QMTCFG "ssl"');
					timeline.after(board.latency.draw("sent"), () => tell(OPEN_RESULT.failed));
				} else {
					client.open(host, port, tell);
				}
			});
		},
	};
}

function close(firmware: Firmware): Command {
	return {
		name: "+QMTCLOSE",
		test: testLine(firmware, "+QMTCLOSE"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const { index, client } = placeOf(firmware, parameters);
			if (client.state === "idle" || client.state === "closing" || client.state === "disconnecting") {
				throw new Refusal();
			}
			answer.ok(() => client.close((result) => firmware.result(`+QMTCLOSE: ${index},${result}`)));
		},
	};
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
			for (const name of configuration.idle) {
				board.onUnsupported(`+QMTCFG "${name}"`);
			}
			answer.ok(() =>
				client.connect(logIn, (result, code) =>
					firmware.result(`+QMTCONN: ${index},${result}${code === undefined ? "" : `,${code}`}`),
				),
			);
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
	return {
		name: "+QMTDISC",
		test: testLine(firmware, "+QMTDISC"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const { index, client } = connectedPlaceOf(firmware, parameters);
			answer.ok(() => client.disconnect((result) => firmware.result(`+QMTDISC: ${index},${result}`)));
		},
	};
}
