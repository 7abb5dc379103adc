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

/** Identifier of text that begins with no known name. */
export const UNKNOWN = 0;

/** A name as scanning needs it. */
export interface Entry {
	/** The name's identifier, its kind, and the index of its length field plus one (0: no counted payload). */
	readonly name: number;
	readonly kind: number;
	readonly counted: number;
	/** Length of the name with a colon and a blank. */
	readonly length: number;
	/** What of them is not in the key of {@link Lexicon.long} or {@link Lexicon.short}: where it begins, its bits, their values. */
	readonly offset: number;
	readonly mask: number;
	readonly rest: number;
}

/** Where a node of the tree holds what, behind its word. */
const MASK = 1;
const CHILD = 2;
const SIBLING = 3;
const FOUND = 4;

/** The first eight bytes of a text, zeros behind them. */
function bytesOf(text: string): DataView {
	const view = new DataView(new ArrayBuffer(8));
	for (let at = 0; at < Math.min(8, text.length); at++) view.setUint8(at, text.charCodeAt(at));
	return view;
}

/** What a little-endian load of a text's bytes gives. */
function load32(text: string): number {
	return bytesOf(text).getInt32(0, true);
}

function load64(text: string): number {
	return bytesOf(text).getFloat64(0, true);
}

/** The bits of a word that `length` bytes take. */
function maskOf(length: number): number {
	return length === 4 ? -1 : (1 << (length * 8)) - 1;
}

/**
 * The names that a scanner knows. Built once per profile and never changed, so it can live in flash.
 *
 * Almost every line is a name, a colon and a blank: these are looked up by their first eight bytes, or four where that
 * is all, as one number. Names that this does not find are in a tree of words of four bytes.
 *
 * A name's identifier is its index in the list given, plus one.
 */
export class Lexicon {
	readonly names: readonly Name[];
	/** Per identifier. */
	readonly entries: readonly Entry[];
	/** Names of six bytes and more behind a load of eight bytes as a double, shorter ones behind one of four. */
	readonly long: ReadonlyMap<number, Entry>;
	readonly short: ReadonlyMap<number, Entry>;
	/**
	 * Per node: the word, which of its bits count, first child, next sibling (0: none), and the name that ends there, as
	 * {@link match} returns it. There is no node 0.
	 */
	readonly #nodes: Int32Array;
	/** The nodes of names' first words, by these. */
	readonly #roots: ReadonlyMap<number, number>;

	/** @param names at most 254, each of 1 to 32 printable ASCII characters without quotes and colons, none twice */
	constructor(names: readonly Name[]) {
		if (names.length > 254) throw new RangeError("more than 254 names");
		const nodes = [0, 0, 0, 0, 0];
		const roots = new Map<number, number>();
		const entries: Entry[] = [
			Object.freeze({ name: UNKNOWN, kind: LineKind.unknown, counted: 0, length: 0, offset: 0, mask: 0, rest: 0 }),
		];
		const long = new Map<number, Entry>();
		const short = new Map<number, Entry>();
		for (const [index, { text, kind, counted = -1 }] of names.entries()) {
			if (!/^[ !#-9;-~]{1,32}$/.test(text)) throw new RangeError("not a name");
			const key32 = load32(text.slice(0, 4));
			let node = roots.get(key32);
			if (node === undefined) {
				roots.set(key32, (node = nodes.length));
				nodes.push(key32, maskOf(Math.min(4, text.length)), 0, 0, 0);
			}
			for (let at = 4; at < text.length; at += 4) node = Lexicon.#child(nodes, node, text.slice(at, at + 4));
			if (nodes[node + FOUND] !== 0) throw new RangeError("name stands twice");
			nodes[node + FOUND] = (text.length << 8) | (index + 1);

			const whole = `${text}: `;
			const offset = whole.length < 8 ? 4 : 8;
			const rest = whole.slice(offset);
			const entry = Object.freeze({
				name: index + 1,
				kind,
				counted: counted + 1,
				length: whole.length,
				offset,
				mask: maskOf(rest.length),
				rest: load32(rest),
			});
			entries.push(entry);
			const [map, key] = offset === 8 ? [long, load64(whole)] : [short, load32(whole.slice(0, 4))];
			// What does not fit, and echoes, which may go on in any way, are left to the tree.
			if (whole.length > 4 && rest.length <= 4 && kind !== LineKind.echo && !map.has(key)) map.set(key, entry);
		}
		this.names = Object.freeze(names.map((name) => Object.freeze({ ...name })));
		this.entries = Object.freeze(entries);
		this.long = Object.freeze(long);
		this.short = Object.freeze(short);
		this.#roots = Object.freeze(roots);
		this.#nodes = Int32Array.from(nodes);
		Object.freeze(this);
	}

	/** The node behind `node` for the next up to four characters of a name; makes it where there is none. */
	static #child(nodes: number[], node: number, part: string): number {
		const value = load32(part);
		const mask = maskOf(part.length);
		let link = node + CHILD;
		while (nodes[link] !== 0) {
			const it = nodes[link] as number;
			if (nodes[it] === value && nodes[it + MASK] === mask) return it;
			// The beginning of another name is looked for in front of it: the tree is not climbed back.
			if (((nodes[it] as number) & mask) === value) break;
			link = it + SIBLING;
		}
		const added = nodes.length;
		nodes.push(value, mask, 0, nodes[link] as number, 0);
		nodes[link] = added;
		return added;
	}

	/**
	 * The longest name that the bytes begin with, whatever follows it.
	 * @param view over bytes of which 36 from `at` can be read
	 * @returns its length in bits 8 and up, its identifier below; 0: none
	 */
	match(view: DataView, at: number): number {
		const nodes = this.#nodes;
		const roots = this.#roots;
		let found = 0;
		let word = view.getInt32(at, true);
		for (let mask = 0xff; mask > 0 && mask < 0x1000000; mask = (mask << 8) | 0xff) {
			const node = roots.get(word & mask);
			if (node !== undefined) found = nodes[node + FOUND] as number;
		}
		let node = roots.get(word) ?? 0;
		while (node !== 0) {
			const mask = nodes[node + MASK] as number;
			if ((word & mask) !== nodes[node]) {
				node = nodes[node + SIBLING] as number;
				continue;
			}
			const name = nodes[node + FOUND] as number;
			if (name !== 0) found = name;
			if (mask !== -1) {
				node = nodes[node + SIBLING] as number;
				continue;
			}
			node = nodes[node + CHILD] as number;
			at += 4;
			word = view.getInt32(at, true);
		}
		return found;
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
