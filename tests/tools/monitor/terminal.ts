/** What a terminal shows of what is written to it: as much of ECMA-48 as a view of the whole screen needs, and loud about the rest. */
export class TestTerminal {
	readonly columns: number;
	readonly rows: number;
	/** Whether the other screen is shown, and the cursor. */
	isOther = false;
	hasCursor = true;
	#cells: string[][] = [];
	#row = 0;
	#column = 0;
	#pending = "";

	constructor(columns: number, rows: number) {
		this.columns = columns;
		this.rows = rows;
		this.#clear();
	}

	/** The rows as text, without what is blank at their ends. */
	get lines(): string[] {
		return this.#cells.map((row) => row.join("").trimEnd());
	}

	write(text: string): void {
		let rest = this.#pending + text;
		this.#pending = "";
		while (rest !== "") {
			const control = /^\x1b\[([?0-9;]*)([A-Za-z])/.exec(rest);
			if (control !== null) {
				this.#control(control[1] as string, control[2] as string);
				rest = rest.slice(control[0].length);
			} else if (rest.startsWith("\x1b")) {
				if (!/^\x1b(?:\[[?0-9;]*)?$/.test(rest)) throw new Error(`not known: ${JSON.stringify(rest.slice(0, 10))}`);
				this.#pending = rest;
				return;
			} else {
				this.#put(rest[0] as string);
				rest = rest.slice(1);
			}
		}
	}

	#put(character: string): void {
		if (character === "\r") this.#column = 0;
		else if (character === "\n") {
			if (++this.#row >= this.rows) throw new Error("it scrolls");
		} else if (character >= " " && character <= "~") {
			if (this.#column >= this.columns) throw new Error("a line is too long");
			(this.#cells[this.#row] as string[])[this.#column++] = character;
		} else throw new Error(`not printable: ${character.charCodeAt(0)}`);
	}

	#control(parameters: string, final: string): void {
		const row = this.#cells[this.#row] as string[];
		if (final === "H" && parameters === "") this.#row = this.#column = 0;
		else if (final === "K") row.fill(" ", this.#column);
		else if (final === "J") {
			row.fill(" ", this.#column);
			for (const below of this.#cells.slice(this.#row + 1)) below.fill(" ");
		} else if ((final === "h" || final === "l") && parameters === "?1049") {
			this.isOther = final === "h";
			this.#clear();
		} else if ((final === "h" || final === "l") && parameters === "?25") this.hasCursor = final === "h";
		else if (final !== "m") throw new Error(`not known: ${parameters}${final}`);
	}

	#clear(): void {
		this.#cells = Array.from({ length: this.rows }, () => new Array<string>(this.columns).fill(" "));
		this.#row = this.#column = 0;
	}
}
