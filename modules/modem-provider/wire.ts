import { Direction, FlightRecorder } from "../at/flight-recorder.js";
import type { Clock } from "../clock.js";
import type { Sleep } from "../modem/sleep.js";
import type { Wire } from "../modem/wire.js";
import type { Port } from "../uart/port.js";

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
	if (recorder !== undefined) {
		port.ring.onPiece = (piece, length) => recorder.take(Direction.in, piece, length, clock.now());
	}
	if (onTrace !== undefined || recorder !== undefined) {
		port.transmitter.onPiece = (piece) => {
			recorder?.take(recorder.outgoing, piece, piece.length, clock.now());
			onTrace?.("out", piece.slice(), clock.now());
		};
	}
	return recorder;
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
