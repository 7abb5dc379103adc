import type { Alarm } from "../../../modules/clock.js";
import { Modem } from "../../../modules/modem-provider.js";
import type { MQTTClient } from "../../../modules/network/mqtt.js";
import type { TCP } from "../../../modules/network/tcp.js";
import { SeededRandom } from "../../../modules/random.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";

/** Sockets and MQTT clients at once. */
const SOCKETS = 3;
const CLIENTS = 2;
/** Longest that a connection sends, bytes. */
const LONGEST = 4000;
/** An application gives a connection up that has not moved for so long, ms. */
const PATIENCE = 90_000;
/** Between two troubles, on average, ms. */
const TROUBLE_PERIOD = 15_000;
/** Between two messages of a client, ms. */
const MESSAGE_PERIOD = 3000;

/** A trouble of the simulator's, as data. */
export type Befalling = Readonly<Record<string, unknown>>;

/** Bytes that never reach the module: what it takes for a payload is then another one, or the beginning of the next command. */
export const lostToModule: Befalling = Object.freeze({ fault: "lose", direction: "host", rate: 0.002, ms: 3000 });

/** What befalls, one at a time; the wire loses bytes both ways, and never changes one: nobody could see that. */
const troubles: readonly Befalling[] = Object.freeze([
	{ fault: "lose", direction: "module", rate: 0.002, ms: 3000 },
	lostToModule,
	{ fault: "urc-storm", rate: 0.002, ms: 3000 },
	{ fault: "urc", text: '+QIURC: "recv",7' },
	{ fault: "cut", direction: "module", rate: 0.2, gap: 30, ms: 5000 },
	{ fault: "delay", direction: "module", by: 400, ms: 3000 },
	{ fault: "prompt-lost", times: 1 },
	{ fault: "late", ms: 4000, times: 2 },
	{ fault: "kick", how: "close" },
	{ fault: "kick", how: "reset" },
	{ fault: "stall", ms: 20_000 },
	{ fault: "half-open" },
	{ fault: "slow-dns", ms: 5000, times: 2 },
	{ fault: "no-dns", times: 1 },
]);

/** The same, of which each costs everything in the module; they come more seldom, for the modem takes its time then. */
const disasters: readonly Befalling[] = Object.freeze([
	{ fault: "silence", ms: 20_000 },
	{ fault: "drop-pdp", context: 1 },
	{ fault: "reset" },
	{ fault: "power-cut", ms: 3000 },
]);
/** One trouble of so many is a disaster. */
const DISASTER = 60;

function byteAt(connection: number, at: number): number {
	return (connection * 31 + at * 7 + (at >> 8)) & 255;
}

/** How a run went. */
export interface SocketsTally {
	/** Connections that were begun, that carried all both ways, that ended with an error, and that were given up. */
	begun: number;
	whole: number;
	failed: number;
	abandoned: number;
	/** Bytes that came back and were not those that were sent. */
	wrong: number;
	/** Messages that MQTT clients have published. */
	published: number;
	troubles: number;
	/** Virtual ms. */
	time: number;
}

/**
 * Three sockets that are opened, used and closed again and again, and two MQTT clients that publish, over one modem, while the
 * wire, the module and the network misbehave. An echo server in memory sends back what it gets.
 */
export class SocketsWorld {
	readonly clock = new VirtualClock();
	readonly network = new MemoryNetwork(this.clock, { delay: 30 });
	readonly broker = new Broker(this.clock);
	readonly simulator: Simulator;
	readonly modem: Modem;
	readonly tally: SocketsTally = {
		...{ begun: 0, whole: 0, failed: 0, abandoned: 0, wrong: 0, published: 0, troubles: 0, time: 0 },
	};
	readonly #random: SeededRandom;
	readonly #troubles: readonly Befalling[];
	#isEnding = false;
	#target = 0;

	/** @param befalls what it is troubled by, in place of everything there is */
	constructor(seed: number, befalls: readonly Befalling[] = troubles) {
		this.#troubles = befalls;
		this.#random = new SeededRandom(seed);
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.network.listen("echo.test", 7, (peer) => {
			peer.onData = (bytes) => peer.write(bytes);
		});
		const { clock, network } = this;
		this.simulator = new Simulator({ profile: "ec600s", clock, network, seed, latency: 5, powered: true });
		const { Serial, Digital } = new BenchWiring(this.simulator.module.connector, clock);
		this.modem = new Modem({
			...{ serial: { io: Serial, baud: 115200 }, clock, receiveStore: 2048 },
			...{ power: { io: Digital, pin: "PWRKEY" }, reset: { io: Digital, pin: "RESET_N" } },
			status: { io: Digital, pin: "STATUS" },
		});
	}

	/** Bytes that have left the host and have not reached the module. */
	get lostToModule(): number {
		return this.modem.counters.bytesOut - this.simulator.module.counters.received;
	}

	/** Opens and closes at least `connections`, and then lets everything come to rest. @throws Error when something sticks */
	run(connections: number): SocketsTally {
		const { clock, tally } = this;
		this.#target = connections;
		const finished: boolean[] = [];
		for (let at = 0; at < SOCKETS; at++) this.#connect(() => finished.push(true));
		for (let at = 0; at < CLIENTS; at++) this.#publish(`mast ${at}`);
		const trouble = clock.alarm(() => {
			if (this.#isEnding) return;
			trouble.set(1 + this.#draw(2 * TROUBLE_PERIOD));
			// How a modem gets up among troubles is another story: here few of them befall it while it does.
			if (this.modem.state !== "ready" && this.#draw(5) > 0) return;
			tally.troubles++;
			const list = this.#draw(DISASTER) === 0 ? disasters : this.#troubles;
			this.simulator.module.faults.cause(list[this.#draw(list.length)] as Record<string, unknown>);
		});
		trouble.set(TROUBLE_PERIOD);
		if (!clock.runUntil(() => finished.length === SOCKETS, connections * 600_000)) {
			throw new Error(`stuck after ${tally.begun} connections: the modem is ${this.modem.state}`);
		}
		this.#isEnding = true;
		tally.time = clock.time;
		this.simulator.module.faults.cause({ fault: "calm" });
		clock.advance(15 * 60_000);
		return tally;
	}

	/** Opens twelve sockets at once: so many there are only if none was kept. @returns how many of them connect */
	openAll(): number {
		const { TCP } = this.modem;
		if (TCP === undefined) return 0;
		let open = 0;
		const all = Array.from({ length: 12 }, () => {
			let isOpen = false;
			return new TCP({
				...{ host: "echo.test", port: 7 },
				onWritable() {
					if (!isOpen) open++;
					isOpen = true;
				},
			});
		});
		this.clock.advance(60_000);
		for (const it of all) it.close();
		this.clock.advance(60_000);
		return open;
	}

	close(): void {
		this.modem.close();
		this.simulator.close();
	}

	#draw(most: number): number {
		return (this.#random.next() >>> 8) % most;
	}

	/** One connection after the other, until there were enough. */
	#connect(done: () => void): void {
		const { tally, clock } = this;
		if (tally.begun >= this.#target) {
			done();
			return;
		}
		const { TCP } = this.modem;
		if (TCP === undefined) throw new Error("closed");
		const number = tally.begun++;
		const length = 1 + this.#draw(LONGEST);
		const closesEarly = this.#draw(10) === 0;
		let written = 0;
		let read = 0;
		let isOver = false;
		let watch: Alarm | undefined;
		const end = (how: "whole" | "failed" | "abandoned", socket: TCP) => {
			if (isOver) return;
			isOver = true;
			tally[how]++;
			socket.close();
			watch?.close();
			const pause = clock.alarm(() => {
				pause.close();
				this.#connect(done);
			});
			pause.set(this.#draw(500));
		};
		const write = (socket: TCP, room: number) => {
			const data = Uint8Array.from({ length: Math.min(room, length - written) }, (_, at) =>
				byteAt(number, written + at),
			);
			written += data.length;
			if (data.length > 0) socket.write(data);
		};
		const socket = new TCP({
			...{ host: "echo.test", port: 7 },
			onWritable(room) {
				watch?.set(PATIENCE);
				write(this, room);
			},
			onReadable() {
				watch?.set(PATIENCE);
				for (const byte of new Uint8Array(this.read() as ArrayBuffer))
					if (byte !== byteAt(number, read++)) tally.wrong++;
				if (read >= length || (closesEarly && read > length / 2)) end("whole", this);
			},
			onError() {
				end("failed", this);
			},
		});
		watch = clock.alarm(() => end("abandoned", socket));
		watch.set(3 * PATIENCE);
	}

	/** A client that publishes now and then, and comes back. */
	#publish(id: string): void {
		const { MQTTClient: Client } = this.modem;
		if (Client === undefined || this.#isEnding) return;
		const { tally, clock } = this;
		const isEnding = () => this.#isEnding;
		let room = 0;
		const pace = clock.alarm(() => {
			if (isEnding()) client.close();
			else {
				pace.set(MESSAGE_PERIOD);
				if (room >= 50) room = client.write(new Uint8Array(50), { topic: "t", QoS: 1 });
			}
		});
		const client: MQTTClient = new Client({
			...{ host: "broker.test", id, keepAlive: 60_000 },
			onWritable(count) {
				room = count;
			},
			onError() {
				room = 0;
				pace.close();
				const again = clock.alarm(() => {
					again.close();
					retry();
				});
				again.set(2000);
			},
			quectel: { onResult: (_, result) => void (result === "published" && tally.published++) },
		});
		const retry = () => this.#publish(id);
		pace.set(MESSAGE_PERIOD);
	}
}
