import { Refusal } from "./refusal.js";

interface Value {
	text: string;
	quoted: boolean;
}

/**
 * What stands behind the `=` of a command: values between commas. Strings stand in quotes and know no escape; spaces outside
 * quotes do not count. A value that does not fit is refused, which makes the command answer ERROR.
 */
export class Parameters {
	readonly #values: readonly (Value | undefined)[];

	/** @throws Refusal when a quote is left open, or characters stand beside a quoted string */
	constructor(text: string) {
		this.#values = text === "" ? [] : split(text);
	}

	/** How many values there are; one left out between commas counts. */
	get count(): number {
		return this.#values.length;
	}

	/** Whether value `at` is there. */
	has(at: number): boolean {
		return this.#values[at] !== undefined;
	}

	/** Whether value `at` is there, in quotes. */
	isString(at: number): boolean {
		return this.#values[at]?.quoted === true;
	}

	/** Refuses other counts of values than these. */
	expect(least: number, most = least): void {
		if (this.count < least || this.count > most) {
			throw new Refusal();
		}
	}

	/** A whole number from `least` to `most`; refused when it is anything else or not there. */
	integer(at: number, least: number, most: number): number {
		const value = this.#values[at];
		if (value === undefined || value.quoted || !/^[+-]?\d{1,10}$/.test(value.text)) {
			throw new Refusal();
		}
		const number = Number(value.text);
		if (number < least || number > most) {
			throw new Refusal();
		}
		return number;
	}

	/** As {@link integer}, or `otherwise` when the value was left out. */
	integerOr(at: number, least: number, most: number, otherwise: number): number {
		return this.has(at) ? this.integer(at, least, most) : otherwise;
	}

	/** A string in quotes, of `least` to `most` bytes. */
	string(at: number, least: number, most: number): string {
		if (this.#values[at]?.quoted !== true) {
			throw new Refusal();
		}
		return this.word(at, least, most);
	}

	/** A string with or without quotes, of `least` to `most` bytes. */
	word(at: number, least: number, most: number): string {
		const value = this.#values[at];
		if (value === undefined || value.text.length < least || value.text.length > most) {
			throw new Refusal();
		}
		return value.text;
	}
}

function split(text: string): (Value | undefined)[] {
	const values: (Value | undefined)[] = [];
	let at = 0;
	for (;;) {
		const value: Value = { text: "", quoted: false };
		while (at < text.length && text[at] !== ",") {
			const character = text[at++]!;
			if (character === " ") {
				continue;
			}
			if (value.quoted || (character === '"' && value.text !== "")) {
				throw new Refusal();
			}
			if (character === '"') {
				const end = text.indexOf('"', at);
				if (end < 0) {
					throw new Refusal();
				}
				value.text = text.slice(at, end);
				value.quoted = true;
				at = end + 1;
			} else {
				value.text += character;
			}
		}
		values.push(value.quoted || value.text !== "" ? value : undefined);
		if (at++ >= text.length) {
			return values;
		}
	}
}
