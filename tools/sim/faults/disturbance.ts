import type { Random } from "../../../modules/random.js";
import { toBytes } from "../bytes.js";
import type { Timeline } from "../timeline.js";
import type { Fault } from "./fault.js";

/** URCs that a storm is made of: some that are known, some that are not, and some that look like answers. */
const STORM: readonly string[] = Object.freeze([
	"+CREG: 1",
	"+CEREG: 2",
	'+QIURC: "recv",3',
	"+QMTSTAT: 5,1",
	"+QMTRECV: 5,0",
	"+QIND: PB DONE",
	"RING",
	"+UNKNOWN: 1,2,3",
	'+CTZE: "+32",0,"2026/08/07,06:51:13"',
]);

/** One fault of the wire that is at work. */
interface Trouble {
	readonly kind: "lose" | "double" | "change" | "insert";
	/** The share of bytes that it befalls, 0 to 1. */
	readonly rate: number;
	/** Bytes that pass before it befalls those that are counted, and how many it befalls then. */
	after: number;
	bytes: number;
	/** What it inserts; drawn when undefined. */
	readonly text: string | undefined;
}

/**
 * What is wrong with one direction of the wire. Everything that it does is drawn from one random port, so that the same seed does
 * the same; while nothing is wrong it draws nothing, and hands bytes on as they are.
 */
export class Disturbance {
	readonly #timeline: Timeline;
	readonly #random: Random;
	readonly #deliver: (bytes: Uint8Array) => void;
	#troubles: Trouble[] = [];
	#cuts: { rate: number; gap: number }[] = [];
	#delays: number[] = [];
	/** When the last piece is handed on, and how many are to be: nothing overtakes them. */
	#last = 0;
	#waiting = 0;
	/** Counts what has been calmed, so that the ends of those faults end nothing else. */
	#generation = 0;

	constructor(timeline: Timeline, random: Random, deliver: (bytes: Uint8Array) => void) {
		this.#timeline = timeline;
		this.#random = random;
		this.#deliver = deliver;
	}

	/** Begins a fault of the wire. */
	begin(fault: Fault): void {
		switch (fault.name) {
			case "lose":
			case "double":
			case "change":
				this.#trouble(
					{
						kind: fault.name,
						rate: fault.number("rate"),
						after: fault.number("after"),
						bytes: fault.number("bytes"),
						text: undefined,
					},
					fault.number("ms"),
				);
				break;
			case "urc":
				this.insert(`\r\n${fault.text("text")}\r\n`, fault.number("after"));
				break;
			case "urc-storm":
				this.#trouble(
					{ kind: "insert", rate: fault.number("rate"), after: 0, bytes: 0, text: undefined },
					fault.number("ms"),
				);
				break;
			case "cut": {
				const cut = { rate: fault.number("rate"), gap: fault.number("gap") };
				this.#cuts.push(cut);
				this.#until(fault.number("ms"), () => {
					this.#cuts = this.#cuts.filter((one) => one !== cut);
				});
				break;
			}
			case "delay": {
				this.#delays.push(fault.number("by"));
				this.#until(fault.number("ms"), () => {
					this.#delays.splice(this.#delays.indexOf(fault.number("by")), 1);
				});
				break;
			}
			default:
				throw new Error(`${fault.name} is no fault of the wire`);
		}
	}

	/** Inserts bytes behind the next `after`. */
	insert(text: string, after: number): void {
		if (after === 0) {
			this.#hand(toBytes(text));
		} else {
			this.#troubles.push({ kind: "insert", rate: 0, after, bytes: 1, text });
		}
	}

	/** Everything ends that is wrong; what is delayed already stays so. */
	calm(): void {
		this.#generation++;
		this.#troubles = [];
		this.#cuts = [];
		this.#delays = [];
	}

	/** Bytes that have passed the wire. */
	pass(bytes: Uint8Array): void {
		const heard = this.#troubles.length === 0 ? bytes : this.#disturb(bytes);
		if (this.#cuts.length === 0) {
			this.#hand(heard);
			return;
		}
		let start = 0;
		for (let at = 1; at < heard.length; at++) {
			const cut = this.#cuts.find((one) => this.#draws(one.rate));
			if (cut !== undefined) {
				this.#hand(heard.subarray(start, at));
				this.#last = Math.max(this.#last, this.#timeline.now) + 1 + (this.#random.next() % cut.gap);
				start = at;
			}
		}
		this.#hand(heard.subarray(start));
	}

	#hand(bytes: Uint8Array): void {
		const { now } = this.#timeline;
		const time = Math.max(this.#last, now + this.#delays.reduce((sum, one) => sum + one, 0));
		if (bytes.length === 0) {
			return;
		}
		// What is due now, and has not been handed on yet, comes first.
		if (time <= now && this.#waiting === 0) {
			this.#deliver(bytes);
			return;
		}
		this.#last = time;
		this.#waiting++;
		this.#timeline.at(time, () => {
			this.#waiting--;
			this.#deliver(bytes);
		});
	}

	#trouble(trouble: Trouble, duration: number): void {
		this.#troubles.push(trouble);
		this.#until(duration, () => {
			this.#troubles = this.#troubles.filter((one) => one !== trouble);
		});
	}

	#until(duration: number, end: () => void): void {
		const generation = this.#generation;
		this.#timeline.after(duration, () => {
			if (generation === this.#generation) {
				end();
			}
		});
	}

	#disturb(bytes: Uint8Array): Uint8Array {
		const heard: number[] = [];
		for (const byte of bytes) {
			let copies = [byte];
			const behind: number[] = [];
			for (const trouble of this.#troubles) {
				if (this.#befalls(trouble)) {
					copies = this.#befall(trouble, copies, behind);
				}
			}
			heard.push(...copies, ...behind);
		}
		this.#troubles = this.#troubles.filter(({ rate, bytes: counted }) => rate > 0 || counted > 0);
		return Uint8Array.from(heard);
	}

	#befalls(trouble: Trouble): boolean {
		if (trouble.after > 0) {
			trouble.after--;
			// What is inserted comes behind the last of them, the others befall the one that follows.
			if (trouble.after > 0 || trouble.kind !== "insert") {
				return false;
			}
		}
		if (trouble.bytes > 0) {
			trouble.bytes--;
			return true;
		}
		return trouble.rate > 0 && this.#draws(trouble.rate);
	}

	#befall(trouble: Trouble, copies: number[], behind: number[]): number[] {
		switch (trouble.kind) {
			case "lose":
				return [];
			case "double":
				return copies.concat(copies);
			case "change":
				return copies.map((byte) => byte ^ (1 + ((this.#random.next() >>> 8) % 255)));
			case "insert":
				behind.push(...toBytes(trouble.text ?? `\r\n${STORM[(this.#random.next() >>> 8) % STORM.length]}\r\n`));
				return copies;
		}
	}

	#draws(rate: number): boolean {
		return this.#random.next() < rate * 0x8000_0000;
	}
}
