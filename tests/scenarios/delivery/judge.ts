import type { PublishRecord } from "../../support/broker/session.js";
import { clients, outcomes } from "./application.js";
import { numberOf } from "./payload.js";
import { firstAfter, Spells } from "./spells.js";
import { disfiguring } from "./troubles.js";

type Outcome = (typeof outcomes)[number];

/** A message that is not as it was, when it came, and which client has it or sent it; taken: which message it was is known. */
interface Stranger {
	readonly time: number;
	readonly client: number;
	isTaken: boolean;
}

/** What a run comes to. */
export interface Verdict {
	/** Messages handed over, and how they ended. */
	readonly messages: number;
	readonly outcomes: Record<Outcome, number>;
	/** Copies at QoS 1 beyond the first. */
	readonly doubles: number;
	/** Lies, and broken promises: what no fault explains. There may be none. */
	readonly wrong: string[];
	/** The same where bytes on the wire were others at that time: neither side can tell. */
	readonly deceived: string[];
	/** PUBLISH packets of the module that were no message of ours: bytes that became others on their way to it. */
	readonly disfigured: number;
	/** Messages that the broker had for the application and the module acknowledged, and those that never came to it. */
	readonly acknowledged: number;
	readonly missing: number;
	/** Of the missing ones, by the trouble in which they went missing; `full`: all places in the module were taken. */
	readonly causes: Record<string, number>;
	/** Of the missing ones, those that the driver counts nothing for, but that came to the application at that time as another. */
	readonly garbled: number;
	/** And those of which nothing tells at all. */
	readonly unseen: string[];
	/** Messages that the application got and that were not whole. */
	readonly damaged: number;
	/** What the clients told as dropped, and how often that all places were taken. */
	readonly dropped: number;
	readonly full: number;
}

/** Behind a trouble, until what was in flight has ended by its limits, and the module was brought back, ms. */
const AFTERMATH = 60_000;
/** From its acknowledgement until a message is with the application, ms: pushed, and fetched one by one. */
const ON_ITS_WAY = Object.freeze([5000, 30_000] as const);
/** The broker hears of an acknowledgement so much later, ms: what goes wrong may be noticed before. */
const EARLIER = 2000;
/** Until what goes wrong is found out and counted, ms. */
const FOUND_OUT = 90_000;

/** What becomes known of all messages, one byte or number each: a million of them do not fill the heap. */
export class Judge {
	readonly spells: Spells;
	readonly #count: number;
	readonly #QoS: Uint8Array;
	/** 0: not handed over; 1: handed over; 2 and more: ended, with the outcome. */
	readonly #state: Uint8Array;
	/** Ends of a message beyond the first. */
	readonly #ends: Uint8Array;
	readonly #endedAt: Float64Array;
	readonly #seen: Uint8Array;
	readonly #released: Uint8Array;
	/** Downlink: when the module acknowledged, who it was for, and whether it came. */
	readonly #acknowledgedAt: Float64Array;
	readonly #client: Uint8Array;
	readonly #received: Uint8Array;
	/** QoS 2 records that PUBREL has not come for. */
	#open: PublishRecord[] = [];
	#disfigured = 0;
	#damaged = 0;
	/** What came down that was no message as the broker had sent it, and what came up that was none of the application's. */
	readonly #strange: Stranger[] = [];
	readonly #foreign: Stranger[] = [];
	#dropped = 0;
	#full = 0;
	readonly #wrong: string[] = [];
	/** Times at which something was damaged, or MQTT broken, with what it was. */
	readonly #blemishes: { time: number; what: string }[] = [];
	/** Times and sums, in place from the start: what grows would be taken for the driver's. */
	readonly #sampleTimes: Float64Array;
	readonly #sampleSums: Float64Array;
	#sampled = 0;
	readonly #overflows: number[] = [];

	/** @param count of messages up, and at most down */
	constructor(count: number) {
		this.#count = count;
		// One comes with some ten messages at most.
		this.spells = new Spells(count + 1000);
		this.#QoS = new Uint8Array(count);
		this.#state = new Uint8Array(count);
		this.#ends = new Uint8Array(count);
		this.#endedAt = new Float64Array(count);
		this.#seen = new Uint8Array(count);
		this.#released = new Uint8Array(count);
		this.#acknowledgedAt = new Float64Array(count).fill(-1);
		this.#client = new Uint8Array(count);
		this.#received = new Uint8Array(count);
		this.#sampleTimes = new Float64Array(count + 1000);
		this.#sampleSums = new Float64Array(count + 1000);
	}

	handed(number: number, QoS: number): void {
		this.#QoS[number] = QoS;
		this.#state[number] = 1;
	}

	ended(number: number, outcome: number, time: number): void {
		if (this.#state[number] === 1) this.#state[number] = 2 + outcome;
		else this.#ends[number] = (this.#ends[number] as number) + 1;
		this.#endedAt[number] = time;
	}

	/** The broker has accepted a PUBLISH. */
	saw(record: PublishRecord): void {
		const number = record.topic === "up" ? numberOf(record.payload) : -1;
		if (number < 0 || number >= this.#count || this.#QoS[number] !== record.QoS) {
			this.#disfigured++;
			this.#foreign.push({ time: record.time, client: -1, isTaken: false });
			this.#blemishes.push({ time: record.time, what: "the broker has what nobody has sent" });
			return;
		}
		this.#seen[number] = (this.#seen[number] as number) + 1;
		if (record.isComplete) this.#released[number] = 1;
		else this.#open.push(record);
	}

	/** Looks again at QoS 2: what has not been released in ten minutes never will be. */
	sweep(time: number): void {
		this.#open = this.#open.filter((record) => {
			if (record.isComplete) this.#released[numberOf(record.payload)] = 1;
			return !record.isComplete && time - record.time < 600_000;
		});
	}

	violated(text: string, time: number): void {
		this.#blemishes.push({ time, what: text });
	}

	/** The module has acknowledged a message down. */
	acknowledged(number: number, client: number, time: number): void {
		this.#acknowledgedAt[number] = time;
		this.#client[number] = client;
	}

	/** A message has come to the application, to `client`; -1: it is not whole; -2: its topic is none of the application's. */
	received(number: number, client: number, time: number): void {
		if (number >= 0 && number < this.#count) this.#received[number] = 1;
		else {
			this.#strange.push({ time, client, isTaken: false });
			// A topic may be a fault's own.
			if (number === -2) return;
			this.#damaged++;
			this.#blemishes.push({ time, what: "the application got what is not whole" });
		}
	}

	dropped(messages: number, full: number): void {
		this.#dropped += messages;
		this.#full += full;
	}

	counted(sum: number, time: number): void {
		if (this.#sampled === this.#sampleTimes.length) throw new Error("more samples than there is room for");
		this.#sampleTimes[this.#sampled] = time;
		this.#sampleSums[this.#sampled++] = sum;
	}

	/** The module has lost a message because all places were taken. */
	overflowed(time: number): void {
		this.#overflows.push(time);
	}

	/** To be asked once, when all is over. */
	verdict(): Verdict {
		const counts: Record<Outcome, number> = { published: 0, failed: 0, unknown: 0 };
		const deceived: string[] = [];
		const lies: { text: string; time: number; isLost: boolean; mayBeDeceived: boolean }[] = [];
		const wrong = this.#wrong;
		let messages = 0;
		let doubles = 0;
		for (let number = 0; number < this.#count; number++) {
			const state = this.#state[number] as number;
			if (state === 0) continue;
			messages++;
			const outcome = outcomes[state - 2];
			if (outcome !== undefined) counts[outcome]++;
			const seen = this.#seen[number] as number;
			if (this.#QoS[number] === 1 && seen > 1) doubles += seen - 1;
			const lie = this.#lieOf(number, outcome);
			if (lie === undefined) continue;
			const time = this.#endedAt[number] as number;
			lies.push({
				text: `message ${number}, QoS ${this.#QoS[number]}, told ${outcome} at ${time}, seen ${seen} times: ${lie}`,
				...{ time, isLost: seen === 0, mayBeDeceived: outcome !== undefined && this.#disfiguredAt(time) },
			});
		}
		// In the order of their ends, each takes the first that can be it: so none is left that could have had one.
		for (const { text, time, isLost, mayBeDeceived } of lies.sort((one, other) => one.time - other.time)) {
			// What is believed to be there and is not must be there as something else.
			const isDeceived = mayBeDeceived && (!isLost || took(this.#foreign, -1, time - AFTERMATH, time));
			(isDeceived ? deceived : wrong).push(text);
		}
		for (const { time, what } of this.#blemishes) {
			if (!this.#disfiguredAt(time)) wrong.push(`${what} at ${time}`);
		}
		return {
			messages,
			outcomes: counts,
			doubles,
			wrong,
			deceived,
			disfigured: this.#disfigured,
			damaged: this.#damaged,
			dropped: this.#dropped,
			full: this.#full,
			...this.#downlink(),
		};
	}

	#lieOf(number: number, outcome: Outcome | undefined): string | undefined {
		const QoS = this.#QoS[number] as number;
		const seen = this.#seen[number] as number;
		if (outcome === undefined) return "has no end";
		if (this.#ends[number] !== 0) return "has ended twice";
		if (outcome === "published" && QoS > 0 && seen === 0) return "lost";
		if (outcome === "failed" && seen > 0) return "is there";
		if (QoS === 1 && outcome !== "published") return "was given up";
		if (QoS !== 1 && seen > 1) return "doubled";
		if (outcome === "published" && QoS === 2 && this.#released[number] === 0) return "is not released";
		return undefined;
	}

	/** Whether bytes on the wire were others at a time, or shortly before. */
	#disfiguredAt(time: number): boolean {
		return this.spells.kindsIn(time - AFTERMATH, time).some((kind) => disfiguring.has(kind));
	}

	#downlink(): Pick<Verdict, "acknowledged" | "missing" | "causes" | "garbled" | "unseen"> {
		const unseen: string[] = [];
		const causes: Record<string, number> = {};
		let [acknowledged, missing, garbled] = [0, 0, 0];
		for (let number = 0; number < this.#count; number++) {
			const time = this.#acknowledgedAt[number] as number;
			if (time < 0) continue;
			acknowledged++;
			if (this.#received[number] === 1) continue;
			missing++;
			const client = this.#client[number] as 0 | 1;
			const end = time + ON_ITS_WAY[client];
			const isFull = this.#overflows.some((it) => Math.abs(it - time) < EARLIER);
			const [kind] = this.spells.kindsIn(time - AFTERMATH, end);
			const cause = isFull ? "full" : kind;
			if (cause === undefined) {
				this.#wrong.push(
					`message ${number} down to ${clients[client].id}, acknowledged at ${time}, never came: nothing explains it`,
				);
			} else causes[cause] = (causes[cause] ?? 0) + 1;
			// That all places are taken is told once, and holds until they are emptied.
			const told = isFull ? ON_ITS_WAY[client] : EARLIER;
			if (this.#isCounted(time - told, time + FOUND_OUT)) continue;
			if (took(this.#strange, client, time - EARLIER, end)) garbled++;
			else unseen.push(`message ${number} down to ${clients[client].id}, acknowledged at ${time}, ${cause}`);
		}
		return { acknowledged, missing, causes, garbled, unseen };
	}

	/** Whether what the driver counts has changed from before `start` to behind `end`. */
	#isCounted(start: number, end: number): boolean {
		const times = this.#sampleTimes.subarray(0, this.#sampled);
		const before = firstAfter(times, start, (time) => time) - 1;
		const behind = Math.min(
			firstAfter(times, end, (time) => time),
			this.#sampled - 1,
		);
		return (before < 0 ? 0 : this.#sampleSums[before]) !== this.#sampleSums[behind];
	}
}

/** Takes one of `strangers` that is of `client` and came between `start` and `end`. @returns whether there was any */
function took(strangers: readonly Stranger[], client: number, start: number, end: number): boolean {
	for (let at = firstAfter(strangers, start, (it) => it.time); at < strangers.length; at++) {
		const it = strangers[at] as Stranger;
		if (it.time > end) return false;
		if (it.isTaken || it.client !== client) continue;
		it.isTaken = true;
		return true;
	}
	return false;
}
