import { Direction, FlightRecorder } from "../at/flight-recorder.js";
import type { Clock } from "../clock.js";
import type { Sleep } from "../modem/sleep.js";
import type { Wire } from "../modem/wire.js";
import type { Port } from "../uart/port.js";
import type { RingWitness } from "../uart/ring.js";
import type { TransmitterWitness } from "../uart/transmitter.js";

/** Told of all bytes that pass. */
export type Trace = (direction: "in" | "out", bytes: Uint8Array, time: number) => void;

/**
 * Lets a flight recorder and a trace see what passes through `port`.
 * @param capacity of the recorder, bytes; 0: none
 */
export function record(
	port: Port,
	clock: Clock,
	capacity: number,
	onTrace: Trace | undefined,
): FlightRecorder | undefined {
	const recorder = capacity === 0 ? undefined : new FlightRecorder(capacity);
	if (onTrace !== undefined) port.onReceived = (bytes) => onTrace("in", bytes, clock.now());
	if (onTrace === undefined && recorder === undefined) return undefined;
	const witness = new WireWitness(clock, recorder, onTrace);
	if (recorder !== undefined) port.ring.witness = witness;
	port.transmitter.witness = witness;
	return recorder;
}

/** Tells recorder and trace of what passes, and when. */
class WireWitness implements RingWitness, TransmitterWitness {
	readonly #clock: Clock;
	readonly #recorder: FlightRecorder | undefined;
	readonly #onTrace: Trace | undefined;

	constructor(clock: Clock, recorder: FlightRecorder | undefined, onTrace: Trace | undefined) {
		this.#clock = clock;
		this.#recorder = recorder;
		this.#onTrace = onTrace;
	}

	onRead(piece: Uint8Array, length: number): void {
		this.#recorder?.take(Direction.in, piece, length, this.#clock.now());
	}

	onWrite(piece: Uint8Array): void {
		const recorder = this.#recorder;
		recorder?.take(recorder.outgoing, piece, piece.length, this.#clock.now());
		this.#onTrace?.("out", piece.slice(), this.#clock.now());
	}
}

/** A port as the lifecycle uses it. */
export class PortWire implements Wire {
	/** Absent: the module never sleeps. */
	sleep: Sleep | undefined;
	readonly #port: Port;

	constructor(port: Port) {
		this.#port = port;
	}

	reopen(baud: number): void {
		this.#port.close();
		this.#port.open(baud);
		// A Serial that has DTR need not hold it at first.
		this.sleep?.forbid();
	}

	fill(byte: number, count: number): void {
		const { transmitter } = this.#port;
		transmitter.stop();
		transmitter.line.bytes.fill(byte, 0, count);
		transmitter.send(transmitter.line, 0, count);
	}

	keepAwake(): void {
		this.sleep?.forbid();
	}

	letSleep(): void {
		this.sleep?.allow();
	}
}
