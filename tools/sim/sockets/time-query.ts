import { toCharacters } from "../bytes.js";
import type { Network, NetworkDatagrams } from "../network.js";
import type { Appointment, Timeline } from "../timeline.js";
import { SOCKET_ERROR, type SocketError } from "./errors.js";

/** SNTP (RFC 4330): a packet of 48 bytes. */
const LENGTH = 48;
/** Leap indicator 0, version 4, mode 3: a client asks. */
const REQUEST = 0x23;
const SERVER_MODE = 4;
const ORIGINATE = 24;
const TRANSMIT = 40;
/** Seconds from 1900 to 1970, and a whole era. */
const EPOCH = 2_208_988_800;
const ERA = 2 ** 32;

/** How long an answer is waited for, ms, and how often it is asked [I]. */
const PATIENCE = 5000;
const TRIES = 3;

/** Asks a server for the time; a datagram that nobody answers is sent again. */
export class TimeQuery {
	readonly #timeline: Timeline;
	readonly #done: (result: SocketError, utc?: number) => void;
	readonly #mark: Uint8Array;
	#datagrams: NetworkDatagrams | undefined;
	#wait: Appointment | undefined;
	#over = false;

	/** @param mark 8 bytes by which the answer is known @param done is not called from inside the constructor */
	constructor(
		parts: { timeline: Timeline; network: Network },
		server: { host: string; port: number },
		mark: Uint8Array,
		done: (result: SocketError, utc?: number) => void,
	) {
		this.#timeline = parts.timeline;
		this.#mark = mark;
		this.#done = done;
		parts.network.resolve(toCharacters(server.host), (address) => {
			if (this.#over) {
				return;
			}
			if (address === undefined) {
				this.#end(SOCKET_ERROR.dnsFailed);
			} else {
				this.#ask(parts.network, { host: address, port: server.port });
			}
		});
	}

	/** Gives up; nobody is told. */
	cancel(): void {
		this.#over = true;
		this.#wait?.cancel();
		this.#datagrams?.close();
	}

	#ask(network: Network, server: { host: string; port: number }): void {
		const datagrams = network.openDatagrams(0);
		this.#datagrams = datagrams;
		datagrams.onError = () => this.#end(SOCKET_ERROR.bindFailed);
		datagrams.onOpen = () => this.#send(datagrams, server, TRIES);
		datagrams.onDatagram = (bytes) => this.#take(bytes);
	}

	#send(datagrams: NetworkDatagrams, server: { host: string; port: number }, tries: number): void {
		if (tries === 0) {
			this.#end(SOCKET_ERROR.timeout);
			return;
		}
		const packet = new Uint8Array(LENGTH);
		packet[0] = REQUEST;
		packet.set(this.#mark, TRANSMIT);
		datagrams.send(packet, server);
		this.#wait = this.#timeline.after(PATIENCE, () => this.#send(datagrams, server, tries - 1));
	}

	#take(bytes: Uint8Array): void {
		const isAnswer =
			bytes.length >= LENGTH &&
			(bytes[0]! & 7) === SERVER_MODE &&
			bytes[1] !== 0 &&
			this.#mark.every((byte, at) => bytes[ORIGINATE + at] === byte);
		if (!isAnswer) {
			return;
		}
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const seconds = view.getUint32(TRANSMIT);
		// The era that began in 2036 has small numbers (RFC 4330, 3).
		const sinceEra = seconds < ERA / 2 ? seconds + ERA : seconds;
		this.#end(SOCKET_ERROR.none, (sinceEra - EPOCH) * 1000 + Math.round((view.getUint32(TRANSMIT + 4) * 1000) / ERA));
	}

	#end(result: SocketError, utc?: number): void {
		if (!this.#over) {
			this.cancel();
			this.#done(result, utc);
		}
	}
}
