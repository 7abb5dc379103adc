/** What a line that begins with a known name can be (ITU-T V.250, 5.7 and 6.2.6; TS 27.007). */
export const LineKind = Object.freeze({
	/** Text that begins with no known name. */
	unknown: 0,
	/** The command line, sent back. */
	echo: 1,
	/** A final result code: the command line is done. */
	final: 2,
	/** An intermediate result code. */
	intermediate: 3,
	/** An information response or an unsolicited result code: the command in flight decides. */
	information: 4,
} as const);

/** One known name: text as the module sends it, without the colon. */
export interface Name {
	readonly text: string;
	readonly kind: number;
	/**
	 * Where the line carries a counted payload: the index of the field that holds its length. The payload is the field
	 * behind it, in quotes.
	 */
	readonly counted?: number;
}

/** A name and its colon in words of four bytes, the way a little-endian load sees them; the last one padded with zeros. */
function wordsOf(text: string): number[] {
	const words: number[] = [];
	for (let at = 0; at <= text.length; at++) {
		const code = at < text.length ? text.charCodeAt(at) : COLON;
		const index = at >> 2;
		words[index] = (words[index] ?? 0) | (code << ((at & 3) * 8));
	}
	return words;
}

const COLON = 58;

/** Identifier of text that begins with no known name. */
export const UNKNOWN = 0;

/**
 * The names that a scanner knows, as a tree of bytes: each byte of a line is looked at once, whatever the number of
 * names. Built once per profile and never changed, so it can live in flash.
 *
 * A name's identifier is its index in the list given, plus one.
 */
export class Lexicon {
	readonly names: readonly Name[];
	/** Per node: its byte, its first child, its next sibling (0: none), the identifier of the name that ends there. */
	readonly byte: Uint8Array;
	readonly child: Uint16Array;
	readonly sibling: Uint16Array;
	readonly end: Uint8Array;
	/**
	 * The names of information lines with their colons once more, in words of four bytes: per node the word and which of its
	 * bits count, its first child, its next sibling, and the name that ends there with its length. Names in front of the
	 * list are found sooner.
	 */
	readonly word: Int32Array;
	readonly mask: Int32Array;
	readonly wordChild: Uint8Array;
	readonly wordSibling: Uint8Array;
	readonly wordEnd: Uint8Array;
	readonly wordLength: Uint8Array;
	/** Per identifier: kind, and index of the length field plus one (0: no counted payload). */
	readonly kind: Uint8Array;
	readonly counted: Uint8Array;

	/** @param names at most 254, each of 1 to 32 printable ASCII characters, none twice */
	constructor(names: readonly Name[]) {
		if (names.length > 254) throw new RangeError("more than 254 names");
		const limit = names.reduce((sum, { text }) => sum + text.length, 1);
		const byte = new Uint8Array(limit);
		const child = new Uint16Array(limit);
		const sibling = new Uint16Array(limit);
		const end = new Uint8Array(limit);
		const kind = new Uint8Array(names.length + 1);
		const counted = new Uint8Array(names.length + 1);
		let count = 1;
		for (const [index, name] of names.entries()) {
			let node = 0;
			for (let at = 0; at < name.text.length; at++) {
				const code = name.text.charCodeAt(at);
				if (code < 32 || code > 126) throw new RangeError("name is not printable ASCII");
				let next = child[node] as number;
				while (next !== 0 && byte[next] !== code) next = sibling[next] as number;
				if (next === 0) {
					next = count++;
					byte[next] = code;
					sibling[next] = child[node] as number;
					child[node] = next;
				}
				node = next;
			}
			if (node === 0 || end[node] !== 0) throw new RangeError("name is empty or stands twice");
			end[node] = index + 1;
			kind[index + 1] = name.kind;
			counted[index + 1] = name.counted === undefined ? 0 : name.counted + 1;
		}
		this.names = names;
		this.byte = byte.slice(0, count);
		this.child = child.slice(0, count);
		this.sibling = sibling.slice(0, count);
		this.end = end.slice(0, count);
		this.kind = kind;
		this.counted = counted;

		const nodes = names.reduce((sum, { text }) => sum + (text.length >> 2) + 1, 1);
		if (nodes > 256) throw new RangeError("names too long in all");
		this.word = new Int32Array(nodes);
		this.mask = new Int32Array(nodes);
		this.wordChild = new Uint8Array(nodes);
		this.wordSibling = new Uint8Array(nodes);
		this.wordEnd = new Uint8Array(nodes);
		this.wordLength = new Uint8Array(nodes);
		let last = 0;
		for (const [index, { text, kind }] of names.entries()) {
			if (kind !== LineKind.information) continue;
			let node = 0;
			for (const [at, word] of wordsOf(text).entries()) {
				const used = Math.min(4, text.length + 1 - at * 4);
				const mask = used === 4 ? -1 : (1 << (used * 8)) - 1;
				let before = 0;
				let next = this.wordChild[node] as number;
				while (next !== 0 && (this.word[next] !== word || this.mask[next] !== mask)) {
					before = next;
					next = this.wordSibling[next] as number;
				}
				if (next === 0) {
					next = ++last;
					this.word[next] = word;
					this.mask[next] = mask;
					if (before === 0) this.wordChild[node] = next;
					else this.wordSibling[before] = next;
				}
				node = next;
			}
			this.wordEnd[node] = index + 1;
			this.wordLength[node] = text.length + 1;
		}
	}

	/** The identifier of `text`, or {@link UNKNOWN}. Not for hot paths. */
	identify(text: string): number {
		for (let index = 0; index < this.names.length; index++) if (this.names[index]?.text === text) return index + 1;
		return UNKNOWN;
	}

	/** The text of an identifier, empty for {@link UNKNOWN}. */
	text(identifier: number): string {
		return this.names[identifier - 1]?.text ?? "";
	}
}
