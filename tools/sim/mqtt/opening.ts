import { toCharacters } from "../bytes.js";
import type { Network, NetworkSocket, TlsSettings } from "../network.js";
import type { PacketDomain } from "../packet-domain.js";
import type { MqttProfile } from "../profile.js";
import type { Appointment, Timeline } from "../timeline.js";

/** `<result>` of QMTOPEN (note 3.2.2). */
export const OPEN_RESULT = Object.freeze({
	failed: -1,
	opened: 0,
	wrongParameter: 1,
	occupied: 2,
	noPdp: 3,
	noName: 4,
	network: 5,
} as const);

/** The module gives up opening after this time; AT+QMTOPEN answers within 120 s (note 3.2.2). */
const LIMIT = 110_000;

/** What a connection to `host` is secured with, and the seconds for its handshake; undefined when a file is missing. */
export type Secure = (context: number, host: string) => { tls: TlsSettings; patience: number } | undefined;

export interface OpeningParts {
	timeline: Timeline;
	network: Network;
	packetDomain: PacketDomain;
	secure: Secure;
	profile: MqttProfile;
}

/** Where an opening leads, by which PDP context, and by which SSL context if it is to be secured. */
export interface Destination {
	context: number;
	host: string;
	port: number;
	sslContext: number | undefined;
}

/** The way to an open connection: the PDP context, the name, the connection, the handshake. It ends with one result, or is cancelled. */
export class Opening {
	readonly #parts: OpeningParts;
	readonly #destination: Destination;
	#limit: Appointment;
	readonly #done: (result: number, socket?: NetworkSocket) => void;
	#over = false;
	#socket: NetworkSocket | undefined;

	/** @param done gets an {@link OPEN_RESULT}, and the socket when that is `opened`; not called from inside the constructor */
	constructor(parts: OpeningParts, destination: Destination, done: (result: number, socket?: NetworkSocket) => void) {
		const { timeline, network, packetDomain } = parts;
		const { context, host } = destination;
		this.#parts = parts;
		this.#destination = destination;
		this.#done = done;
		this.#limit = timeline.after(LIMIT, () => this.end(OPEN_RESULT.failed));
		packetDomain.activate(context, (up) => {
			if (this.#over) {
				return;
			}
			if (!up) {
				this.end(OPEN_RESULT.noPdp);
				return;
			}
			network.resolve(toCharacters(host), (address) => {
				if (this.#over) {
					return;
				}
				if (address === undefined) {
					this.end(OPEN_RESULT.noName);
				} else {
					this.#dial(address);
				}
			});
		});
	}

	/** Ends the opening with a result; what was begun is given up. Harmless when it has ended already. */
	end(result: number): void {
		if (this.#over) {
			return;
		}
		this.#over = true;
		this.#limit.cancel();
		if (result === OPEN_RESULT.opened) {
			this.#done(result, this.#socket);
		} else {
			this.#socket?.abort();
			this.#done(result);
		}
	}

	#dial(address: string): void {
		const { network, secure, timeline, profile } = this.#parts;
		const { host, port, sslContext } = this.#destination;
		const failed = () => this.end(profile.handshakeFailure);
		const security = sslContext === undefined ? undefined : secure(sslContext, host);
		if (sslContext !== undefined && security === undefined) {
			failed();
			return;
		}
		if (security !== undefined && security.patience * 1000 < LIMIT) {
			this.#limit.cancel();
			this.#limit = timeline.after(security.patience * 1000, failed);
		}
		const socket = network.connect({ host: address, port, ...(security === undefined ? {} : { tls: security.tls }) });
		this.#socket = socket;
		socket.onOpen = () => this.end(OPEN_RESULT.opened);
		socket.onClose = () => this.end(OPEN_RESULT.network);
		socket.onError = (failure) => this.end(failure === "handshake" ? profile.handshakeFailure : OPEN_RESULT.network);
	}
}
