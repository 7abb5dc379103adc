import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { Simulator } from "../sim/simulator.js";
import type { Figure } from "./figure.js";
import { SimulatorHost } from "./simulator-host.js";

/** What has to be kept up with: 921600 baud in both directions, bytes a second. */
const BAUD = 921_600;
const BOTH_WAYS = (2 * BAUD) / 10;
/** A command line of blanks, which the module reads byte by byte, and sends back. */
const LINE = Buffer.from(`AT${" ".repeat(1021)}\r`);
const COUNTS = [200, 400, 800];
const SECONDS = 5;

/** Types lines until so many bytes have passed, both ways together. @returns bytes per second */
async function stream(pacing: boolean, bytes: number): Promise<number> {
	const simulator = new Simulator({ pacing, latency: "none", powered: true, baud: BAUD });
	const { connector, module } = simulator;
	let heard = "";
	let look: () => void = () => {};
	connector.onBytes = (part) => {
		heard = (heard + Buffer.from(part).toString("latin1")).slice(-64);
		look();
	};
	await new Promise<void>((resolve) => {
		look = () => heard.endsWith("PB DONE\r\n") && resolve();
	});
	const before = module.counters.received + module.counters.sent;
	const passed = () => module.counters.received + module.counters.sent - before;
	const start = performance.now();
	connector.write(LINE);
	await new Promise<void>((resolve) => {
		let lines = module.counters.lines + 1;
		look = () => {
			// The next line is on its way while this one is sent back.
			while (module.counters.lines >= lines - 1) {
				lines++;
				connector.write(LINE);
			}
			if (passed() >= bytes) resolve();
		};
		look();
	});
	const rate = (passed() * 1000) / (performance.now() - start);
	simulator.close();
	if (module.counters.inputLost > 0) throw new Error(`${module.counters.inputLost} bytes lost in the module`);
	return rate;
}

function heap(): number {
	setFlagsFromString("--expose-gc");
	(runInNewContext("gc") as () => void)();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** Every module publishes once a second. @returns results that came later than the next message was due */
async function publishEachSecond(hosts: readonly SimulatorHost[]): Promise<number> {
	let late = 0;
	const start = performance.now();
	await Promise.all(
		hosts.map(async (host, n) => {
			for (let id = 1; id <= SECONDS; id++) {
				const due = start + (id - 1 + n / hosts.length) * 1000;
				await setTimeout(Math.max(0, due - performance.now()));
				await host.publish(id);
				if (performance.now() > due + 1000) late++;
			}
		}),
	);
	return late;
}

/** How fast the simulator is, how many modules one process plays in time, and what each of them costs. */
export async function measureSimulator(): Promise<Figure[]> {
	const free = await stream(false, 10_000_000);
	const paced = await stream(true, BOTH_WAYS * 3);
	const broker = new Worker(new URL("./simulator-broker.js", import.meta.url));
	const [port] = (await once(broker, "message")) as [number];
	let inTime = 0;
	let memory = 0;
	let end = `no more than ${COUNTS.at(-1)} were tried`;
	try {
		for (const count of COUNTS) {
			const before = heap();
			const hosts = Array.from({ length: count }, (_, n) => new SimulatorHost(port, n));
			await Promise.all(hosts.map((host) => host.connect()));
			if (memory === 0) memory = (heap() - before) / count;
			const late = await publishEachSecond(hosts);
			for (const { simulator } of hosts) simulator.close();
			if (late > 0) {
				end = `of ${count} modules' ${count * SECONDS} results ${late} were late`;
				break;
			}
			inTime = count;
		}
	} finally {
		await broker.terminate();
	}
	return [
		{ name: "sim.bytesPerSecond", value: Math.round(free), unit: "B/s", goal: BOTH_WAYS, remark: "both ways, unpaced" },
		{
			name: "sim.pacedShare",
			value: (paced / BOTH_WAYS) * 100,
			unit: "%",
			goal: 90,
			remark: `of ${BAUD} baud both ways`,
		},
		{ name: "sim.modulesAt1Hz", value: inTime, unit: "modules", goal: 200, remark: end },
		{
			name: "sim.memoryPerModule",
			value: Math.round(memory),
			unit: "bytes",
			remark: "heap, connected, with its sockets",
		},
	];
}
