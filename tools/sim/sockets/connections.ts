import type { Counters } from "../counters.js";
import type { Endpoint, NetworkSocket } from "../network.js";
import type { SocketProfile } from "../profile.js";
import { type SocketConfiguration, showData } from "./configuration.js";
import { type AccessMode, Connection, type ConnectionParts, type ConnectionPlan, SOCKET_STATE } from "./connection.js";
import { SOCKET_ERROR, type SocketError } from "./errors.js";
import type { Received } from "./receive-buffer.js";
import { Transparent } from "./transparent.js";

/** How a family of connections is called on the wire. */
export interface ConnectionFamily {
	/** Of the result of opening, and of the URCs. */
	readonly open: "+QIOPEN" | "+QSSLOPEN";
	readonly urc: "+QIURC" | "+QSSLURC";
	/** Whether a connection that could not be opened keeps its number until it is closed. */
	readonly keepsFailed: boolean;
}

export const PLAIN: ConnectionFamily = Object.freeze({ open: "+QIOPEN", urc: "+QIURC", keepsFailed: false });
/** A failed AT+QSSLOPEN needs AT+QSSLCLOSE (seen on EC200U). */
export const SECURE: ConnectionFamily = Object.freeze({ open: "+QSSLOPEN", urc: "+QSSLURC", keepsFailed: true });

export interface ConnectionsParts extends ConnectionParts {
	readonly profile: SocketProfile;
	readonly counters: Counters;
	readonly configuration: SocketConfiguration;
	readonly announce: (text: string) => void;
	/** Writes data of a connection that the port belongs to. */
	readonly write: (bytes: string) => void;
	/** The connection that the port belongs to has ended. */
	readonly carrierLost: () => void;
}

/** The connections of AT+QIOPEN, or those of AT+QSSLOPEN, and the URCs that they send by themselves. */
export class Connections {
	readonly family: ConnectionFamily;
	readonly #parts: ConnectionsParts;
	readonly #connections = new Map<number, Connection>();
	/** The connection that the port belongs to. */
	#online: Connection | undefined;

	constructor(family: ConnectionFamily, parts: ConnectionsParts) {
		this.family = family;
		this.#parts = parts;
	}

	/** In order of their numbers. */
	get all(): Connection[] {
		return [...this.#connections.values()].sort((a, b) => a.id - b.id);
	}

	find(id: number): Connection | undefined {
		return this.#connections.get(id);
	}

	/** Opens a connection under a number. `done` gets what came of it, not from inside the call, unless it is closed first. */
	open(
		id: number,
		mode: AccessMode,
		plan: ConnectionPlan,
		done: (error: SocketError, connection?: Connection) => void,
	): void {
		const { timeline, latency } = this.#parts;
		if (this.#connections.has(id)) {
			timeline.after(latency.draw("sent"), () => done(SOCKET_ERROR.identityUsed));
			return;
		}
		const connection = this.#add(id, mode, plan);
		connection.open((error) => {
			if (error !== SOCKET_ERROR.none && !this.family.keepsFailed) {
				this.#connections.delete(id);
			}
			done(error, connection);
		});
	}

	/** Ends a connection in good order; its number is free. Harmless when there is none. */
	close(id: number): void {
		const connection = this.#connections.get(id);
		this.#connections.delete(id);
		if (connection !== undefined) {
			connection.release(true);
			this.#goOffline(connection);
		}
	}

	/** A PDP context has gone down: its connections are over, and wait for being closed. */
	contextDown(context: number): void {
		for (const connection of this.all.filter(({ plan }) => plan.context === context)) {
			connection.breakDown();
			this.#goOffline(connection);
		}
	}

	/** Frees the numbers of a context's connections. */
	forget(context: number): void {
		for (const { id, plan } of this.all) {
			if (plan.context === context) {
				this.close(id);
			}
		}
	}

	/** The module logs off. */
	shutDown(): void {
		for (const { id } of this.all) {
			this.close(id);
		}
	}

	/** Another access mode: what has come and was not fetched is told now in that mode. */
	change(connection: Connection, mode: AccessMode): void {
		connection.mode = mode;
		const { buffer } = connection;
		if (mode === 1) {
			while (buffer.length > 0) {
				this.#push(connection, buffer.take(this.#parts.profile.readLimit, connection.isDatagrams));
			}
		} else if (mode === 0 && buffer.length > 0 && !buffer.told) {
			this.#tell(connection);
		}
	}

	/** The stream to be connected with the port, for a connection in access mode 2. */
	stream(connection: Connection): Transparent {
		return new Transparent(connection, this.#parts, {
			begun: () => {
				this.#online = connection;
				const { buffer } = connection;
				if (buffer.length > 0) {
					this.#parts.write(buffer.take(Number.POSITIVE_INFINITY, false).bytes);
				}
			},
			paused: () => {
				this.#online = undefined;
			},
			hungUp: () => {
				this.#online = undefined;
				this.close(connection.id);
			},
		});
	}

	#add(id: number, mode: AccessMode, plan: ConnectionPlan): Connection {
		const connection: Connection = new Connection(id, mode, plan, this.#parts, {
			onData: (received) => this.#received(connection, received),
			onClosed: () => this.#closed(connection),
			onIncoming: (socket, from) => this.#incoming(connection, socket, from),
		});
		this.#connections.set(id, connection);
		return connection;
	}

	#received(connection: Connection, received: Received): void {
		const { profile, counters } = this.#parts;
		const { buffer, mode } = connection;
		if (mode === 2 && this.#online === connection) {
			buffer.total += received.bytes.length;
			this.#parts.write(received.bytes);
		} else if (mode === 1) {
			buffer.total += received.bytes.length;
			for (let at = 0; at < received.bytes.length; at += profile.readLimit) {
				this.#push(connection, { ...received, bytes: received.bytes.slice(at, at + profile.readLimit) });
			}
		} else if (connection.isDatagrams && buffer.length + received.bytes.length > profile.datagramBuffer) {
			counters.datagramsLost++;
		} else {
			buffer.put(received);
			if (mode === 0 && !buffer.told) {
				this.#tell(connection);
			}
		}
	}

	#tell({ id, buffer }: Connection): void {
		const { announce, configuration } = this.#parts;
		buffer.told = true;
		announce(`${this.family.urc}: "recv",${id}${configuration.number("recvind") === 1 ? `,${buffer.length}` : ""}`);
	}

	#push({ id }: Connection, { bytes, from }: Received): void {
		const { announce, configuration } = this.#parts;
		const sender = from === undefined ? "" : `,"${from.host}",${from.port}`;
		const data = showData(bytes, configuration);
		const separator = configuration.number("viewmode") === 1 ? "," : "\r\n";
		announce(`${this.family.urc}: "recv",${id},${data.length}${sender}${separator}${data}`);
	}

	#closed(connection: Connection): void {
		const { announce, configuration } = this.#parts;
		if (!this.#goOffline(connection)) {
			announce(`${this.family.urc}: "closed",${connection.id}`);
		}
		if (configuration.number("passiveclosed") === 1) {
			this.close(connection.id);
		}
	}

	#goOffline(connection: Connection): boolean {
		const online = this.#online === connection;
		if (online) {
			this.#online = undefined;
			this.#parts.carrierLost();
		}
		return online;
	}

	#incoming(listener: Connection, socket: NetworkSocket, from: Endpoint): void {
		const { announce, profile } = this.#parts;
		let id = 0;
		while (this.#connections.has(id)) {
			id++;
		}
		if (id > profile.lastConnection || listener.state !== SOCKET_STATE.listening) {
			socket.close();
			announce(`${this.family.urc}: "incoming full"`);
			return;
		}
		const { context, localPort } = listener.plan;
		const plan: ConnectionPlan = { kind: "TCP INCOMING", context, ...from, localPort, server: listener.id };
		this.#add(id, listener.mode, plan).adopt(socket, from);
		announce(`${this.family.urc}: "incoming",${id},${listener.id},"${from.host}",${from.port}`);
	}
}
