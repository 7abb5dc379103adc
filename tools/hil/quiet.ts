import { Traffic } from "../cli/traffic.js";

/** Commands whose `OK` is not the end: a line with the same name follows, and its first field says whose it is. */
const delayed = /^AT\+(QMT(?:OPEN|CLOSE|CONN|DISC|SUB|UNS|PUBEX|PUB)|QPING)=(\d+)/i;
/** The same; contexts stand in front of the number of the socket. */
const opening = /^AT\+(?:(QIOPEN)=\d+|(QSSLOPEN)=\d+,\d+),(\d+)/i;
/** The same, without a field that says whose it is; lookups are told under another name. */
const single = /^AT\+(QIDNSGIP|QNTP)=/i;
const final = /^(?:OK|ERROR|\+CM[ES] ERROR\b.*|SEND (?:OK|FAIL))$/;

/**
 * What is under way on a wire, seen from outside: commands without a final result, and results that are still to come.
 * It knows commands by name only, so that a driver which is wrong does not decide when it is looked at.
 */
export class Quiet {
	/** How often `AT+QMTOPEN=` and the like were sent, by name: what a run has cost. */
	readonly counts = new Map<string, number>();
	/** Lines of the module that began with a name, by it. */
	readonly told = new Map<string, number>();
	/** Messages that the module has published, so it says. */
	publishes = 0;
	/** Told each command line, once it has gone out. */
	onCommand: (line: string) => void = () => {};
	/** Told how many bytes of payload have gone out behind the last command line. */
	onPayload: (bytes: number) => void = () => {};
	/** Told each line of the module; payload is told by its length. */
	onLine: (line: string) => void = () => {};
	#lastByte = 0;
	#command: string | undefined;
	#early: string | undefined;
	/** Results that are awaited, by name and first field. */
	readonly #awaited = new Map<string, number>();
	readonly #traffic = new Traffic((direction, time, text) => {
		this.#lastByte = time;
		if (direction === "host") this.#sent(text);
		else this.#received(text);
	});

	pass(direction: "host" | "module", bytes: Uint8Array, time: number): void {
		this.#lastByte = time;
		this.#traffic.pass(direction, bytes, time);
	}

	/** ms since the last byte. */
	silence(now: number): number {
		return now - this.#lastByte;
	}

	/** What is not over yet, in words; undefined when nothing is. `ignored` names a command whose result may stay away. */
	pending(ignored?: string): string | undefined {
		if (this.#command !== undefined) return `${this.#command} has no final result`;
		for (const [key, count] of this.#awaited) {
			if (count > 0 && key.split(" ")[0] !== ignored) return `AT+${key.split(" ")[0]} has no result`;
		}
		return undefined;
	}

	/** Everything in the module is gone. */
	forget(): void {
		this.#command = undefined;
		this.#awaited.clear();
	}

	#sent(text: string): void {
		const payload = /^\((\d+) bytes of payload\)$/.exec(text)?.[1];
		if (payload !== undefined) this.onPayload(Number(payload));
		if (!/^AT/i.test(text)) return;
		this.#command = text;
		const name = /^AT\+(\w+)=(?!\?$)/i.exec(text)?.[1]?.toUpperCase();
		if (name !== undefined) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
		this.onCommand(text);
	}

	#received(text: string): void {
		this.onLine(text);
		const [, word = "", field = ""] = /^\+(\w+): (?:"?(\w+)"?)?/.exec(text) ?? [];
		if (word !== "") this.told.set(word, (this.told.get(word) ?? 0) + 1);
		if (/^(?:RDY|POWERED DOWN|NORMAL POWER DOWN)$/.test(text)) this.forget();
		else if (final.test(text)) this.#end(text === "OK" || text === "SEND OK");
		// The module sends it once more, and tells so: its result is still to come.
		else if (/^\+QMT(?:PUBEX|SUB|UNS): \d+,\d+,1(?:,|$)/.test(text)) return;
		else if (word !== "") {
			if (/^\+QMTPUB(?:EX)?: \d+,\d+,0/.test(text)) this.publishes++;
			if (word === "QIURC" && field === "dnsgip") this.#result("QIDNSGIP ");
			else this.#result(word === "QNTP" ? "QNTP " : `${word} ${field}`);
			// A connection that has ended answers nothing any more.
			if (/^QMT(?:STAT|DISC|CLOSE)$/.test(word)) this.#abandon(field);
		}
	}

	#abandon(client: string): void {
		for (const key of this.#awaited.keys()) {
			if (/^QMT(?:PUBEX|PUB|SUB|UNS|CONN) /.test(key) && key.endsWith(` ${client}`)) this.#awaited.delete(key);
		}
	}

	#end(isOk: boolean): void {
		const command = this.#command;
		const early = this.#early;
		this.#command = undefined;
		this.#early = undefined;
		if (command === undefined || !isOk) return;
		const key = keyOf(command);
		if (key !== undefined && key !== early) this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1);
	}

	#result(key: string): void {
		const count = this.#awaited.get(key) ?? 0;
		if (count > 0) this.#awaited.set(key, count - 1);
		// It comes in front of its OK.
		else if (this.#command !== undefined && keyOf(this.#command) === key) this.#early = key;
	}
}

/** What the result of a command is known by; undefined: it has none but `OK`. */
function keyOf(command: string): string | undefined {
	const alone = single.exec(command)?.[1];
	if (alone !== undefined) return `${alone.toUpperCase()} `;
	const [, plain, secure, socket] = opening.exec(command) ?? [];
	if (socket !== undefined) return `${((plain ?? secure) as string).toUpperCase()} ${socket}`;
	const parts = delayed.exec(command);
	return parts === null ? undefined : `${(parts[1] as string).toUpperCase()} ${parts[2]}`;
}
