import { SeededRandom } from "../../../modules/random.js";
import type { LockstepWorld } from "../../support/lockstep-rig.js";
import { clients, type Telling } from "./application.js";
import { Judge, type Verdict } from "./judge.js";
import { numberOf, payloadOf } from "./payload.js";
import { beyond, type Draw, troubles } from "./troubles.js";

/** What is around the application; without a module where its client is another one. */
export type Surrounded = Omit<LockstepWorld, "module"> & Partial<Pick<LockstepWorld, "module">>;

export interface SurroundingsOptions {
	seed: number;
	/** Messages that the application hands over. */
	count: number;
	/** Names of troubles; default all there are, or without a module those behind it. */
	kinds?: readonly string[] | undefined;
	/** Longest quiet between two troubles, ms; default 180000. */
	quiet?: number;
}

/** Longest time of one trouble, ms: most take much less. */
const LONGEST = 60_000;
/** Mean time between messages down, ms. */
const PACE = 1200;
/** How often what the broker has is taken to the judge, ms. */
const SWEEP = 1000;
/** What is on its way when all has ended, ms. */
const REST = 120_000;

/** All that is around the application: the broker's side, one trouble after the other, and the judge. */
export class Surroundings {
	readonly judge: Judge;
	/** How often each trouble came. */
	readonly had = new Map<string, number>();
	/** Bytes of the application's heap, each time it has looked. */
	readonly heap: number[] = [];
	/** Whether all messages have ended. */
	isDone = false;
	readonly #world: Surrounded;
	readonly #random: SeededRandom;
	readonly #count: number;
	readonly #kinds: readonly string[];
	readonly #quiet: number;
	#announced = 0;
	#overflows = 0;
	#turn = 0;

	constructor(world: Surrounded, options: SurroundingsOptions) {
		const { seed, count, quiet = 180_000 } = options;
		const { kinds = Object.keys(world.module === undefined ? beyond : troubles) } = options;
		this.#quiet = quiet;
		this.#world = world;
		this.#random = new SeededRandom(seed * 104729 + 1);
		this.#count = count;
		this.#kinds = kinds;
		this.judge = new Judge(count);
		world.broker.onAcknowledged = (client, { payload }) => {
			const at = clients.findIndex(({ id }) => id === client);
			const number = numberOf(payload);
			if (at >= 0 && number >= 0) this.judge.acknowledged(number, at, world.clock.time);
		};
		this.#every(PACE, () => this.#announce());
		this.#every(SWEEP / 2, () => this.#sweep());
		if (kinds.length > 0) this.#next();
	}

	/** What the application tells. */
	readonly tell = (what: Telling, first: number, second: number): void => {
		const { judge } = this;
		const { time } = this.#world.clock;
		if (what === "handed") judge.handed(first, second);
		else if (what === "ended") judge.ended(first, second, time);
		else if (what === "received") judge.received(first, second, time);
		else if (what === "dropped") judge.dropped(first, second);
		else if (what === "counted") {
			judge.counted(first, time);
			if (second > 0) this.heap.push(second);
		} else this.isDone = true;
	};

	/** Time that the whole run may take, ms. */
	get limit(): number {
		return this.#count * 20_000 + 7_200_000;
	}

	/** Behind the end, until the last things have come. */
	get rest(): number {
		return REST;
	}

	/** To be asked once, when all is over. */
	verdict(): Verdict {
		this.#sweep();
		return this.judge.verdict();
	}

	#draw: Draw = (low, high) => low + (this.#random.next() % (high - low + 1));

	#every(mean: number, action: () => void): void {
		const alarm = this.#world.clock.alarm(() => {
			alarm.set(this.#draw(1, 2 * mean));
			action();
		});
		alarm.set(1);
	}

	/** A message down, to one of the clients. */
	#announce(): void {
		if (this.#announced === this.#count || this.isDone) return;
		const { down } = clients[this.#draw(0, clients.length - 1)] as (typeof clients)[number];
		const QoS = this.#draw(0, 2) as 0 | 1 | 2;
		this.#world.broker.publish(down, payloadOf(this.#announced++, this.#random), { QoS });
	}

	#sweep(): void {
		const { broker, clock, module } = this.#world;
		for (const record of broker.log.splice(0)) this.judge.saw(record);
		this.judge.sweep(clock.time);
		// A network that loses everything makes a client silent: that is not its fault.
		for (const text of broker.violations.splice(0)) {
			if (!text.includes("was silent")) this.judge.violated(text, clock.time);
		}
		const { messagesLost } = module?.counters ?? { messagesLost: 0 };
		if (messagesLost !== this.#overflows) this.judge.overflowed(clock.time);
		this.#overflows = messagesLost;
	}

	/** The next trouble, each of them in turn, after a while of quiet. */
	#next(): void {
		const { clock, module } = this.#world;
		const alarm = clock.alarm(() => {
			alarm.close();
			const kind = this.#kinds[this.#turn++ % this.#kinds.length] as string;
			this.had.set(kind, (this.had.get(kind) ?? 0) + 1);
			const duration = this.#draw(0, 3) === 0 ? this.#draw(1, LONGEST) : this.#draw(1, LONGEST / 6);
			this.judge.spells.push({ kind, start: clock.time, end: clock.time + duration });
			const end = troubles[kind]?.(this.#world as LockstepWorld, this.#draw, duration);
			const healing = clock.alarm(() => {
				healing.close();
				end?.();
				module?.faults.cause({ fault: "calm" });
				this.#next();
			});
			healing.set(duration);
		});
		alarm.set(this.#draw(1, this.#quiet));
	}
}
