import type { Clock } from "../../../modules/clock.js";
import Delivery from "../../../modules/delivery.js";
import { Modem } from "../../../modules/modem-provider.js";
import { SeededRandom } from "../../../modules/random.js";
import { parseFault } from "../../../tools/sim/faults/fault.js";
import type { SimulatedModule } from "../../../tools/sim/module.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Between two measurements that the mast publishes, and between two connections of its TCP socket. */
const PACE = 5 * MINUTE;
const SOCKET_PACE = HOUR;
/** The same while the module is wedged. */
const EAGER_PACE = 2000;

/** A wedge: the module neither hears nor says anything from `at` on. All times are ms of the clock. */
export interface Wedge {
	readonly at: number;
	/** The first command after it, and when it went out. */
	command: string;
	asked: number;
	/** When the modem stopped being ready. */
	found: number;
	/** When the module had been reset, was booted, was looking for the network, had registered, and a message got through. */
	reset: number;
	booted: number;
	searching: number;
	registered: number;
	flowing: number;
}

/** A mast for a month: a delivery and a TCP socket now and then, over a module that is reset and loses its network each day, and wedges once a week. */
export class Month {
	readonly clock = new VirtualClock();
	readonly network = new MemoryNetwork(this.clock, { delay: 30 });
	readonly broker = new Broker(this.clock);
	readonly module: SimulatedModule;
	readonly modem: Modem;
	readonly delivery: Delivery;
	readonly wedges: Wedge[] = [];
	/** Times at which the reset line or the power key was used. */
	readonly resets: number[] = [];
	readonly outcomes = { published: 0, failed: 0, unknown: 0 };
	handed = 0;
	received = 0;
	sockets = { opened: 0, connected: 0, ended: 0 };
	/** Alarms that the driver has, after each day. */
	readonly alarms: number[] = [];
	#alarms = 0;
	#wedge: Wedge | undefined;
	/** What the driver has sent since the wedge. */
	#line = "";
	readonly #random: SeededRandom;

	constructor(seed: number) {
		const { clock } = this;
		this.#random = new SeededRandom(seed);
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.module = new Simulator({
			profile: "ec600s",
			clock,
			network: this.network,
			seed,
		}).module;
		const { Serial, Digital } = new BenchWiring(this.module.connector, clock);
		const { resets } = this;
		class Watched extends Digital {
			readonly #pin: unknown;
			constructor(options: { pin: unknown; mode: number }) {
				super(options);
				this.#pin = options.pin;
			}
			override write(value: number): void {
				super.write(value);
				if (value === 1 && this.#pin !== undefined) resets.push(clock.time);
			}
		}
		this.modem = new Modem({
			serial: { io: Serial, baud: 115200 },
			clock: this.#counted,
			receiveStore: 4096,
			power: { io: Watched, pin: "PWRKEY" },
			reset: { io: Watched, pin: "RESET_N" },
			onTrace: (direction, bytes) => {
				if (direction === "out") this.#sent(bytes);
			},
			onState: (state) => {
				const wedge = this.#wedge;
				if (wedge === undefined) return;
				if (wedge.found === 0 && state !== "ready") wedge.found = clock.time;
				if (state === "booting") wedge.reset = clock.time;
				if (state === "configuring") wedge.booted = clock.time;
				if (state === "registering") wedge.searching = clock.time;
				if (state === "activating") wedge.registered = clock.time;
			},
		});
		this.delivery = new Delivery({
			client: { io: this.modem.MQTTClient as never, host: "broker.test", id: "mast", keepAlive: MINUTE },
			clock: this.#counted,
			random: new SeededRandom(seed),
			subscriptions: [{ topic: "down", QoS: 1 }],
			onMessage: () => this.received++,
			onOutcome: (_, outcome) => this.outcomes[outcome]++,
		});
		this.broker.listen("up", () => this.#published());
		this.#every(PACE, () => this.#measure());
		this.#every(SOCKET_PACE, () => this.#connect());
	}

	/** Lets `days` pass, with their troubles. */
	run(days: number): void {
		const { clock, module } = this;
		clock.advance(10 * MINUTE);
		for (let day = 0; day < days; day++) {
			const start = clock.time;
			clock.advanceTo(start + this.#hour(2, 8));
			module.dropNetwork(this.#hour(0, 2) + MINUTE);
			clock.advanceTo(start + this.#hour(12, 15));
			module.reset();
			clock.advanceTo(start + this.#hour(16, 20));
			if (day % 7 === 6) this.#stick();
			clock.advanceTo(start + DAY);
			this.alarms.push(this.#alarms);
		}
	}

	close(): void {
		this.delivery.close();
		this.modem.close();
		this.module.close();
	}

	/** The clock as the driver has it: its alarms are counted. */
	get #counted(): Clock {
		return {
			now: () => this.clock.now(),
			alarm: (callback) => {
				const alarm = this.clock.alarm(callback);
				this.#alarms++;
				return {
					set: (delay) => alarm.set(delay),
					cancel: () => alarm.cancel(),
					close: () => {
						this.#alarms--;
						alarm.close();
					},
				};
			},
		};
	}

	/** The module wedges, and is left alone until data flows again. */
	#stick(): void {
		const { clock } = this;
		const wedge = {
			at: clock.time,
			command: "",
			asked: 0,
			found: 0,
			reset: 0,
			booted: 0,
			searching: 0,
			registered: 0,
			flowing: 0,
		};
		this.#wedge = wedge;
		this.#line = "";
		this.wedges.push(wedge);
		this.module.faults.cause(parseFault("silence"));
		// Something always waits to be sent: so it is seen at once that data flows.
		const alarm = clock.alarm(() => {
			alarm.set(EAGER_PACE);
			this.#measure();
		});
		alarm.set(EAGER_PACE);
		clock.runUntil(() => wedge.flowing !== 0, HOUR);
		alarm.close();
		this.#wedge = undefined;
	}

	#measure(): void {
		this.handed++;
		this.delivery.publish(`measurement ${this.handed}`, { topic: "up", QoS: 1 });
	}

	#connect(): void {
		const { TCP } = this.modem;
		if (TCP === undefined) return;
		this.sockets.opened++;
		const { sockets } = this;
		let isConnected = false;
		let socket: { close(): void } | undefined;
		const end = () => {
			sockets.ended++;
			socket?.close();
		};
		socket = new TCP({
			host: "broker.test",
			port: 1883,
			onWritable() {
				if (isConnected) return;
				isConnected = true;
				sockets.connected++;
				end();
			},
			onError: end,
		} as never);
	}

	#published(): void {
		const { time } = this.clock;
		if (this.#wedge !== undefined && this.#wedge.found !== 0 && this.#wedge.flowing === 0) this.#wedge.flowing = time;
	}

	/** The driver has sent something. */
	#sent(bytes: Uint8Array): void {
		const wedge = this.#wedge;
		if (wedge === undefined || wedge.command !== "") return;
		this.#line += String.fromCharCode(...bytes);
		const name = /AT([+\w]+)[^\r]*\r/.exec(this.#line)?.[1];
		if (name === undefined) return;
		wedge.command = name;
		wedge.asked = this.clock.time;
	}

	#hour(from: number, to: number): number {
		return from * HOUR + (this.#random.next() % ((to - from) * HOUR));
	}

	#every(pace: number, work: () => void): void {
		const alarm = this.clock.alarm(() => {
			alarm.set(pace);
			work();
		});
		alarm.set(pace);
	}
}
