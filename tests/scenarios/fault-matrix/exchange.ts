/** One command line that the module has taken, and the truth about what it made of it. */
export class Exchange {
	/** What it did, in words; undefined: nothing that lasts. */
	effect: string | undefined;
	/** The final result code it sent; undefined: none. */
	answer: string | undefined;
	readonly information: string[] = [];
	readonly results: string[] = [];
	/** The payload it took behind its prompt. */
	payload: string | undefined;
	/** Which command of the driver's it began as; 0: a question whether somebody is there. */
	readonly by: number;
	/** The line from `AT` on, without its CR. */
	readonly line: string;

	constructor(by: number, line: string) {
		this.by = by;
		this.line = line;
	}
}
