import type { Counters } from "../counters.js";
import type { ResultFaults } from "../faults/result-faults.js";
import type { Latency } from "../latency.js";
import type { Network } from "../network.js";
import type { PacketDomain } from "../packet-domain.js";
import type { MqttProfile } from "../profile.js";
import type { Timeline } from "../timeline.js";
import { Client } from "./client.js";
import { Configuration } from "./configuration.js";
import { showPayload } from "./data-format.js";
import { Inbox } from "./inbox.js";
import type { Message } from "./message.js";
import type { Secure } from "./opening.js";
import { optionsOf } from "./options.js";

/** Clients are numbered from 0 to this (note 3.2.1). */
export const LAST_CLIENT = 5;

export interface ClientsParts {
	timeline: Timeline;
	latency: Latency;
	network: Network;
	packetDomain: PacketDomain;
	profile: MqttProfile;
	counters: Counters;
	faults: ResultFaults;
	/** The module's clock, ms since 1970. */
	time: () => number;
	/** What a connection is secured with by an SSL context, and the seconds for its handshake; undefined when a file is missing. */
	secure: Secure;
	announce: (text: string) => void;
}

/** One client with its number and all that belongs to it. */
export interface ClientPlace {
	readonly index: number;
	readonly client: Client;
	readonly configuration: Configuration;
	readonly inbox: Inbox;
}

/** The six MQTT clients of the module, and the URCs they send by themselves (note 4). */
export class Clients {
	readonly places: readonly ClientPlace[];
	readonly #announce: ClientsParts["announce"];
	readonly #counters: Counters;

	constructor(parts: ClientsParts) {
		const { announce, profile, counters } = parts;
		this.#announce = announce;
		this.#counters = counters;
		const options = optionsOf(profile);
		this.places = Array.from({ length: LAST_CLIENT + 1 }, (_, index) => {
			const configuration = new Configuration(options);
			const inbox = new Inbox(profile.storedMessages);
			const client = new Client({
				...parts,
				configuration,
				onStatus: (code) => announce(`+QMTSTAT: ${index},${code}`),
				onPingFailed: () => announce(`+QMTPING: ${index},1`),
				onIdle: () => inbox.clear(),
				onMessage: (message) => this.deliver(index, message),
			});
			return { index, client, configuration, inbox };
		});
	}

	/** A message has come for a client; one that is not connected gets none. */
	deliver(index: number, message: Message): void {
		const { client, configuration, inbox } = this.places[index]!;
		if (client.state !== "connected") {
			return;
		}
		if (configuration.number("recv/mode", 0) === 0) {
			this.#announce(messageLine(index, message, configuration));
			return;
		}
		const place = inbox.put(message);
		if (place === undefined) {
			this.#counters.messagesLost++;
		} else {
			this.#announce(`+QMTRECV: ${index},${place}`);
		}
	}

	/** A PDP context has gone down. */
	contextDown(context: number): void {
		for (const { client } of this.places) {
			client.contextDown(context);
		}
	}

	/** The module logs off: open connections are closed, nobody is told. */
	shutDown(): void {
		for (const { client } of this.places) {
			if (client.state !== "idle" && client.state !== "closing" && client.state !== "disconnecting") {
				client.close(() => {});
			}
		}
	}
}

/** A message as URC and as answer to AT+QMTRECV (note 4.2). Nothing in topic or payload is escaped. */
export function messageLine(index: number, message: Message, configuration: Configuration): string {
	const payload = showPayload(message.payload, configuration);
	const length = configuration.number("recv/mode", 1) === 1 ? `${payload.length},` : "";
	return `+QMTRECV: ${index},${message.identifier},"${message.topic}",${length}"${payload}"`;
}
