import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { ClientPlace } from "../mqtt/clients.js";
import { readPayload } from "../mqtt/data-format.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import { connectedPlaceOf, testLine } from "./mqtt-connection.js";
import { report, topicOf } from "./mqtt-messages.js";

/** AT+QMTPUBEX (note 3.2.8), and AT+QMTPUB in the dialect that the module is to speak. */
export function mqttPublishCommands(firmware: Firmware): Command[] {
	const { publishDialect: dialect } = firmware.board;
	const commands = [publish(firmware, "+QMTPUBEX", dialect === "pubex-inline" ? ["length", "inline"] : ["length"])];
	if (dialect === "mark" || dialect === "length" || dialect === "inline") {
		commands.push(publish(firmware, "+QMTPUB", [dialect]));
	}
	return commands;
}

/** Where the payload comes from: behind a prompt up to Ctrl-Z or to a count, or from the line. */
type Source = "mark" | "length" | "inline";

/** What stands in front of the payload. */
interface Head {
	readonly place: ClientPlace;
	readonly identifier: number;
	readonly qos: 0 | 1 | 2;
	readonly retain: boolean;
	readonly topic: string;
}

function publish(firmware: Firmware, name: string, sources: readonly Source[]): Command {
	const { mqtt } = firmware.board.profile;
	const least = mqtt.emptyPublish ? 0 : 1;
	return {
		name,
		test: name === "+QMTPUBEX" ? testLine(firmware, name) : (answer) => answer.ok(),
		write: (answer, parameters) => {
			parameters.expect(sources[0] === "mark" ? 5 : 6);
			const head = headOf(firmware, parameters);
			if (sources[0] === "mark") {
				answer.receive({ length: mqtt.payloadLimit, marked: true, ...patienceOf(head) }, (typed, ending) => {
					if (ending !== "complete" || typed.length < least) {
						answer.refuse();
					} else {
						send(firmware, answer, { name, head, typed });
					}
				});
			} else if (sources.includes("inline") && parameters.isString(5)) {
				const typed = parameters.string(5, least, mqtt.payloadLimit);
				send(firmware, answer, { name: "+QMTPUB", head, typed });
			} else if (sources.includes("length")) {
				const length = parameters.integer(5, least, mqtt.payloadLimit);
				answer.receive({ length, ...patienceOf(head) }, (typed, ending) => {
					if (ending === "complete") {
						send(firmware, answer, { name, head, typed });
					} else {
						answer.refuse();
					}
				});
			} else {
				throw new Refusal();
			}
		},
	};
}

function headOf(firmware: Firmware, parameters: Parameters): Head {
	const { mqtt } = firmware.board.profile;
	const place = connectedPlaceOf(firmware, parameters);
	const identifier = parameters.integer(1, 0, 65535);
	const qos = parameters.integer(2, 0, 2) as 0 | 1 | 2;
	const retain = parameters.integer(3, 0, 1) === 1;
	const topic = topicOf(firmware, parameters, 4);
	const wrongIdentifier = qos === 0 ? mqtt.strictIdentifier && identifier !== 0 : identifier === 0;
	if (wrongIdentifier || /[+#]/.test(topic) || place.client.publishes >= mqtt.window) {
		throw new Refusal();
	}
	return { place, identifier, qos, retain, topic };
}

/** How long the module waits for the payload, where AT+QMTCFG="edit/timeout" says so. */
function patienceOf({ place }: Head): { patience?: number } {
	const patience = place.configuration.editPatience;
	return patience === undefined ? {} : { patience };
}

/** The payload is there: OK means that it has been taken, the result comes later. */
function send(
	firmware: Firmware,
	answer: Answer,
	{ name, head, typed }: { name: string; head: Head; typed: string },
): void {
	const { place, identifier, qos, retain, topic } = head;
	const { index, client, configuration } = place;
	const payload = readPayload(typed, configuration);
	if (client.state !== "connected" || payload === undefined) {
		answer.refuse();
		return;
	}
	answer.ok(() => {
		const tell = report(firmware, name, index, identifier);
		if (client.state === "connected") {
			client.publish({ identifier, topic, payload }, qos, retain, tell);
		} else {
			tell(2);
		}
	});
}
