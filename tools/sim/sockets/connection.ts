import { fromBytes, toBytes, toCharacters } from "../bytes.js";
import type { Latency } from "../latency.js";
import type { Secure } from "../mqtt/opening.js";
import type { Endpoint, Network, NetworkDatagrams, NetworkListener, NetworkSocket } from "../network.js";
import type { PacketDomain } from "../packet-domain.js";
import type { Appointment, Timeline } from "../timeline.js";
import { SOCKET_ERROR, type SocketError } from "./errors.js";
import { ReceiveBuffer, type Received } from "./receive-buffer.js";

/** As AT+QISTATE and AT+QSSLSTATE show it. */
export type ConnectionKind = "TCP" | "UDP" | "TCP LISTENER" | "UDP SERVICE" | "TCP INCOMING" | "SSLClient";

/** `<socket_state>`. */
export const SOCKET_STATE = Object.freeze({ initial: 0, opening: 1, connected: 2, listening: 3, closing: 4 } as const);
export type SocketState = (typeof SOCKET_STATE)[keyof typeof SOCKET_STATE];

/** 0 the host fetches what has come, 1 it is told at once, 2 the port belongs to the connection. */
export type AccessMode = 0 | 1 | 2;

/** What AT+QIOPEN or AT+QSSLOPEN asks for. */
export interface ConnectionPlan {
	readonly kind: ConnectionKind;
	readonly context: number;
	readonly host: string;
	readonly port: number;
	/** 0 for any. */
	readonly localPort: number;
	/** The SSL context, where it is to be secured. */
	readonly sslContext?: number;
	/** The listener that it has come to; otherwise itself. */
	readonly server: number;
}

export interface ConnectionParts {
	readonly timeline: Timeline;
	readonly latency: Latency;
	readonly network: Network;
	readonly packetDomain: PacketDomain;
	readonly secure: Secure;
}

/** What a connection tells its owner; never from inside a call of the owner's. */
export interface ConnectionEvents {
	onData(received: Received): void;
	/** The peer has closed, or the connection broke. */
	onClosed(): void;
	onIncoming(socket: NetworkSocket, from: Endpoint): void;
}

/** The module gives up opening after this time, ms; AT+QIOPEN answers within 150 s. */
const LIMIT = 145_000;

const NOBODY: Endpoint = Object.freeze({ host: "0.0.0.0", port: 0 });

/** One connection of the module: a TCP client, a UDP client or service, a listener, or a connection that has come to one. */
export class Connection {
	readonly id: number;
	readonly plan: ConnectionPlan;
	readonly buffer = new ReceiveBuffer();
	mode: AccessMode;
	/** Bytes that the host has given, and those that the peer has. */
	sent = 0;
	acknowledged = 0;
	readonly #parts: ConnectionParts;
	readonly #events: ConnectionEvents;
	#state: SocketState = SOCKET_STATE.initial;
	#peer = NOBODY;
	#socket: NetworkSocket | undefined;
	#datagrams: NetworkDatagrams | undefined;
	#listener: NetworkListener | undefined;
	#limit: Appointment | undefined;
	#opened: ((error: SocketError) => void) | undefined;

	constructor(id: number, mode: AccessMode, plan: ConnectionPlan, parts: ConnectionParts, events: ConnectionEvents) {
		this.id = id;
		this.mode = mode;
		this.plan = plan;
		this.#parts = parts;
		this.#events = events;
	}

	get state(): SocketState {
		return this.#state;
	}

	/** Whether bytes can be sent. */
	get connected(): boolean {
		return this.#state === SOCKET_STATE.connected;
	}

	/** Whom it speaks to: an address, as far as it is known. */
	get peer(): Endpoint {
		return this.#peer;
	}

	/** Whether what comes is datagrams, whose boundaries count. */
	get isDatagrams(): boolean {
		return this.plan.kind === "UDP" || this.plan.kind === "UDP SERVICE";
	}

	/** Opens it, and calls back once with what came of it, unless it is released first; not from inside the call. */
	open(done: (error: SocketError) => void): void {
		const { timeline, latency, packetDomain } = this.#parts;
		this.#state = SOCKET_STATE.opening;
		this.#opened = done;
		if (!packetDomain.isActive(this.plan.context)) {
			this.#limit = timeline.after(latency.draw("sent"), () => this.#settle(SOCKET_ERROR.noContext));
			return;
		}
		this.#limit = timeline.after(LIMIT, () => this.#settle(SOCKET_ERROR.timeout));
		if (this.plan.kind === "TCP LISTENER") {
			this.#listen();
		} else if (this.plan.kind === "UDP SERVICE") {
			this.#bind();
		} else {
			this.#resolve();
		}
	}

	/** It is a connection that has come to a listener, and is open. */
	adopt(socket: NetworkSocket, from: Endpoint): void {
		this.#peer = from;
		this.#use(socket);
	}

	/** Sends; when `connected`. @param to for a UDP service */
	send(data: string, to: Endpoint = this.#peer): void {
		this.sent += data.length;
		if (this.#datagrams !== undefined) {
			this.#datagrams.send(toBytes(data), to);
			this.acknowledged += data.length;
		}
		this.#socket?.write(toBytes(data), () => {
			this.acknowledged += data.length;
		});
	}

	/** Ends it. @param orderly whether what was sent still arrives; nobody is told any more */
	release(orderly: boolean): void {
		this.#state = SOCKET_STATE.closing;
		this.#limit?.cancel();
		this.#opened = undefined;
		if (orderly) {
			this.#socket?.close();
		} else {
			this.#socket?.abort();
		}
		this.#socket = undefined;
		this.#datagrams?.close();
		this.#datagrams = undefined;
		this.#listener?.close();
		this.#listener = undefined;
	}

	/** Its context is gone: it is over, whatever it was doing. */
	breakDown(): void {
		const opening = this.#opened;
		this.release(false);
		opening?.(SOCKET_ERROR.contextBroken);
	}

	#settle(error: SocketError): void {
		const done = this.#opened;
		if (error !== SOCKET_ERROR.none) {
			this.release(false);
		}
		this.#limit?.cancel();
		this.#opened = undefined;
		done?.(error);
	}

	#resolve(): void {
		const { network } = this.#parts;
		const { host, port, kind } = this.plan;
		network.resolve(toCharacters(host), (address) => {
			if (this.#opened === undefined) {
				return;
			}
			if (address === undefined) {
				this.#settle(SOCKET_ERROR.dnsFailed);
				return;
			}
			this.#peer = { host: address, port };
			if (kind === "UDP") {
				this.#bind();
			} else {
				this.#dial(address);
			}
		});
	}

	#dial(address: string): void {
		const { network, secure, timeline } = this.#parts;
		const { host, port, sslContext } = this.plan;
		const failed = () => this.#settle(SOCKET_ERROR.connectFailed);
		const security = sslContext === undefined ? undefined : secure(sslContext, host);
		if (sslContext !== undefined && security === undefined) {
			failed();
			return;
		}
		if (security !== undefined && security.patience * 1000 < LIMIT) {
			this.#limit?.cancel();
			this.#limit = timeline.after(security.patience * 1000, failed);
		}
		const socket = network.connect({ host: address, port, ...(security === undefined ? {} : { tls: security.tls }) });
		this.#socket = socket;
		socket.onOpen = () => {
			this.#use(socket);
			this.#settle(SOCKET_ERROR.none);
		};
		socket.onClose = failed;
		socket.onError = failed;
	}

	#use(socket: NetworkSocket): void {
		this.#socket = socket;
		this.#state = SOCKET_STATE.connected;
		socket.onData = (bytes) => this.#events.onData({ bytes: fromBytes(bytes) });
		const over = () => {
			this.#socket = undefined;
			this.#state = SOCKET_STATE.closing;
			this.#events.onClosed();
		};
		socket.onClose = over;
		socket.onError = over;
	}

	#bind(): void {
		const isService = this.plan.kind === "UDP SERVICE";
		const datagrams = this.#parts.network.openDatagrams(this.plan.localPort);
		this.#datagrams = datagrams;
		datagrams.onOpen = () => {
			this.#state = SOCKET_STATE.connected;
			this.#settle(SOCKET_ERROR.none);
		};
		datagrams.onError = () => this.#settle(SOCKET_ERROR.bindFailed);
		datagrams.onDatagram = (bytes, from) => {
			// A UDP client hears its peer and nobody else.
			const known = from.host === this.#peer.host && from.port === this.#peer.port;
			if (isService || known) {
				this.#events.onData({ bytes: fromBytes(bytes), from: isService ? from : undefined });
			}
		};
	}

	#listen(): void {
		const listener = this.#parts.network.openListener(this.plan.localPort);
		this.#listener = listener;
		listener.onOpen = () => {
			this.#state = SOCKET_STATE.listening;
			this.#settle(SOCKET_ERROR.none);
		};
		listener.onError = () => this.#settle(SOCKET_ERROR.listenFailed);
		listener.onConnection = (socket, from) => this.#events.onIncoming(socket, from);
	}
}
