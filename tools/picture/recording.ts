/** One line of a program's output, and when it came. */
export interface TimedLine {
	/** From the start of the program, ms. */
	readonly at: number;
	readonly text: string;
}

/** Takes output in pieces and tells its lines, each with the time at which it was whole. */
export class OutputRecording {
	readonly lines: TimedLine[] = [];
	readonly #now: () => number;
	#begun = "";

	/** @param now time from the start, ms */
	constructor(now: () => number) {
		this.#now = now;
	}

	take(piece: string): void {
		const parts = (this.#begun + piece).split("\n");
		this.#begun = parts.pop() as string;
		const at = Math.round(this.#now());
		for (const text of parts) this.lines.push({ at, text: text.replace(/\r$/, "") });
	}
}
