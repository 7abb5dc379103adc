import { toBytes } from "../sim/bytes.js";
import { Checksum } from "../sim/files/checksum.js";

const tail = /^\r\n\+QFDWL: (\d+),[0-9a-f]+\r\n$/i;
const tailBegins = /^\r\n\+QFDWL: (?:\d+(?:,(?:[0-9a-f]+\r?)?)?)?$/i;
const FRONT = "\r\n+QFDWL: ";

/**
 * A file on its way to the host by AT+QFDWL, which nobody has announced the length of: it ends at the line that tells as many
 * bytes as have come. A line of the file that looks like it does not.
 */
export class Download {
	/** Whether the host has asked for something else meanwhile. */
	isGivenUp = false;
	/** Of what is known to be in the file. */
	length = 0;
	/** What may be of the file, or behind it. */
	pending = "";
	/** The line behind the file with both its line ends, once it has come. */
	end: string | undefined;
	readonly #sum = new Checksum();

	get sum(): string {
		return this.#sum.text;
	}

	/** A byte of the module. @returns what is known by it to be in the file */
	take(character: string): string {
		this.pending += character;
		const told = tail.exec(this.pending)?.[1];
		if (told !== undefined && Number(told) === this.length) {
			this.end = this.pending;
			this.pending = "";
			return "";
		}
		let count = 0;
		while (!mayBegin(this.pending.slice(count))) count++;
		const content = this.pending.slice(0, count);
		this.pending = this.pending.slice(count);
		this.length += count;
		this.#sum.push(toBytes(content));
		return content;
	}
}

/** Whether `text` may be the beginning of the line behind a file. */
function mayBegin(text: string): boolean {
	return FRONT.startsWith(text) || tailBegins.test(text);
}
