import { closeSync, openSync, writeSync } from "node:fs";
import { fromBytes } from "../sim/bytes.js";
import { writeBytes, writeEvent } from "../sim/transcript/entry.js";
import { TrafficMask } from "./traffic-mask.js";
import { WorldWitness } from "./world-witness.js";
import { describeWorld, REVEALED, type WorldWords } from "./world-words.js";

/**
 * The bytes of one wire as a transcript (see ../sim/transcript/entry.ts), with what is secret as asterisks (see traffic-mask.ts), and
 * beside them what the world has told the module, which a replay needs. The file can be read by nobody else.
 */
export class Recording {
	readonly #file: number;
	readonly #mask: TrafficMask;
	/** What was seen in the bytes that are just passing. */
	#seen: WorldWords[] = [];
	#time = 0;

	/** @param reveals masks nothing. @throws Error of the system when the file cannot be written */
	constructor(path: string, reveals: boolean) {
		this.#file = openSync(path, "w", 0o600);
		const world = new WorldWitness((words) => this.#seen.push(words));
		this.#mask = new TrafficMask(reveals, {
			line: (sender, line) => (sender === "host" ? world.sent(line) : world.received(line)),
			content: (length, sum) => {
				if (!reveals) this.#seen.push({ name: "content", length, sum });
			},
		});
		if (reveals) this.event(REVEALED, 0);
	}

	/** Bytes that have passed, in either direction; time is in ms. */
	pass(sender: "host" | "module", bytes: Uint8Array, time: number): void {
		this.#time = time;
		const text = fromBytes(bytes);
		this.#write(sender, sender === "host" ? this.#mask.sent(text) : this.#mask.received(text));
		for (const words of this.#seen.splice(0)) this.event(describeWorld(words), time);
	}

	/** Something happens outside the wire. Words are printable ASCII. */
	event(words: string, time: number): void {
		this.#time = Math.max(this.#time, time);
		writeSync(this.#file, `${writeEvent(this.#time, words)}\n`);
	}

	/** Writes what has begun, and closes the file. */
	close(): void {
		for (const sender of ["host", "module"] as const) this.#write(sender, this.#mask.rest(sender));
		closeSync(this.#file);
	}

	#write(sender: "host" | "module", bytes: string): void {
		if (bytes !== "") writeSync(this.#file, `${writeBytes(sender, this.#time, bytes)}\n`);
	}
}
