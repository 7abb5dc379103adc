/** How far things have gone. The recorder is frozen at each step up, and then not before things are well again. */
export const Escalation = Object.freeze({
	none: 0,
	/** The dialogue has to be proven in step. */
	resync: 1,
	/** The module is set up anew. */
	setUp: 2,
	/** The module is reset, or waited for. */
	reset: 3,
} as const);

/** What a run of bytes is. */
export const Direction = Object.freeze({
	in: 0,
	/** A command line. */
	out: 1,
	/** Payload, of a message or a file. */
	payload: 2,
} as const);

/** In front of each run: direction (1 byte), length (2), tick of the clock (4). */
const HEADER = 7;

/** A run of this length is not gone on with. */
const LONGEST = 128;

/** Bytes that went one way within one millisecond. */
export interface Run {
	/** One of Direction. */
	readonly direction: number;
	/** Tick of the clock, ms. */
	readonly time: number;
	readonly bytes: Uint8Array;
}

/** What was on the wire before something went wrong. */
export interface Recording {
	/** One of Escalation. */
	readonly escalation: number;
	/** When it was frozen, a tick of the clock, ms. */
	readonly time: number;
	/** Whether there was more before, so that the first run of each direction may begin anywhere. */
	readonly isCut: boolean;
	/** Oldest first, as they were: secrets included. */
	readonly runs: readonly Run[];
}

/**
 * The last bytes on the wire, both ways, with their times. Recording allocates nothing and looks at no byte; a freeze
 * copies what there is, so that it can be read long after.
 */
export class FlightRecorder {
	/** What goes out now: Direction.out or Direction.payload. */
	outgoing: number = Direction.out;
	/** What is being recorded, up to `#capacity`, and behind it what is frozen. */
	readonly #bytes: Uint8Array;
	readonly #capacity: number;
	/** Behind the last run, and where that run's header is, whose length is written when the run is over. */
	#end = 0;
	#last = 0;
	/** Of the last run; there is none yet below 0. */
	#direction = -1;
	#time = 0;
	#isCut = false;
	#escalation: number = Escalation.none;
	#frozenEnd = 0;
	#frozenEscalation: number = Escalation.none;
	#frozenTime = 0;
	#isFrozenCut = false;

	/** @param capacity bytes, 512 to 65535; twice that is used. Each run takes 7 beside its bytes */
	constructor(capacity: number) {
		this.#capacity = capacity;
		this.#bytes = new Uint8Array(2 * capacity);
	}

	/**
	 * Records the first `length` bytes of `piece`.
	 * @param piece at most 256 bytes
	 * @param time tick of the clock, ms
	 */
	take(direction: number, piece: Uint8Array, length: number, time: number): void {
		let end = this.#end;
		if (end + HEADER + piece.length > this.#capacity) {
			this.#forget();
			end = this.#end;
		}
		// Long runs are cut, so that not too much is dropped with the oldest one.
		if (this.#time !== time || this.#direction !== direction || end - this.#last >= LONGEST) {
			this.#begin(direction, time);
			end = this.#end;
		}
		this.#bytes.set(piece, end);
		this.#end = end + length;
	}

	/** Keeps what there is, unless that was done for the same trouble at this step or a higher one. */
	freeze(escalation: number, time: number): void {
		if (escalation <= this.#escalation) return;
		this.#escalation = escalation;
		this.#seal();
		this.#bytes.copyWithin(this.#capacity, 0, this.#end);
		this.#frozenEnd = this.#end;
		this.#frozenEscalation = escalation;
		this.#frozenTime = time;
		this.#isFrozenCut = this.#isCut;
	}

	/** Trouble up to the step `escalation` is over: the next one is frozen anew. */
	settle(escalation: number): void {
		if (this.#escalation <= escalation) this.#escalation = Escalation.none;
	}

	/** What was kept last; undefined: nothing has gone wrong so far. */
	get recording(): Recording | undefined {
		if (this.#frozenEscalation === Escalation.none) return undefined;
		const bytes = this.#bytes.subarray(this.#capacity);
		const view = new DataView(bytes.buffer, bytes.byteOffset);
		const runs: Run[] = [];
		for (let at = 0; at < this.#frozenEnd; ) {
			const start = at + HEADER;
			const end = start + view.getUint16(at + 1, true);
			runs.push({ direction: bytes[at] as number, time: view.getInt32(at + 3, true), bytes: bytes.slice(start, end) });
			at = end;
		}
		return { escalation: this.#frozenEscalation, time: this.#frozenTime, isCut: this.#isFrozenCut, runs };
	}

	/** Writes how long the last run is so far. */
	#seal(): void {
		if (this.#direction < 0) return;
		const size = this.#end - this.#last - HEADER;
		this.#bytes[this.#last + 1] = size;
		this.#bytes[this.#last + 2] = size >> 8;
	}

	#begin(direction: number, time: number): void {
		this.#seal();
		const bytes = this.#bytes;
		const at = this.#end;
		bytes[at] = direction;
		bytes[at + 3] = time;
		bytes[at + 4] = time >> 8;
		bytes[at + 5] = time >> 16;
		bytes[at + 6] = time >> 24;
		this.#last = at;
		this.#direction = direction;
		this.#time = time;
		this.#end = at + HEADER;
	}

	/** Drops the oldest runs, so that what is left takes half of the room at most. */
	#forget(): void {
		this.#seal();
		const bytes = this.#bytes;
		const half = this.#capacity >> 1;
		let at = 0;
		while (this.#end - at > half) at += HEADER + (bytes[at + 1] as number) + ((bytes[at + 2] as number) << 8);
		bytes.copyWithin(0, at, this.#end);
		this.#end -= at;
		this.#last -= at;
		if (this.#last < 0) this.#direction = -1;
		this.#isCut = true;
	}
}
