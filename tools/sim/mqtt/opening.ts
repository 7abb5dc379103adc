import { toCharacters } from "../bytes.js";
import type { Network, NetworkSocket } from "../network.js";
import type { PacketDomain } from "../packet-domain.js";
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

export interface OpeningParts {
	timeline: Timeline;
	network: Network;
	packetDomain: PacketDomain;
}

/** The way to an open TCP connection: the PDP context, the name, the connection. It ends with one result, or is cancelled. */
export class Opening {
	readonly #limit: Appointment;
	readonly #done: (result: number, socket?: NetworkSocket) => void;
	#over = false;
	#socket: NetworkSocket | undefined;

	/** @param done gets an {@link OPEN_RESULT}, and the socket when that is `opened`; not called from inside the constructor */
	constructor(
		{ timeline, network, packetDomain }: OpeningParts,
		{ context, host, port }: { context: number; host: string; port: number },
		done: (result: number, socket?: NetworkSocket) => void,
	) {
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
					this.#dial(network.connect({ host: address, port }));
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

	#dial(socket: NetworkSocket): void {
		this.#socket = socket;
		socket.onOpen = () => this.end(OPEN_RESULT.opened);
		socket.onClose = () => this.end(OPEN_RESULT.network);
		socket.onError = () => this.end(OPEN_RESULT.network);
	}
}
