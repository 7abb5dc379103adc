import type { IConnectPacket, QoS } from "mqtt-packet";
import type { Clock } from "../../../modules/clock.js";
import { Connection, type ConnectionOwner } from "./connection.js";
import { Faults } from "./faults.js";
import type { Peer } from "./memory-network.js";
import { type Message, type PublishRecord, Session } from "./session.js";
import { isMatch } from "./topics.js";

/**
 * An MQTT 3.1.1 (and 3.1) broker in memory. It runs on the clock it is given, does wrong what it is told to do wrong, and
 * is the judge of what was published: it writes down every PUBLISH that it accepted.
 */
export class Broker {
	/** Every PUBLISH that was accepted, in order of arrival. */
	readonly log: PublishRecord[] = [];
	/** What clients did that MQTT forbids; a test of a well-behaved client wants it empty. */
	readonly violations: string[] = [];
	readonly faults = new Faults();
	/** Return code for who wants to come in; 0 lets in, 4 and 5 are for wrong user and password. */
	authorize: (client: string, user: string | undefined, password: string | undefined) => number = () => 0;
	/** A client has taken a message upon itself: PUBACK, or PUBREC. */
	onAcknowledged: (client: string, message: Message) => void = () => {};
	readonly #sessions = new Map<string, Session>();
	readonly #connections = new Map<string, Connection>();
	readonly #retained = new Map<string, Message>();
	readonly #listeners: { filter: string; onMessage: (message: Message) => void }[] = [];
	readonly #owner: ConnectionOwner;
	#anonymous = 0;

	constructor(clock: Clock) {
		this.#owner = {
			clock,
			faults: this.faults,
			judge: (packet) => this.#judge(packet),
			open: (connection, packet) => this.#open(connection, packet),
			end: (connection) => this.#end(connection),
			record: (record) => this.log.push(record),
			distribute: (message) => this.#distribute(message),
			retained: (filter) => [...this.#retained.values()].filter(({ topic }) => isMatch(filter, topic)),
			acknowledged: (client, message) => this.onAcknowledged(client, message),
			violation: (text) => this.violations.push(text),
		};
	}

	/** Takes a connection: `network.listen(host, port, broker.accept)`. */
	readonly accept = (peer: Peer): void => {
		new Connection(this.#owner, peer);
	};

	/** Client identifiers of who is connected. */
	get clients(): string[] {
		return [...this.#connections.keys()];
	}

	/** Granted QoS by filter, of a client that is known. */
	subscriptionsOf(client: string): Map<string, QoS> {
		return new Map(this.#sessions.get(client)?.subscriptions);
	}

	/** Publishes in the broker's own name, as the cloud's side of a test. */
	publish(topic: string, payload: Uint8Array, { QoS = 0, retain = false }: { QoS?: QoS; retain?: boolean } = {}): void {
		this.#distribute({ topic, payload: payload.slice(), QoS, retain });
	}

	/** Sends a message to one client, whether it has subscribed to it or not; to nobody when it is not connected. */
	deliver(client: string, topic: string, payload: Uint8Array, QoS: QoS = 0): void {
		this.#connections.get(client)?.deliver({ topic, payload: payload.slice(), QoS, retain: false }, QoS);
	}

	/** Listens in the broker's own name, as the cloud's side of a test. Called when a message is distributed, inside the broker. */
	listen(filter: string, onMessage: (message: Message) => void): void {
		this.#listeners.push({ filter, onMessage });
	}

	/** Sends the answers that were kept back, as far as they are no longer stalled. */
	release(): void {
		for (const connection of this.#connections.values()) connection.release();
	}

	/** Ends a client's connection: `close` in good order, `abort` with a reset. @throws Error when it is not connected */
	drop(client: string, how: "close" | "abort"): void {
		const connection = this.#connections.get(client);
		if (connection === undefined) throw new Error(`${client} is not connected`);
		connection.close(how);
	}

	#judge({ clientId, clean, protocolVersion, username, password }: IConnectPacket): number {
		const version = protocolVersion ?? 4;
		if (version !== 3 && version !== 4) return 1;
		// A client without a name of its own can only be clean: MQTT 3.1.1, 3.1.3.1.
		if (clientId === "" && clean !== true) return 2;
		if (this.faults.refusal !== 0) return this.faults.refusal;
		return this.authorize(clientId, username, password?.toString());
	}

	#open(connection: Connection, { clientId, clean }: IConnectPacket): { session: Session; isPresent: boolean } {
		const client = clientId === "" ? `anonymous-${++this.#anonymous}` : clientId;
		this.#connections.get(client)?.close("close");
		let session = this.#sessions.get(client);
		const isPresent = clean !== true && session !== undefined;
		if (!isPresent) {
			session = new Session(client, clean === true);
			this.#sessions.set(client, session);
		}
		this.#connections.set(client, connection);
		return { session: session as Session, isPresent };
	}

	#end(connection: Connection): void {
		const { session, will } = connection;
		if (session === undefined) return;
		if (this.#connections.get(session.client) === connection) this.#connections.delete(session.client);
		if (session.isClean) this.#sessions.delete(session.client);
		if (will !== undefined) this.#distribute(will);
	}

	#distribute(message: Message): void {
		const { topic, payload, retain } = message;
		if (retain && payload.length === 0) this.#retained.delete(topic);
		else if (retain) this.#retained.set(topic, message);
		for (const session of this.#sessions.values()) {
			// A client with several matching subscriptions gets one copy, at the highest QoS: MQTT 3.1.1, 3.3.5.
			const granted = [...session.subscriptions].filter(([filter]) => isMatch(filter, topic)).map(([, QoS]) => QoS);
			if (granted.length === 0) continue;
			const QoS = Math.max(...granted) as QoS;
			const connection = this.#connections.get(session.client);
			if (connection !== undefined) connection.deliver(message, QoS);
			else if (message.QoS > 0 && QoS > 0) {
				const lower = Math.min(message.QoS, QoS) as QoS;
				session.outgoing.push({ id: session.nextId(), message, QoS: lower, awaits: "nothing" });
			}
		}
		for (const { filter, onMessage } of this.#listeners) if (isMatch(filter, topic)) onMessage(message);
	}
}
