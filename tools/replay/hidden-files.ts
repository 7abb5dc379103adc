import { payloadAfter } from "../cli/payloads.js";
import { pathOf } from "../recording/world-witness.js";
import { readWorld } from "../recording/world-words.js";
import type { Exchange } from "../sim/transcript/exchange.js";
import { ByteEquations } from "./byte-equations.js";

/** The bytes of a file by their numbers; undefined: nobody knows. */
type Content = readonly number[] | undefined;

interface OpenFile {
	readonly path: string;
	position: number;
}

/** A file that a module had before the recording began. */
export interface FoundFile {
	/** `UFS:name` or `RAM:name`. */
	readonly path: string;
	readonly bytes: Uint8Array;
}

/** What a byte is that nothing is known of, as the recording shows it. */
const USUAL = "*".charCodeAt(0);

/**
 * The contents of files of which a recording hides all but lengths and checksums: others that have the same. What the host has put where
 * is followed through its commands and their answers, so that the checksum of a whole file says something of the pieces it was written in.
 */
export class HiddenFiles {
	/** Lines that tell a checksum of what nothing is known of. */
	readonly unknown: ReadonlySet<number>;
	/** What a host sends in place of hidden bytes, by the line of the recording. */
	readonly #sent: ReadonlyMap<number, readonly (string | number)[]>;
	readonly #found: ReadonlyMap<string, readonly number[]>;
	readonly #byteAt: (byte: number) => number;

	constructor(entries: Exchange["entries"]) {
		const reader = new FileReader();
		for (const entry of entries) {
			if (entry.kind === "event") reader.happen(entry.words);
			else if (entry.sender === "host") reader.send(entry.bytes, entry.line);
			else reader.receive(entry.bytes, entry.line);
		}
		reader.end();
		this.unknown = reader.unknown;
		this.#sent = reader.sent;
		this.#found = reader.found;
		this.#byteAt = reader.equations.solve(USUAL);
	}

	/** What was in the module before. */
	get found(): FoundFile[] {
		return [...this.#found].map(([path, bytes]) => ({ path, bytes: Uint8Array.from(bytes, this.#byteAt) }));
	}

	/** What the host sends where `line` of the recording hides it; undefined: nothing is hidden there. */
	sent(line: number): string | undefined {
		return this.#sent
			.get(line)
			?.map((it) => (typeof it === "string" ? it : String.fromCharCode(this.#byteAt(it))))
			.join("");
	}
}

/** Follows what a host does with files, and what it is told of them. */
class FileReader {
	readonly unknown = new Set<number>();
	readonly sent = new Map<number, readonly (string | number)[]>();
	readonly found = new Map<string, number[]>();
	readonly equations = new ByteEquations();
	readonly #files = new Map<string, Content>();
	readonly #open = new Map<string, OpenFile>();
	/** Contents of which the checksum is known. */
	readonly #summed = new WeakSet<readonly number[]>();
	/** All files have been listed: one that is not known is not there. */
	#hasList = false;
	#count = 0;
	/** The command line that has begun, and the one in flight. */
	#line = "";
	#command = "";
	/** Bytes of payload to come, and those that have come. */
	#announced = 0;
	#payload: number[] = [];
	/** Of the module, without a line end yet. */
	#text = "";
	/** What was in the file that has passed last, and the line that tells its checksum. */
	#passed: { readonly content: Content; readonly line: number } | undefined;

	send(bytes: string, line: number): void {
		const all: (string | number)[] = [];
		for (const character of bytes) {
			let sent: string | number = character;
			if (this.#announced === 0) this.#begin(character);
			else {
				this.#announced--;
				if (/^AT\+QF/i.test(this.#command)) sent = this.#store(character);
			}
			all.push(sent);
		}
		if (all.some((it) => typeof it === "number")) this.sent.set(line, all);
	}

	receive(bytes: string, line: number): void {
		const lines = (this.#text + bytes).split(/\r\n|\r|\n/);
		this.#text = lines.pop() ?? "";
		for (const it of lines) this.#hear(it, line);
	}

	happen(text: string): void {
		const words = readWorld(text);
		if (words?.name === "file") {
			const bytes = Array.from({ length: words.size }, () => this.#count++);
			this.found.set(words.path, bytes);
			this.#files.set(words.path, bytes);
		} else if (words?.name === "content" && this.#passed !== undefined) {
			const { content } = this.#passed;
			if (content?.length !== words.length) return;
			this.#passed = undefined;
			if (this.#summed.has(content)) return;
			this.#summed.add(content);
			const sum = Number.parseInt(words.sum, 16);
			// The first byte of each two is the high one.
			this.equations.add(
				content.filter((_, at) => at % 2 === 0),
				sum >> 8,
			);
			this.equations.add(
				content.filter((_, at) => at % 2 === 1),
				sum & 255,
			);
		}
	}

	end(): void {
		if (this.#passed !== undefined) this.unknown.add(this.#passed.line);
		this.#passed = undefined;
	}

	/** A byte that the host has sent into a file. @returns the number of one that is hidden */
	#store(character: string): string | number {
		const byte = this.#count++;
		this.#payload.push(byte);
		if (character === "*") return byte;
		this.equations.add([byte], character.charCodeAt(0));
		return character;
	}

	#begin(character: string): void {
		if (character !== "\r" && character !== "\n") {
			this.#line += character;
			return;
		}
		const line = this.#line;
		this.#line = "";
		if (line === "") return;
		this.#command = line;
		this.#payload = [];
		const length = payloadAfter(line);
		this.#announced = Number.isFinite(length) ? length : 0;
	}

	#hear(text: string, line: number): void {
		if (text === "RDY") this.#open.clear();
		const [, name = "", rest = ""] = /^AT\+QF(\w+)(?:=(.*))?$/i.exec(this.#command) ?? [];
		const [first = "", second = "", third = ""] = (rest.match(/"[^"]*"|[^,"]+/g) ?? []).map((it) =>
			it.replaceAll('"', ""),
		);
		const numbers = /^\+QF\w+: (\d+)(?:,(\d+))?/.exec(text)?.slice(1).map(Number) ?? [];
		const [one = 0, two = 0] = numbers;
		if (/^(?:ERROR|\+CM[ES] ERROR)/.test(text)) {
			this.#announced = 0;
			this.#command = "";
			return;
		}
		switch (name.toUpperCase()) {
			case "UPL":
				if (!text.startsWith("+QFUPL: ")) break;
				this.#announced = 0;
				this.#files.set(pathOf(first), this.#payload.slice(0, one));
				this.#pass(first, line);
				break;
			case "DWL":
				if (/^\+QFDWL: \d+,/.test(text)) this.#pass(first, line);
				break;
			case "WRITE":
				if (!text.startsWith("+QFWRITE: ")) break;
				this.#announced = 0;
				this.#write(first, one, two);
				break;
			case "OPEN":
				if (/^\+QFOPEN: \d+$/.test(text)) this.#openFile(String(one), pathOf(first), second === "1");
				break;
			case "READ":
				this.#move(first, Number(/^CONNECT (\d+)$/.exec(text)?.[1] ?? 0));
				break;
			case "LST":
				if (text === "OK" && (first === "" || first === "*")) this.#hasList = true;
				break;
			default:
				if (text === "OK") this.#do(name.toUpperCase(), first, Number(second), third);
				break;
		}
	}

	#do(name: string, first: string, offset: number, from: string): void {
		const open = this.#open.get(first);
		const content = this.#files.get(open?.path ?? "");
		if (name === "CLOSE") this.#open.delete(first);
		else if (name === "DEL" && first.endsWith("*")) this.#files.clear();
		else if (name === "DEL") this.#files.delete(pathOf(first));
		else if (open === undefined) return;
		else if (name === "TUCAT") this.#files.set(open.path, content?.slice(0, open.position));
		else if (name === "SEEK") {
			const start = from === "1" ? open.position : from === "2" ? (content?.length ?? Number.NaN) : 0;
			open.position = start + offset;
		}
	}

	#openFile(handle: string, path: string, empties: boolean): void {
		const isNew = !this.#files.has(path) && this.#hasList;
		if (empties || isNew) this.#files.set(path, []);
		else if (!this.#files.has(path)) this.#files.set(path, undefined);
		this.#open.set(handle, { path, position: 0 });
	}

	#move(handle: string, count: number): void {
		const open = this.#open.get(handle);
		if (open !== undefined) open.position += count;
	}

	#write(handle: string, count: number, total: number): void {
		const open = this.#open.get(handle);
		if (open === undefined) return;
		const content = this.#files.get(open.path)?.toSpliced(open.position, count, ...this.#payload.slice(0, count));
		this.#files.set(open.path, content);
		open.position += count;
		// A seek from an end that nobody knows of, or behind it.
		if (content?.length !== total) this.#files.set(open.path, undefined);
	}

	#pass(name: string, line: number): void {
		this.end();
		this.#passed = { content: this.#files.get(pathOf(name)), line };
	}
}
