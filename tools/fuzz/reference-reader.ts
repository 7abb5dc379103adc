import { LineKind, type Name } from "../../modules/at/lexicon.js";
import type { Conversation } from "./conversation.js";
import { describeLine, type Field, type Reading } from "./reading.js";

/** What stands at a line's beginning. */
interface Found {
	/** Bytes of it, its line end or its opening quote included. */
	readonly length: number;
	readonly kind: number;
	readonly name: string;
	readonly fields: readonly Field[];
	/** Announced bytes, when it is the header of a payload. */
	readonly announced?: number;
}

/** Where the reading of one part stopped. */
interface Stop {
	readonly swallowed: number;
	readonly isInside: boolean;
	readonly remaining: number;
}

const LINE_END = /[\r\n]/;
const CLOSING = '"\r\n';

/**
 * The oracle: reads the bytes of a whole conversation at once, with regular expressions, slowly, and says what a perfect
 * scanner tells. Written from what the Scanner and the Lexicon promise, and shaped as little like them as possible.
 */
export class ReferenceReader {
	readonly #names: readonly Name[];
	#conversation!: Conversation;
	#tokens: string[] = [];
	#longLines = 0;
	#framingErrors = 0;
	/** Offset of the byte with which the last prompt was told; -1: none yet. */
	#lastPrompt = -1;

	constructor(names: readonly Name[]) {
		this.#names = names;
	}

	read(conversation: Conversation): Reading {
		this.#conversation = conversation;
		this.#tokens = [];
		this.#longLines = 0;
		this.#framingErrors = 0;
		this.#lastPrompt = -1;
		const { text, acts } = conversation;
		const swallowed: number[] = [];
		let from = 0;
		let stop: Stop | undefined;
		for (const to of [...acts.filter(({ kind }) => kind === "reset").map(({ at }) => at), text.length]) {
			stop = this.#readPart(from, to);
			swallowed.push(stop.swallowed);
			from = to;
		}
		return {
			tokens: this.#tokens,
			swallowed,
			isInside: stop?.isInside === true,
			remaining: stop?.remaining ?? 0,
			awaitsPrompt: this.#awaitsPrompt(text.length),
			longLines: this.#longLines,
			framingErrors: this.#framingErrors,
		};
	}

	/** Whether a `>` would be the prompt when the byte at `seen` has come: one was awaited, and has not come since. */
	#awaitsPrompt(seen: number): boolean {
		const last = this.#conversation.acts.findLast(({ at }) => at <= seen);
		return last?.kind === "await" && this.#lastPrompt < last.at;
	}

	/** Reads what stands between two resets. */
	#readPart(from: number, to: number): Stop {
		const { capacity } = this.#conversation;
		const text = this.#conversation.text.slice(0, to);
		const unfinished = (swallowed: number): Stop => ({ swallowed, isInside: true, remaining: 0 });
		let at = from;
		/** What is left of a line whose payload was broken: text, whatever it looks like. */
		let isRemainder = false;
		/** Index of the last byte that had come when the present ones were read: a payload's end is looked at up to its first wrong byte. */
		let ahead = 0;
		for (;;) {
			if (!isRemainder) {
				// Blanks, line ends and control characters between lines are nobody's.
				while (text.charCodeAt(at) <= 32) at++;
				if (at === text.length) return { swallowed: at, isInside: false, remaining: 0 };
				const seen = Math.max(at, ahead);
				if (text[at] === ">" && this.#awaitsPrompt(seen)) {
					this.#tokens.push(`${at} prompt`);
					this.#lastPrompt = seen;
					at++;
					continue;
				}
			}
			// A line that does not fit into the ring cannot be told.
			const visible = text.slice(at, at + capacity);
			const found = isRemainder ? this.#findText(visible) : this.#find(visible);
			isRemainder = false;
			if (found === undefined) {
				if (visible.length < capacity) return unfinished(at);
				this.#longLines++;
				this.#tokens.push(`${at} garbage`);
				const behind = at + capacity;
				const end = text.slice(behind).search(LINE_END);
				if (end < 0) return unfinished(text.length);
				at = behind + end;
				continue;
			}
			const { kind, name, fields, announced } = found;
			if (announced === undefined) {
				this.#tokens.push(describeLine(at, kind, name, fields));
				at += found.length;
				continue;
			}
			this.#tokens.push(`${describeLine(at, kind, name, fields)} announces ${announced}`);
			at += found.length;
			const payload = text.slice(at, at + announced);
			if (payload !== "") this.#tokens.push(`${at} payload ${payload}`);
			at += payload.length;
			if (payload.length < announced) {
				return { swallowed: at, isInside: true, remaining: announced - payload.length };
			}
			const closing = text.slice(at, at + CLOSING.length);
			// The first byte that is wrong says it.
			if (closing.length < CLOSING.length && CLOSING.startsWith(closing)) return unfinished(at);
			if (closing === CLOSING) {
				this.#tokens.push(`${at} whole`);
				at += CLOSING.length;
			} else {
				this.#tokens.push(`${at} broken`);
				this.#framingErrors++;
				isRemainder = true;
				let wrong = 0;
				while (text[at + wrong] === CLOSING[wrong]) wrong++;
				ahead = at + wrong;
			}
		}
	}

	/** What `visible` begins with; undefined while that cannot be known. */
	#find(visible: string): Found | undefined {
		const names = this.#names.filter(({ text }) => visible.startsWith(text));
		const name = names.sort((a, b) => b.text.length - a.text.length)[0];
		if (name === undefined) return this.#findText(visible);
		const behind = visible[name.text.length] ?? "";
		if (LINE_END.test(behind)) {
			return { length: name.text.length + 1, kind: name.kind, name: name.text, fields: [] };
		}
		if ((behind === ":" && name.kind !== LineKind.echo) || (behind === " " && name.kind === LineKind.intermediate)) {
			return this.#findFields(visible, name);
		}
		return name.kind === LineKind.echo ? this.#findText(visible, name) : this.#findText(visible);
	}

	/** A line of which only its end is looked for: text, or the echo of a command line. */
	#findText(visible: string, name?: Name): Found | undefined {
		const end = visible.search(LINE_END);
		if (end < 0) return undefined;
		return {
			length: end + 1,
			kind: name?.kind ?? LineKind.unknown,
			name: name?.text ?? "",
			fields: [{ text: visible.slice(0, end), isQuoted: false }],
		};
	}

	/** A line with fields. */
	#findFields(visible: string, { text: name, kind, counted }: Name): Found | undefined {
		const fields: Field[] = [];
		let at = name.length + 1;
		for (;;) {
			while (visible[at] === " ") at++;
			const isQuoted = visible[at] === '"';
			if (isQuoted && counted !== undefined && fields.length === counted + 1) {
				const announced = this.#lengthIn(fields[counted]?.text);
				if (announced !== undefined) return { length: at + 1, kind, name, fields, announced };
			}
			if (isQuoted && counted !== undefined && fields.length === counted - 1) {
				return this.#findTopic(visible, at + 1, { name, kind, fields });
			}
			const pattern = isQuoted ? /"((?:[^"\r\n]|"(?![,\r\n]))*)"(?=[,\r\n])/y : /([^,\r\n]*)(?=[,\r\n])/y;
			pattern.lastIndex = at;
			const match = pattern.exec(visible);
			// A quote that never closes makes the whole line nobody's.
			if (match === null) return this.#findText(visible);
			fields.push({ text: match[1] as string, isQuoted });
			at += match[0].length + 1;
			if (LINE_END.test(visible[at - 1] as string)) return { length: at, kind, name, fields };
		}
	}

	/** A header whose topic begins at `start`: the topic ends at the first `",<length>,"`, whatever it holds. */
	#findTopic(visible: string, start: number, header: Pick<Found, "name" | "kind" | "fields">): Found | undefined {
		const end = /", *(-?[0-9]+), *"/y;
		for (let quote = visible.indexOf('"', start); quote >= 0; quote = visible.indexOf('"', quote + 1)) {
			end.lastIndex = quote;
			const match = end.exec(visible);
			const announced = this.#lengthIn(match?.[1]);
			if (match === null || announced === undefined) continue;
			const topic = { text: visible.slice(start, quote), isQuoted: true };
			const length = { text: match[1] as string, isQuoted: false };
			return {
				...header,
				length: quote + match[0].length,
				fields: [...header.fields, topic, length],
				announced,
			};
		}
		return undefined;
	}

	/** The payload length that `text` announces, bytes; undefined when it is none that is believed. */
	#lengthIn(text = ""): number | undefined {
		const value = Number(text) + 0;
		return /^-?[0-9]{1,9}$/.test(text) && value >= 0 && value <= this.#conversation.longest ? value : undefined;
	}
}
