import { isMqttString } from "../bytes.js";
import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { messageLine } from "../mqtt/clients.js";
import type { Report } from "../mqtt/requests.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import { connectedPlaceOf, testLine } from "./mqtt-connection.js";

/** AT+QMTSUB, AT+QMTUNS and AT+QMTRECV (note 3.2.6, 3.2.7 and 3.2.9). */
export function mqttMessageCommands(firmware: Firmware): Command[] {
	return [subscribe(firmware), unsubscribe(firmware), receive(firmware)];
}

/** Tells a result as `+QMTSUB: 0,1,0,2`. */
export function report(firmware: Firmware, name: string, index: number, identifier: number): Report {
	return (result, values = []) => firmware.result(`${name}: ${[index, identifier, result, ...values].join(",")}`);
}

/** A topic name or filter. */
export function topicOf(firmware: Firmware, parameters: Parameters, at: number): string {
	const topic = parameters.string(at, 1, firmware.board.profile.mqtt.topicLimit);
	if (!isMqttString(topic)) {
		throw new Refusal();
	}
	return topic;
}

function subscribe(firmware: Firmware): Command {
	return {
		name: "+QMTSUB",
		test: testLine(firmware, "+QMTSUB"),
		write: (answer, parameters) => {
			const { index, client } = connectedPlaceOf(firmware, parameters);
			const identifier = parameters.integer(1, 1, 65535);
			if (parameters.count < 4 || parameters.count % 2 !== 0) {
				throw new Refusal();
			}
			const topics: { topic: string; qos: 0 | 1 | 2 }[] = [];
			for (let at = 2; at < parameters.count; at += 2) {
				topics.push({ topic: topicOf(firmware, parameters, at), qos: parameters.integer(at + 1, 0, 2) as 0 | 1 | 2 });
			}
			answer.ok(() => {
				const tell = report(firmware, "+QMTSUB", index, identifier);
				if (client.state === "connected") {
					client.subscribe(identifier, topics, tell);
				} else {
					tell(2);
				}
			});
		},
	};
}

function unsubscribe(firmware: Firmware): Command {
	return {
		name: "+QMTUNS",
		test: testLine(firmware, "+QMTUNS"),
		write: (answer, parameters) => {
			const { index, client } = connectedPlaceOf(firmware, parameters);
			const identifier = parameters.integer(1, 1, 65535);
			if (parameters.count < 3) {
				throw new Refusal();
			}
			const topics = Array.from({ length: parameters.count - 2 }, (_, at) => topicOf(firmware, parameters, at + 2));
			answer.ok(() => {
				const tell = report(firmware, "+QMTUNS", index, identifier);
				if (client.state === "connected") {
					client.unsubscribe(identifier, topics, tell);
				} else {
					tell(2);
				}
			});
		},
	};
}

function receive(firmware: Firmware): Command {
	const { clients, board } = firmware;
	return {
		name: "+QMTRECV",
		test: (answer) => answer.ok(),
		read: (answer) => {
			for (const { index, client, inbox } of clients.places) {
				if (client.state === "connected") {
					answer.line(`+QMTRECV: ${[index, ...inbox.taken.map(Number)].join(",")}`);
				}
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const { index, inbox, configuration } = connectedPlaceOf(firmware, parameters);
			const last = board.profile.mqtt.storedMessages - 1;
			const wanted = parameters.count === 2 ? [parameters.integer(1, 0, last)] : inbox.taken.map((_, place) => place);
			for (const place of wanted) {
				const message = inbox.take(place);
				if (message !== undefined) {
					answer.line(messageLine(index, message, configuration));
				}
			}
			answer.ok();
		},
	};
}
