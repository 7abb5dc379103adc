import { Direction, FlightRecorder } from "../at/flight-recorder.js";
import type { Clock } from "../clock.js";
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
