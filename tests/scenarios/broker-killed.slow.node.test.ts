import { setTimeout as sleep } from "node:timers/promises";
import { Delivery, type DeliveryOutcome } from "../../modules/delivery.js";
import type { MQTTClientClass } from "../../modules/io.js";
import { Modem } from "../../modules/modem-provider.js";
import { SeededRandom } from "../../modules/random.js";
import { NodeClock } from "../../tools/sim/node/clock.js";
import { NodeNetwork } from "../../tools/sim/node/network.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { AedesProcess } from "../support/aedes-process.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { BenchWiring } from "../support/bench-wiring.js";
import { Mosquitto } from "../support/mosquitto.js";
import { SocketMQTTClient } from "../support/socket-mqtt-client.js";

/** A broker that can be killed, and what it has accepted: QoS, DUP and topic of each PUBLISH, in order. */
interface Victim {
	readonly port: number;
	kill(): Promise<void>;
	restart(): Promise<void>;
	stop(): Promise<void>;
	accepted(): { QoS: number; isAgain: boolean; topic: string }[];
}

async function aedes(): Promise<Victim> {
	const broker = await AedesProcess.start();
	return {
		port: broker.port,
		kill: () => broker.kill(),
		restart: () => broker.restart(),
		stop: () => broker.kill(),
		accepted: () => readAll(broker.log, /^publish (\d) (\d) (.*)$/),
	};
}

async function mosquitto(): Promise<Victim> {
	const broker = await Mosquitto.start();
	return {
		port: broker.port,
		kill: () => broker.kill(),
		restart: () => broker.restart(),
		stop: () => broker.stop(),
		accepted: () => readAll(broker.log, /Received PUBLISH from \S+ \(d(\d), q(\d), r\d, m\d+, '([^']*)'/, true),
	};
}

function readAll(log: readonly string[], form: RegExp, isDupFirst = false): ReturnType<Victim["accepted"]> {
	return log.flatMap((line) => {
		const [, first, second, topic = ""] = form.exec(line) ?? [];
		if (first === undefined) return [];
		const [QoS, dup] = isDupFirst ? [second, first] : [first, second];
		return [{ QoS: Number(QoS), isAgain: dup === "1", topic }];
	});
}

/** An MQTT client class with its options, and what ends it. */
interface Way {
	readonly Client: MQTTClientClass;
	readonly options: Readonly<Record<string, unknown>>;
	close(): void;
}

const clock = new NodeClock();

/** Through driver, UART and simulated module, all in real time. */
async function modemWay(): Promise<Way> {
	const { module } = new Simulator({
		...{ profile: "ec600s", clock, network: new NodeNetwork(), seed: 1, baud: 921_600, latency: "none", powered: true },
	});
	const { Serial } = new BenchWiring(module.connector, clock);
	const modem = new Modem({ serial: { io: Serial, baud: 921_600 }, clock, receiveStore: 4096 });
	await until("the modem is ready", () => modem.state === "ready");
	return {
		Client: modem.MQTTClient as never,
		options: { quectel: { packetTimeout: 2000, retries: 1 } },
		close() {
			modem.close();
			module.close();
		},
	};
}

async function socketWay(): Promise<Way> {
	return { Client: SocketMQTTClient as never, options: { socket: { network: new NodeNetwork() } }, close() {} };
}

/** For what never comes, ms. */
const PATIENCE = 300_000;

async function until(what: string, isSo: () => boolean): Promise<void> {
	const end = Date.now() + PATIENCE;
	while (!isSo()) {
		if (Date.now() > end) throw new Error(`never: ${what}`);
		await sleep(20);
	}
}

const MESSAGES = 150;
/** After so many messages it is killed. */
const KILLS = Object.freeze([40, 90]);

const programs = Object.freeze({ aedes, mosquitto });

for (const [name, start] of Object.entries(programs)) {
	for (const [title, makeWay] of Object.entries({
		"the module's MQTT": modemWay,
		"an MQTT client over a socket": socketWay,
	})) {
		describe(`${name}, killed with kill -9 in mid traffic, and a delivery over ${title}`, () => {
			before(function () {
				if (name === "mosquitto" && Mosquitto.program === undefined) this.skip();
			});

			it("accounts for every message", async () => {
				const broker = await start();
				const way = await makeWay();
				const outcomes: DeliveryOutcome[][] = [];
				const tickets = new Map<number, number>();
				let connections = 0;
				const delivery = new Delivery({
					client: {
						...{ io: way.Client, clock, random: new SeededRandom(1) },
						...{ host: "127.0.0.1", port: broker.port, id: "mast", keepAlive: 5000, ...way.options },
					},
					outbox: { messages: MESSAGES, bytes: 100_000 },
					times: { first: 100, longest: 500, grace: 60_000 },
					onOutcome: (ticket, outcome) => void outcomes[tickets.get(ticket) as number]?.push(outcome),
					onState: (state) => {
						if (state === "connected") connections++;
					},
				});
				try {
					await until("connected", () => connections > 0);
					for (let number = 0; number < MESSAGES; number++) {
						outcomes.push([]);
						tickets.set(delivery.publish(`message ${number}`, { topic: `up/${number}`, QoS: number % 3 }), number);
						await sleep(10);
						const kill = KILLS.indexOf(number);
						if (kill < 0) continue;
						// On a slow machine it may not be back yet from the kill before: each has to meet living traffic.
						await until("connected again", () => connections > kill);
						await broker.kill();
						await sleep(300);
						await broker.restart();
					}
					await until("all have ended", () => delivery.pending === 0);
					await sleep(100);
				} finally {
					delivery.close();
					way.close();
					await broker.stop();
				}
				ok(connections > KILLS.length, `${connections} connections`);
				const seen = new Map<string, number>();
				for (const { topic, isAgain, QoS } of broker.accepted()) {
					// A copy of the same packet, which the protocol knows as one.
					if (!isAgain || QoS < 2) seen.set(topic, (seen.get(topic) ?? 0) + 1);
				}
				const wrong: string[] = [];
				const counts = { published: 0, failed: 0, unknown: 0 };
				for (const [number, ends] of outcomes.entries()) {
					const QoS = number % 3;
					const times = seen.get(`up/${number}`) ?? 0;
					const [outcome] = ends;
					const text = `message ${number}, QoS ${QoS}, told ${ends.join()}, accepted ${times} times`;
					if (outcome === undefined || ends.length !== 1) wrong.push(text);
					else counts[outcome]++;
					if (outcome === "published" && QoS > 0 && times === 0) wrong.push(`lost: ${text}`);
					if (outcome === "failed" && times > 0) wrong.push(text);
					if (QoS === 1 && outcome !== "published") wrong.push(`given up: ${text}`);
					if (QoS !== 1 && times > 1) wrong.push(`doubled: ${text}`);
				}
				deepEqual(wrong, []);
				equal(counts.published + counts.unknown, MESSAGES);
				ok(counts.published > MESSAGES * 0.8, JSON.stringify(counts));
			});
		});
	}
}
