/**
 * Frames of the wire between a host process and whoever plays the module: bytes of one UART, line states and, in lockstep,
 * time. One byte type, two bytes length (little endian), payload.
 */
export const FrameType = Object.freeze({
	/** Bytes of the UART, either direction. */
	bytes: 0x42, // B
	/** `NAME=LEVEL`, either direction; `BAUD=115200` from the host. */
	line: 0x4c, // L
	/** Lockstep, to the host: time moves on by this many ms (uint32). */
	advance: 0x41, // A
	/** Lockstep, from the host: ms until its next timer, -1 none (int32). Answers each advance. */
	idle: 0x49, // I
	/** Lockstep, from the host: text that its script traces, as it traces it. */
	trace: 0x54, // T
	/** Lockstep, from the host: a question of its script's, as text. No time passes before the answer. */
	ask: 0x51, // Q
	/** Lockstep, to the host: the answer, as text. */
	answer: 0x52, // R
	/** From the host: it is about to end; exit code (int32) and why. */
	exit: 0x58, // X
} as const);

/** Lines that the host drives, as levels: 1 is high. */
export type HostLine = "VBAT" | "PWRKEY" | "RESET_N" | "DTR" | "RTS";
/** Lines of the board that the module is on, beside the module: an output of the host's, and an input. */
export type BoardLine = "LAMP" | "BUTTON";
/** Lines that the module drives. */
export type ModuleLine = "STATUS" | "CTS" | "RI" | "DCD";

/** What the host's end of a wire is joined to: whatever plays the module. Nothing here waits. */
export interface WireModule {
	/** Bytes leave the host. */
	write(bytes: Uint8Array): void;
	/** The host's own baud. */
	setBaud(baud: number): void;
	setLine(line: HostLine, level: 0 | 1): void;
	/** Bytes reach the host. */
	onBytes: (bytes: Uint8Array) => void;
	onLine: (line: ModuleLine, level: 0 | 1) => void;
}

/** Longest payload of a frame, bytes. */
const LONGEST = 65535;

/** One frame as bytes. @throws RangeError over 65535 bytes */
export function frame(type: number, payload: Uint8Array): Uint8Array {
	if (payload.length > LONGEST) throw new RangeError(`frame: over ${LONGEST} bytes`);
	const whole = new Uint8Array(3 + payload.length);
	whole[0] = type;
	whole[1] = payload.length & 255;
	whole[2] = payload.length >> 8;
	whole.set(payload, 3);
	return whole;
}

/** Takes bytes in any cut and gives frames. */
export class FrameReader {
	readonly #onFrame: (type: number, payload: Uint8Array) => void;
	#pending: Uint8Array = new Uint8Array(0);

	/** @param onFrame gets a payload of its own */
	constructor(onFrame: (type: number, payload: Uint8Array) => void) {
		this.#onFrame = onFrame;
	}

	push(bytes: Uint8Array): void {
		let all: Uint8Array = bytes;
		if (this.#pending.length > 0) {
			all = new Uint8Array(this.#pending.length + bytes.length);
			all.set(this.#pending);
			all.set(bytes, this.#pending.length);
		}
		let at = 0;
		while (all.length - at >= 3) {
			const length = (all[at + 1] as number) | ((all[at + 2] as number) << 8);
			if (all.length - at < 3 + length) break;
			const payload = all.slice(at + 3, at + 3 + length);
			at += 3 + length;
			this.#onFrame(all[at - 3 - length] as number, payload);
		}
		this.#pending = all.slice(at);
	}
}
