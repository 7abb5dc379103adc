import type { Random } from "../../modules/random.js";
import { SerialLine } from "./serial-line.js";
import type { Timeline } from "./timeline.js";

/** Two UARTs understand each other up to this difference of their bauds. */
const TOLERANCE = 0.03;

/** The parts of a {@link Uart} that its owner gives. */
export interface UartOptions {
	timeline: Timeline;
	random: Random;
	/** The module's baud when it is switched on. */
	baud: number;
	/** Whether bytes take the time that the baud says; otherwise they pass at once. */
	pacing: boolean;
	/** Bytes of the host have reached the module. */
	onModule: (bytes: Uint8Array) => void;
	/** Bytes of the module have reached the host. */
	onHost: (bytes: Uint8Array) => void;
}

/**
 * The two wires between host and module. Where the bauds of the two ends differ the receiver sees garbage, which the random
 * port decides: some bytes changed, some lost, none sure to be right.
 */
export class Uart {
	readonly #random: Random;
	readonly #toHost: SerialLine;
	readonly #toModule: SerialLine;
	#baud: number;
	#hostBaud: number | undefined;
	#whenSent: (() => void)[] = [];

	constructor(options: UartOptions) {
		const { timeline, pacing, baud, onHost, onModule } = options;
		this.#random = options.random;
		this.#baud = baud;
		this.#toHost = new SerialLine(timeline, {
			pacing,
			baud,
			deliver: (bytes) => {
				const heard = this.#hear(bytes);
				if (!this.#toHost.busy) {
					for (const action of this.#whenSent.splice(0)) {
						action();
					}
				}
				if (heard.length > 0) {
					onHost(heard);
				}
			},
		});
		this.#toModule = new SerialLine(timeline, {
			pacing,
			baud,
			deliver: (bytes) => {
				const heard = this.#hear(bytes);
				if (heard.length > 0) {
					onModule(heard);
				}
			},
		});
	}

	/** The module's baud. */
	get baud(): number {
		return this.#baud;
	}

	set baud(baud: number) {
		this.#baud = baud;
		this.#toHost.baud = baud;
		this.#toModule.baud = this.#hostBaud ?? baud;
	}

	/** The host's own baud. A host that never names one (a plain TCP connection has none) follows the module. */
	set hostBaud(baud: number) {
		this.#hostBaud = baud;
		this.#toModule.baud = baud;
	}

	/** Whether the host is still sending, back to back with what has arrived. */
	get receiving(): boolean {
		return this.#toModule.busy;
	}

	/** Bytes that the module has sent and that are not with the host yet. */
	get sending(): number {
		return this.#toHost.length;
	}

	/** The module sends. */
	send(bytes: Uint8Array | string): void {
		this.#toHost.send(bytes);
	}

	/** The host sends. */
	sendFromHost(bytes: Uint8Array): void {
		this.#toModule.send(bytes);
	}

	/** The host's RTS, as far as the module obeys it, stops the module's transmitter. */
	holdModule(held: boolean): void {
		this.#toHost.hold(held);
	}

	/** Calls back once everything sent so far has passed, at once when nothing is under way. */
	whenSent(action: () => void): void {
		if (this.#toHost.busy) {
			this.#whenSent.push(action);
		} else {
			action();
		}
	}

	/** The module's transmitter falls silent: what is under way is lost. */
	silence(): void {
		this.#whenSent = [];
		this.#toHost.clear();
	}

	/** What a receiver makes of bytes that arrive. */
	#hear(bytes: Uint8Array): Uint8Array {
		const host = this.#hostBaud ?? this.#baud;
		if (Math.abs(host - this.#baud) <= TOLERANCE * this.#baud) {
			return bytes;
		}
		const heard: number[] = [];
		for (const byte of bytes) {
			const draw = this.#random.next();
			if ((draw & 0x300) !== 0) {
				heard.push(byte ^ (draw & 0xff || 0xff));
			}
		}
		return Uint8Array.from(heard);
	}
}
