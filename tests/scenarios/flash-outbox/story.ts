import type { Alarm, Clock } from "../../../modules/clock.js";
import { SlowJournal } from "../../../modules/delivery/slow-journal.js";
import { Delivery } from "../../../modules/delivery.js";
import type { SlowDirectoryInstance } from "../../../modules/io.js";
import { Modem } from "../../../modules/modem-provider.js";
import { SeededRandom } from "../../../modules/random.js";
import type { Connector } from "../../../tools/sim/connector.js";
import type { SimulatedModule } from "../../../tools/sim/module.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";

/** Messages of a story; QoS is the rest of its number by 3. */
export const MESSAGES = 6;
/** How long anything may take, ms of virtual time. */
const PATIENCE = 600_000;

/** One start of the host: all of its timers, and its end of the wire, are gone at once when it is reset. */
class Host {
	readonly modem: Modem;
	readonly delivery: Delivery;
	readonly tickets = new Map<number, number>();
	isDead = false;

	constructor(story: Story, seed: number) {
		const { clock, module } = story;
		const host = this;
		const own: Clock = {
			now: () => clock.now(),
			alarm(callback): Alarm {
				return clock.alarm(() => {
					if (!host.isDead) callback();
				});
			},
		};
		const { connector } = module;
		// What the wiring sets is the connector's own; what it sends is counted, and ends with the host.
		const end: Connector = Object.create(connector, {
			onBytes: { set: (it) => void (connector.onBytes = (bytes) => void (host.isDead || it(bytes))) },
			onLine: { set: (it) => void (connector.onLine = (line, level) => void (host.isDead || it(line, level))) },
			write: { value: (bytes: Uint8Array) => story.send(this, bytes) },
			setBaud: { value: (baud: number) => connector.setBaud(baud) },
			setLine: {
				value: (line: Parameters<Connector["setLine"]>[0], level: 0 | 1) => {
					if (!host.isDead) connector.setLine(line, level);
				},
			},
		});
		const { Serial } = new BenchWiring(end, own);
		this.modem = new Modem({ serial: { io: Serial, baud: 115200 }, clock: own, receiveStore: 4096 });
		const { Files } = this.modem;
		if (Files === undefined) throw new Error("closed");
		const directory = new Files({}) as unknown as SlowDirectoryInstance;
		this.delivery = new Delivery({
			client: {
				...{ io: this.modem.MQTTClient as never, clock: own, random: new SeededRandom(seed) },
				...{ host: "broker.test", id: "mast", quectel: { packetTimeout: 2000, retries: 1 } },
			},
			outbox: { store: new SlowJournal({ directory, bytes: 2048 }) },
			times: { first: 500, longest: 5000 },
			onKept: (ticket) => void story.kept.add(ticket),
			onOutcome: (ticket, outcome) => void story.told.push({ ticket, outcome }),
			onStoreError: () => void story.storeErrors++,
		});
	}
}

/** What becomes of a few messages in the module's flash when host or module start anew at some byte of the UART. */
export class Story {
	readonly clock = new VirtualClock();
	readonly broker: Broker;
	readonly module: SimulatedModule;
	/** Bytes that the host has sent since the first message. */
	sent = 0;
	readonly names = new Map<number, number>();
	readonly kept = new Set<number>();
	readonly told: { ticket: number; outcome: string }[] = [];
	storeErrors = 0;
	/** Whether what was to happen has happened. */
	hasHappened = false;
	#at = Number.POSITIVE_INFINITY;
	#what: (host: Host) => void = () => {};
	#counts = false;

	constructor() {
		const network = new MemoryNetwork(this.clock, { delay: 20 });
		this.broker = new Broker(this.clock);
		network.listen("broker.test", 1883, this.broker.accept);
		const { module } = new Simulator({
			...{ profile: "ec600s", clock: this.clock, network, seed: 1, powered: true, latency: "none" },
		});
		this.module = module;
	}

	/** Something happens at the byte `at` that the host sends behind the first message. */
	when(at: number, what: "host reset" | "module reset"): void {
		this.#at = at;
		this.#what = (host) => {
			if (what === "host reset") host.isDead = true;
			else this.module.reset();
		};
	}

	send(host: Host, bytes: Uint8Array): void {
		if (host.isDead) return;
		const left = this.#at - this.sent;
		if (this.#counts) this.sent += bytes.length;
		const isNow = this.#counts && !this.hasHappened && left < bytes.length;
		this.module.connector.write(isNow ? bytes.slice(0, left) : bytes);
		if (!isNow) return;
		this.hasHappened = true;
		this.#what(host);
	}

	/** Messages are handed over while the broker is not to be had, kept, and sent once it is. @throws Error when that has no end */
	run(): void {
		this.broker.faults.refusal = 3;
		let host = new Host(this, 1);
		this.#until("ready", () => host.modem.state === "ready");
		this.clock.advance(5000);
		this.#counts = true;
		for (let number = 0; number < MESSAGES; number++) {
			const ticket = host.delivery.publish(`message ${number}`, { topic: `up/${number}`, QoS: number % 3 });
			this.names.set(ticket, number);
			this.clock.advance(300);
		}
		this.broker.faults.refusal = 0;
		const isDone = () => host.delivery.pending === 0 || host.isDead;
		this.#until("the end of all messages", isDone);
		this.clock.advance(10_000);
		this.#counts = false;
		if (!host.isDead) return;
		host = new Host(this, 2);
		this.#until("ready again", () => host.modem.state === "ready");
		this.clock.advance(20_000);
		this.#until("the end of all messages of before", () => host.delivery.pending === 0);
		this.clock.advance(10_000);
	}

	/** What is untrue; there may be nothing. */
	get wrong(): string[] {
		const wrong: string[] = [];
		for (const [ticket, number] of this.names) {
			const QoS = number % 3;
			const ends = this.told.filter((it) => it.ticket === ticket).map(({ outcome }) => outcome);
			const times = this.broker.log.filter(({ topic }) => topic === `up/${number}`).length;
			const text = `message ${number}, QoS ${QoS}, told ${ends.join()}, seen ${times} times, kept ${this.kept.has(ticket)}`;
			if (ends.length > 1) wrong.push(text);
			if (ends[0] === "published" && QoS > 0 && times === 0) wrong.push(text);
			if (ends[0] === "failed" && times > 0) wrong.push(text);
			if (QoS !== 1 && times > 1) wrong.push(text);
			// What was kept is not lost: it ends, and at QoS 1 with the broker.
			if (QoS === 1 && this.kept.has(ticket) && times === 0) wrong.push(text);
			// Forgotten, and the host was reset before it could be told: only of what has arrived, or was sent.
			if (this.kept.has(ticket) && ends.length === 0 && times === 0 && QoS > 0) wrong.push(text);
		}
		return wrong;
	}

	close(): void {
		this.module.close();
	}

	#until(what: string, isSo: () => boolean): void {
		if (!this.clock.runUntil(isSo, PATIENCE)) throw new Error(`not ${what}`);
	}
}
