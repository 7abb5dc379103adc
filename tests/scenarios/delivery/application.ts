import type { Clock } from "../../../modules/clock.js";
import { Delivery } from "../../../modules/delivery.js";
import type { MQTTClientClass } from "../../../modules/io.js";
import { SeededRandom } from "../../../modules/random.js";
import { numberOf, payloadOf } from "./payload.js";

/** What the application tells, with two numbers. */
export type Telling =
	/** A message was handed over: number, QoS. */
	| "handed"
	/** It has ended: number, place in {@link outcomes}. */
	| "ended"
	/** One has come: number, -1 when it is not whole, -2 when its topic is another; which client has it. */
	| "received"
	/** A client has told that one is lost, or that more may be: 1 and 0, or 0 and 1. */
	| "dropped"
	/** What is counted of losses and troubles, and the bytes of heap that are in use. */
	| "counted"
	/** All that was to be handed over has been, and has ended: how many. */
	| "done";

export const outcomes = Object.freeze(["published", "failed", "unknown"] as const);

/** The clients by name, and how each has its messages. */
export const clients = Object.freeze([
	{ id: "pushed", down: "down/pushed", clean: true },
	{ id: "stored", down: "down/stored", clean: false },
] as const);

export interface ApplicationOptions {
	/** The class of a modem, or any other. */
	Client: MQTTClientClass;
	/** Options of the class beyond what the application gives. */
	options?: Readonly<Record<string, unknown>>;
	clock: Clock;
	seed: number;
	/** Messages to hand over. */
	count: number;
	/** Whatever the modem counts of what goes wrong. */
	troubles(): number;
	/** Bytes of heap that are in use; asked for now and then, when both clients are connected and no message is under way. */
	heap(): number;
	tell(what: Telling, first: number, second: number): void;
}

/** Mean time between messages, ms. */
const PACE = 400;
/** Between two tellings of what is counted, ms. */
const SAMPLE = 10_000;
/** Outbox of one client: it stops measuring when that is nearly full, for the judge wants none dropped. */
const MESSAGES = 32;
const BYTES = 12_000;
/** The connection's times: one that is kicked comes back soon, so that there is something to break. */
const TIMES = Object.freeze({ first: 500, longest: 20_000, grace: 10_000 });

/**
 * An application at work: it measures at all three QoS in turn by chance, over two deliveries on one modem, one of which has
 * its messages pushed and begins anew with each connection, while those of the other are stored in the module and by the
 * broker. The same on every engine.
 */
export class Application {
	readonly deliveries: readonly Delivery[];
	readonly #options: ApplicationOptions;
	readonly #random: SeededRandom;
	/** By client and ticket. */
	readonly #numbers = [new Map<number, number>(), new Map<number, number>()] as const;
	#handed = 0;

	constructor(options: ApplicationOptions) {
		const { clock, seed, tell } = options;
		this.#options = options;
		this.#random = new SeededRandom(seed * 7919 + 1);
		this.deliveries = clients.map((client, at) => this.#deliver(client, at));
		this.#every(PACE, () => this.#hand());
		const samples = clock.alarm(() => {
			samples.set(SAMPLE);
			tell("counted", this.#troubles, this.#isAtRest ? options.heap() : 0);
		});
		samples.set(SAMPLE);
	}

	get pending(): number {
		return this.deliveries.reduce((sum, { pending }) => sum + pending, 0);
	}

	close(): void {
		for (const it of this.deliveries) it.close();
	}

	#deliver({ id, down, clean }: (typeof clients)[number], at: number): Delivery {
		const { Client, clock, seed, tell, options = {} } = this.#options;
		const numbers = this.#numbers[at] as Map<number, number>;
		return new Delivery({
			client: {
				io: Client,
				...{ clock, random: new SeededRandom(seed + at), host: "broker.test", port: 1883, id, clean },
				keepAlive: 30_000,
				...options,
				quectel: {
					...{ receive: id, packetTimeout: 2000, retries: 2 },
					onDrop: () => tell("dropped", 1, 0),
					onFull: () => tell("dropped", 0, 1),
				},
			},
			subscriptions: [{ topic: down, QoS: 2 }],
			outbox: { messages: MESSAGES, bytes: BYTES },
			times: TIMES,
			onMessage(payload, { topic }) {
				tell("received", topic === down ? numberOf(new Uint8Array(payload)) : -2, at);
			},
			onOutcome: (ticket, outcome) => {
				const number = numbers.get(ticket) as number;
				numbers.delete(ticket);
				tell("ended", number, outcomes.indexOf(outcome));
				if (this.#handed === this.#options.count && this.pending === 0) tell("done", this.#handed, 0);
			},
		});
	}

	/** What there is in the heap is then what there always is: nothing waits in an outbox, nothing is being opened or closed. */
	get #isAtRest(): boolean {
		return this.deliveries.every(({ pending, state }) => pending === 0 && state === "connected");
	}

	get #troubles(): number {
		const sum = (counted: number, { counters }: Delivery) => counted + counters.lost + counters.disconnections;
		return this.deliveries.reduce(sum, this.#options.troubles());
	}

	#hand(): void {
		const at = this.#random.next() % clients.length;
		const QoS = this.#random.next() % 3;
		const delivery = this.deliveries[at] as Delivery;
		if (this.#handed === this.#options.count || delivery.pending >= MESSAGES - 2) return;
		const number = this.#handed++;
		this.#options.tell("handed", number, QoS);
		const ticket = delivery.publish(payloadOf(number, this.#random), { topic: "up", QoS });
		(this.#numbers[at] as Map<number, number>).set(ticket, number);
	}

	#every(mean: number, action: () => void): void {
		const alarm = this.#options.clock.alarm(() => {
			alarm.set(1 + (this.#random.next() % (2 * mean)));
			action();
		});
		alarm.set(1);
	}
}
