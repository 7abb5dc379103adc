import type { Moment, WorldWords } from "./world-words.js";

const QUARTER = 15 * 60_000;
/** A module's time and this machine's are about the same, ms; zones differ by a quarter of an hour at least. */
const SAME = 400_000;

const lookup = /^AT\+QIDNSGIP=\d+,"([^"]*)"$/i;
const question = /^AT\+QNTP=\d+,"([^"]*)"/i;
const found = /^\+QIURC: "dnsgip",0,(\d+),(\d+)$/;
const notFound = /^\+QIURC: "dnsgip",[1-9]\d*$/;
const address = /^\+QIURC: "dnsgip","([^"]*)"$/;
const answered = /^\+QNTP: (\d+)(?:,"([^"]*)")?$/;
const clock = /^\+(CCLK|QLTS): "([^"]*)"$/;
const listed = /^\+QFLST: "([^"]*)",(\d+)$/;
const naming = /^AT\+QF(?:UPL|OPEN)="([^"]*)"/i;
const setting = /^AT\+CCLK="([^"]*)"$/i;
/** The code of a lookup that failed (TCP/IP Application Note). */
const NO_NAME = "565";

/** Sees by the lines of a wire what the world has told the module: addresses of names, the time; and which files it had. */
export class WorldWitness {
	readonly #onWords: (words: WorldWords) => void;
	readonly #now: () => number;
	#command = "";
	/** Whom the last lookup, and the last question for the time, was about. */
	#host = "";
	#server = "";
	/** Files that were told of, or may be this host's own. */
	readonly #files = new Set<string>();
	#found: { count: number; timeToLive: number; addresses: string[] } | undefined;

	/** @param now this machine's time, ms since 1970: by it is seen whether digits are local time or UTC */
	constructor(onWords: (words: WorldWords) => void, now: () => number = Date.now) {
		this.#onWords = onWords;
		this.#now = now;
	}

	/** The host has sent a command line. */
	sent(line: string): void {
		this.#command = line;
		this.#host = lookup.exec(line)?.[1] ?? this.#host;
		const file = naming.exec(line)?.[1];
		if (file !== undefined) this.#files.add(pathOf(file));
		this.#server = question.exec(line)?.[1] ?? this.#server;
	}

	/** The module has sent a line. */
	received(line: string): void {
		const [, count, timeToLive] = found.exec(line) ?? [];
		if (count !== undefined) {
			this.#found = { count: Number(count), timeToLive: Number(timeToLive), addresses: [] };
		} else if (notFound.test(line)) this.#tellName(this.#host, [], 0);
		const one = address.exec(line)?.[1];
		if (one !== undefined && this.#found !== undefined) {
			const { addresses, timeToLive, count } = this.#found;
			addresses.push(one);
			if (addresses.length === count) this.#tellName(this.#host, addresses, timeToLive);
		}
		const [, file, size] = listed.exec(line) ?? [];
		if (file !== undefined && !this.#files.has(pathOf(file))) {
			this.#files.add(pathOf(file));
			this.#onWords({ name: "file", path: pathOf(file), size: Number(size) });
		}
		const [, result, text] = answered.exec(line) ?? [];
		if (result === NO_NAME) this.#tellName(this.#server, [], 0);
		else if (result !== undefined) {
			this.#onWords({ name: "time", host: this.#server, told: this.#momentOf(text ?? "", false) });
		}
		const [, kind, time] = clock.exec(line) ?? [];
		// Without a mode AT+QLTS tells what it was told, not what time it is.
		if (kind === "CCLK" || (kind === "QLTS" && /=[12]$/.test(this.#command))) {
			this.#tellClock(time as string, !this.#command.endsWith("=1"));
		}
		const set = line === "OK" ? setting.exec(this.#command)?.[1] : undefined;
		if (set !== undefined) this.#tellClock(set, true);
	}

	#tellName(host: string, addresses: readonly string[], timeToLive: number): void {
		this.#found = undefined;
		this.#onWords({ name: "name", host, addresses, timeToLive });
	}

	#tellClock(text: string, isLocal: boolean): void {
		const told = this.#momentOf(text, isLocal);
		if (told !== undefined) this.#onWords({ name: "clock", told });
	}

	/** @param isLocal whether the digits are local time where neither reading is this machine's time */
	#momentOf(text: string, isLocal: boolean): Moment | undefined {
		const parts = /^(?:20)?(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)(?:,\d)?$/.exec(text);
		if (parts === null) return undefined;
		const [year, month, day, hour, minute, second, zone] = parts.slice(1).map(Number) as [
			...[number, number, number],
			...[number, number, number, number],
		];
		const digits = Date.UTC((year >= 70 ? 1900 : 2000) + year, month - 1, day, hour, minute, second);
		const both = [digits - zone * QUARTER, digits] as const;
		const utc = both.find((it) => Math.abs(it - this.#now()) < SAME) ?? both[isLocal ? 0 : 1];
		return { utc, zone };
	}
}

/** A file's name with its storage in front: UFS where none is told. */
export function pathOf(name: string): string {
	return /^(?:UFS|RAM):/i.test(name) ? name.slice(0, 3).toUpperCase() + name.slice(3) : `UFS:${name}`;
}
