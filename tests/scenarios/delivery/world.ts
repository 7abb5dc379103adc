import { Delivery } from "../../../modules/delivery.js";
import { Modem } from "../../../modules/modem-provider.js";
import { SeededRandom } from "../../../modules/random.js";
import type { SimulatedModule } from "../../../tools/sim/module.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { Broker } from "../../support/broker/broker.js";
import type { Stallable } from "../../support/broker/faults.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { type Handed, judge, numberOf, type Verdict } from "./judge.js";

/** Something that goes wrong, and by itself right again. */
export type Trouble =
	| "none"
	| "power"
	| "network"
	| "kick"
	| "abort"
	| "silence"
	| "stall"
	| "refusal"
	| "noise"
	| "loss";

export const troubles: readonly Trouble[] = Object.freeze([
	"power",
	"network",
	"kick",
	"abort",
	"silence",
	"stall",
	"refusal",
	"noise",
	"loss",
]);

/** Longest time of one trouble, ms. */
const LONGEST = 90_000;
/** Mean time between messages, ms. */
const PACE = 400;
/** The connection's times: a mast that is kicked comes back soon, so that there is something to break. */
const TIMES = Object.freeze({ first: 500, longest: 20_000, grace: 10_000 });

/**
 * A delivery over the module's own MQTT, the simulated module, and a broker in memory which is the judge: one process, one
 * virtual clock, one seed. Messages go up at all three QoS while one trouble after the other comes and goes.
 */
export class World {
	readonly clock = new VirtualClock();
	readonly network: MemoryNetwork;
	readonly broker: Broker;
	readonly module: SimulatedModule;
	readonly modem: Modem;
	readonly delivery: Delivery;
	readonly handed: Handed[] = [];
	/** How often each trouble came. */
	readonly had = new Map<Trouble, number>();
	/** Numbers of the messages that came down to the application. */
	readonly received: number[] = [];
	readonly #random: SeededRandom;
	readonly #ticket = new Map<number, Handed>();
	/** Chance that a byte from the module is lost or changed, in 2^31; 0: none. */
	#noise = 0;
	#loss = 0;
	#heal: (() => void) | undefined;

	constructor(seed: number, kinds: readonly Trouble[] = troubles) {
		const { clock } = this;
		this.#random = new SeededRandom(seed * 7919 + 1);
		this.network = new MemoryNetwork(clock, { delay: 30 });
		this.broker = new Broker(clock);
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.module = new Simulator({ profile: "ec600s", clock, network: this.network, seed }).module;
		const wiring = new BenchWiring(this.module.connector, clock);
		wiring.onWire = (bytes) => this.#disturb(bytes);
		const { Serial, Digital } = wiring;
		this.modem = new Modem({
			serial: { io: Serial, baud: 115200 },
			clock,
			receiveStore: 4096,
			power: { io: Digital, pin: "PWRKEY" },
			reset: { io: Digital, pin: "RESET_N" },
			status: { io: Digital, pin: "STATUS" },
		});
		this.delivery = new Delivery({
			client: {
				io: this.modem.MQTTClient as never,
				clock,
				random: new SeededRandom(seed),
				host: "broker.test",
				id: "mast",
				keepAlive: 30_000,
				quectel: { packetTimeout: 2000, retries: 2 },
			},
			subscriptions: [{ topic: "down", QoS: 1 }],
			outbox: { messages: 1000, bytes: 1_000_000 },
			times: TIMES,
			onMessage: (payload) => void this.received.push(numberOf(new Uint8Array(payload))),
			onOutcome: (ticket, outcome) => void (this.#ticket.get(ticket) as Handed).outcomes.push(outcome),
		});
		this.#every(PACE, () => this.#publish());
		if (kinds.length > 0) this.#every(20_000, () => this.#trouble(kinds));
	}

	/** Whether messages are still handed over and troubles still come. */
	isBusy = true;

	/** Lets time pass until `count` messages were handed over, then without trouble until all have ended. @returns the judge's word */
	run(count: number): Verdict {
		const { clock } = this;
		const limit = count * PACE * 50 + 3_600_000;
		if (!clock.runUntil(() => this.handed.length >= count, limit)) {
			throw new Error(`only ${this.handed.length} messages after ${limit} ms, the modem is ${this.modem.state}`);
		}
		this.isBusy = false;
		this.#heal?.();
		this.module.restoreNetwork();
		const isDone = () => this.delivery.pending === 0;
		if (!clock.runUntil(isDone, 7_200_000)) {
			const { state, pending } = this.delivery;
			throw new Error(`${pending} messages do not end: ${state}, the modem is ${this.modem.state}`);
		}
		clock.advance(1000);
		return judge(this.handed, this.broker.log);
	}

	/** What the mast did that MQTT forbids. A network that loses everything makes it silent: that is not its fault. */
	get violations(): string[] {
		return this.broker.violations.filter((it) => !it.includes("was silent"));
	}

	close(): void {
		this.delivery.close();
		this.modem.close();
		this.module.close();
	}

	#every(mean: number, action: () => void): void {
		const alarm = this.clock.alarm(() => {
			if (!this.isBusy) return;
			action();
			alarm.set(1 + (this.#random.next() % (2 * mean)));
		});
		alarm.set(this.#random.next() % mean);
	}

	#publish(): void {
		// A mast stops measuring when its outbox is full; the judge wants none dropped.
		if (this.delivery.pending >= 900) return;
		const number = this.handed.length;
		const payload = new Uint8Array(4 + (this.#random.next() % 200));
		for (let at = 0; at < payload.length; at++) payload[at] = this.#random.next() >> 8;
		new DataView(payload.buffer).setUint32(0, number);
		const it: Handed = { number, QoS: this.#random.next() % 3, outcomes: [] };
		this.handed.push(it);
		this.#ticket.set(this.delivery.publish(payload, { topic: "up", QoS: it.QoS }), it);
		if (number % 5 === 0) this.broker.publish("down", payload, { QoS: 1 });
	}

	#trouble(kinds: readonly Trouble[]): void {
		if (this.#heal !== undefined) return;
		const kind = kinds[this.#random.next() % kinds.length] as Trouble;
		this.had.set(kind, (this.had.get(kind) ?? 0) + 1);
		const { broker, network, module } = this;
		const duration = 1 + (this.#random.next() % LONGEST);
		const isThere = broker.clients.includes("mast");
		if (kind === "power") module.powerCut(1 + (duration % 5000));
		else if (kind === "network") module.dropNetwork(duration);
		else if (kind === "kick" && isThere) broker.drop("mast", "close");
		else if (kind === "abort" && isThere) broker.drop("mast", "abort");
		else if (kind === "silence")
			this.#until(
				duration,
				() => (network.reachability = "open"),
				() => (network.reachability = "lost"),
			);
		else if (kind === "refusal")
			this.#until(
				duration,
				() => (broker.faults.refusal = 0),
				() => (broker.faults.refusal = 3),
			);
		else if (kind === "stall") {
			const answers: readonly Stallable[] = ["puback", "pubrec", "pubcomp"];
			const answer = answers[duration % 3] as Stallable;
			const end = () => {
				broker.faults.stalled.delete(answer);
				broker.release();
			};
			this.#until(duration, end, () => broker.faults.stalled.add(answer));
		} else if (kind === "noise")
			this.#until(
				duration % 5000,
				() => (this.#noise = 0),
				() => (this.#noise = 0x7fffffff / 200),
			);
		else if (kind === "loss")
			this.#until(
				duration % 5000,
				() => (this.#loss = 0),
				() => (this.#loss = 0x7fffffff / 100),
			);
	}

	#until(duration: number, end: () => void, begin: () => void): void {
		begin();
		const alarm = this.clock.alarm(() => this.#heal?.());
		this.#heal = () => {
			this.#heal = undefined;
			alarm.close();
			end();
		};
		alarm.set(duration);
	}

	/** Noise changes a byte now and then, a bad contact loses it. */
	#disturb(bytes: Uint8Array): Uint8Array {
		if (this.#noise > 0) {
			for (let at = 0; at < bytes.length; at++) {
				if (this.#random.next() < this.#noise) bytes[at] = this.#random.next();
			}
		}
		return this.#loss > 0 ? bytes.filter(() => this.#random.next() >= this.#loss) : bytes;
	}
}
