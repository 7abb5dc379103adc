import { FrameType, frame } from "../wire.js";

/** A length as a recording has it. */
function lengthOf(bytes: Uint8Array): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(bytes.length);
	return length;
}

/**
 * What passed between an engine and its module in lockstep, turn by turn, as engine/recording.h reads it. An engine that is
 * started with the file as `serial: "wire:@FILE"` lives through the same again, without anybody at the other side; it ends
 * with an error as soon as it sends something else.
 */
export class Recording {
	readonly #parts: Buffer[] = [];
	#turn: Uint8Array[] = [];

	/** A frame of the engine's. What it traces is left out, and so is its end: both are for people. */
	sent(type: number, payload: Uint8Array): void {
		if (type !== FrameType.trace && type !== FrameType.exit) this.#turn.push(frame(type, payload));
	}

	/** The frames that it is given after it has done its turn. */
	given(frames: Uint8Array): void {
		const sent = Buffer.concat(this.#turn);
		this.#turn = [];
		this.#parts.push(lengthOf(sent), sent, lengthOf(frames), Buffer.from(frames));
	}

	/** All of it, as the file's contents: up to the last turn that was given, and what the engine has sent since. */
	get bytes(): Buffer {
		const last = Buffer.concat(this.#turn);
		return Buffer.concat([...this.#parts, lengthOf(last), last]);
	}
}
