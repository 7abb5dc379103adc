import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectAsync } from "mqtt";
import { LocalBroker } from "../../../tools/cli/demo/broker.js";
import { type Served, serve } from "../../../tools/sim/node/serve.js";
import { bytes, deepEqual, equal, ok } from "../../support/assert.js";
import { findProgram, Mosquitto } from "../../support/mosquitto.js";
import { needsEngine } from "../../support/xs-engine.js";
import { refusingBroker } from "./brokers.js";
import { lastJSON, run, start } from "./cli.js";
import { startRelay } from "./pty-relay.js";

const meanings = [
	"unacceptable protocol version",
	"identifier rejected",
	"server unavailable",
	"bad user name or password",
	"not authorized",
];

/** What message `n` is to hold, as the demo's help does not say but its user sees: number, then n + 4, n + 5 ... */
function messageOf(n: number): Uint8Array {
	const length = 20 + ((37 * n) & 255);
	return Uint8Array.from({ length }, (_, at) => (at < 4 ? n >>> (24 - 8 * at) : n + at));
}

/** What a subscriber of everything saw. */
interface Seen {
	readonly topic: string;
	readonly payload: Uint8Array;
}

/** Runs `work` with mosquitto_sub beside it. @returns what that saw */
async function watch(broker: Mosquitto, program: string, work: () => Promise<void>): Promise<Seen[]> {
	const seen: Seen[] = [];
	const address = ["-h", "127.0.0.1", "-p", `${broker.port}`];
	// It prints what is retained once it has subscribed: from then on it misses nothing.
	const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
	await client.publishAsync("ready", "now", { qos: 1, retain: true });
	const child = spawn(program, [...address, "-q", "2", "-t", "#", "-F", "%t %x"], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const closed = once(child, "close");
	/** Resolves when it prints that topic. */
	const marks = new Map<string, () => void>();
	const mark = (topic: string) =>
		new Promise<void>((resolve, reject) => {
			marks.set(topic, resolve);
			void closed.then(() => reject(new Error(`mosquitto_sub has ended without "${topic}"`)));
		});
	createInterface({ input: child.stdout }).on("line", (line) => {
		const [topic = "", hex = ""] = line.split(" ");
		const reach = marks.get(topic);
		if (reach === undefined) seen.push({ topic, payload: Buffer.from(hex, "hex") });
		else reach();
	});
	try {
		await mark("ready");
		await work();
		// Behind everything that it has to print still.
		const over = mark("over");
		await client.publishAsync("over", "now", { qos: 2 });
		await over;
	} finally {
		await client.endAsync();
		child.kill();
		await closed;
	}
	return seen;
}

describe("xs-quectel demo, at length", () => {
	before(needsEngine());

	it("ends by itself with a module as slow as a real one", async () => {
		const ended = await run(["demo", "--json"]);
		equal(ended.code, 0, ended.stderr);
		const { published, delivered, lost, engine } = lastJSON(ended);
		deepEqual([published, delivered, lost, engine], [{ 0: 20, 1: 20, 2: 20 }, 60, 0, "xs"]);
	});

	describe("on an emulated Cortex-M4", () => {
		before(needsEngine({ processor: "cortex-m4" }));

		it("loses nothing either, with a module as slow as a real one", async () => {
			const ended = await run(["demo", "--engine", "cortex-m4", "--json"]);
			equal(ended.code, 0, ended.stderr);
			const { engine, bits, lost, delivered, commands, heap } = lastJSON(ended);
			deepEqual([engine, bits, lost, delivered], ["cortex-m4", 32, 0, 60]);
			deepEqual(commands, { sent: 3, taken: 3 });
			ok((heap as { peakBytes: number }).peakBytes > 0, "the report is there");
		});
	});

	for (const engine of ["xs", "node"]) {
		it(`loses nothing on ${engine} though the module loses its supply`, async () => {
			const args = ["--messages", "120", "--latency", "none", "--engine", engine, "--fault", "power-cut@0.5s"];
			const ended = await run(["demo", ...args, "--json"]);
			equal(ended.code, 0, ended.stderr);
			const { published, delivered, commands, lost, unknown } = lastJSON(ended);
			deepEqual([published, delivered, lost], [{ 0: 40, 1: 40, 2: 40 }, 120, 0]);
			deepEqual(commands, { sent: 3, taken: 3 });
			ok(ended.stderr.includes("fault         the module loses its supply"), ended.stderr);
			ok(ended.stderr.includes("connected     to the broker again"), ended.stderr);
			// What was under way ended as unknown or as failed, and each was told.
			equal(ended.stderr.match(/ unknown {7}\S/g)?.length ?? 0, unknown);
			ok(/ (?:unknown|failed) +message \d+ .*restarted or lost its supply, to be sent again/.test(ended.stderr));
		});

		it(`goes on for ever on ${engine} until interrupted, and tells what it did`, async () => {
			const running = start(["demo", "--forever", "--latency", "none", "--engine", engine, "--json"]);
			await running.line("message 60 ");
			running.child.kill("SIGINT");
			const ended = await running.ended;
			equal(ended.code, 130, ended.stderr);
			ok(ended.stderr.includes("not finished  interrupted"), ended.stderr);
			const { published, delivered, lost } = lastJSON(ended) as {
				published: Record<string, number>;
				delivered: number;
				lost: number;
			};
			const told = Object.values(published).reduce((sum, it) => sum + it, 0);
			ok(told >= 58, ended.stderr);
			ok(delivered >= told, ended.stderr);
			equal(lost, 0, ended.stderr);
		});
	}

	it("runs on Node without a C compiler, and says so", async () => {
		const cache = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
		try {
			const env = { CC: join(cache, "no-compiler"), XS_QUECTEL_CACHE: join(cache, "xs") };
			const ended = await run(["demo", "--messages", "6", "--latency", "none", "--json"], env);
			equal(ended.code, 0, ended.stderr);
			ok(/firmware {6}no XS engine: no C compiler: \S+ cannot be run/.test(ended.stderr), ended.stderr);
			const { engine, heap, collections, lost } = lastJSON(ended);
			deepEqual([engine, heap, collections, lost], ["node", null, null, 0]);
			const insisting = await run(["demo", "--messages", "6", "--engine", "xs"], env);
			equal(insisting.code, 3);
			ok(/^xs-quectel: no C compiler: \S+ cannot be run$/m.test(insisting.stderr), insisting.stderr);
		} finally {
			rmSync(cache, { recursive: true });
		}
	});

	for (const [at, meaning] of meanings.entries()) {
		it(`tells the note's reason for CONNACK ${at + 1}, and does not ask again`, async () => {
			const broker = await refusingBroker(at + 1);
			try {
				const { code, stdout, stderr } = await run(["demo", "--broker", broker.url, "--latency", "none"]);
				equal(code, 3, stderr);
				ok(stderr.endsWith(`: +QMTCONN ${at + 1}: connection refused: ${meaning}\n`), stderr);
				equal(stdout, "");
				equal(broker.connections, 2);
			} finally {
				await broker.close();
			}
		});
	}

	describe("with Mosquitto", () => {
		const subscriber = findProgram("mosquitto_sub");

		before(function () {
			if (Mosquitto.program === undefined || subscriber === undefined) this.skip();
		});

		it("publishes to it what another subscriber sees too, byte for byte, all byte values included", async () => {
			const broker = await Mosquitto.start();
			try {
				const count = 300;
				const seen = await watch(broker, subscriber as string, async () => {
					const url = `mqtt://127.0.0.1:${broker.port}`;
					const args = ["--broker", url, "--messages", `${count}`, "--latency", "none", "--engine", "xs"];
					const ended = await run(["demo", ...args, "--json"]);
					equal(ended.code, 0, ended.stderr);
					equal(lastJSON(ended).lost, 0);
					equal(lastJSON(ended).delivered, count);
				});
				const messages = seen.filter(({ topic }) => topic.includes("/up/"));
				const prefix = messages[0]?.topic.split("/up/")[0] ?? "";
				ok(/^xs-quectel\/[0-9a-f]{12}$/.test(prefix), prefix);
				const values = new Set<number>();
				const numbers = new Set<number>();
				for (const { topic, payload } of messages) {
					const n = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
					numbers.add(n);
					equal(topic, `${prefix}/up/${n % 3}`);
					bytes(payload, messageOf(n), `message ${n}`);
					for (const byte of payload) values.add(byte);
				}
				equal(messages.length, count);
				equal(numbers.size, count);
				equal(values.size, 256);
				const taken = seen.filter(({ topic }) => topic === `${prefix}/taken`).map(({ payload }) => `${payload}`);
				deepEqual(taken, ["command-0", "command-1", "command-2"]);
			} finally {
				await broker.stop();
			}
		});

		it("logs in to it with user and password", async () => {
			const passwords = findProgram("mosquitto_passwd");
			ok(passwords !== undefined, "mosquitto_passwd comes with Mosquitto");
			const folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
			const file = join(folder, "passwords");
			const [code] = await once(spawn(passwords, ["-c", "-b", file, "mast", "w0rd"], { stdio: "ignore" }), "close");
			equal(code, 0);
			const broker = await Mosquitto.start(["allow_anonymous false", `password_file ${file}`]);
			try {
				const args = ["demo", "--broker", `mqtt://127.0.0.1:${broker.port}`, "--messages", "6", "--latency", "none"];
				const env = { XS_QUECTEL_USER: "mast", XS_QUECTEL_PASSWORD: "w0rd" };
				const ended = await run([...args, "--json"], env);
				equal(ended.code, 0, ended.stderr);
				equal(lastJSON(ended).lost, 0);
				const anonymous = await run(args);
				equal(anonymous.code, 3);
				ok(anonymous.stderr.endsWith("+QMTCONN 5: connection refused: not authorized\n"), anonymous.stderr);
			} finally {
				await broker.stop();
				rmSync(folder, { recursive: true });
			}
		});
	});

	describe("with a module that has no control channel", () => {
		let broker: LocalBroker;
		let module: Served;
		let args: string[];

		beforeEach(async () => {
			broker = await LocalBroker.start();
			// On already, echo on, and back by itself when its supply comes back: nobody presses its power key.
			module = await serve({ latency: "none", profile: "ec600s", autoPower: true });
			args = ["demo", "--broker", `mqtt://127.0.0.1:${broker.port}`, "--messages", "12", "--json"];
		});

		afterEach(async () => {
			await module.close();
			await broker.close();
		});

		for (const engine of ["xs", "node"]) {
			it(`drives it over TCP on ${engine}, finds it as the last run left it, and traces it masked`, async () => {
				const target = ["--tcp", `127.0.0.1:${module.port}`, "--engine", engine];
				const first = await run([...args, ...target]);
				equal(first.code, 0, first.stderr);
				equal(lastJSON(first).lost, 0);
				const second = await run([...args, ...target, "--trace", "--apn", "cmiot"]);
				equal(second.code, 0, second.stderr);
				deepEqual([lastJSON(second).lost, lastJSON(second).delivered], [0, 12]);
				ok(/> {13}AT\+QICSGP=1,1,"cmiot","","",\*$/m.test(second.stderr), second.stderr);
				ok(/< {13}\+QMTRECV: \d+,\d+,"[^"]+\/down",4,\(4 bytes of payload\)$/m.test(second.stderr), second.stderr);
				equal(module.simulator.module.counters.starts, 1);
			});

			it(`waits on ${engine} until it comes back when its supply fails`, async () => {
				const target = ["--tcp", `127.0.0.1:${module.port}`, "--engine", engine];
				args[args.indexOf("12")] = "90";
				const running = start([...args, ...target]);
				await running.line("message 20 ");
				module.simulator.module.powerCut(2000);
				const ended = await running.ended;
				equal(ended.code, 0, ended.stderr);
				deepEqual([lastJSON(ended).lost, lastJSON(ended).delivered], [0, 90]);
				ok(ended.stderr.includes("connected     to the broker again"), ended.stderr);
				equal(module.simulator.module.counters.starts, 2);
			});
		}

		it("drives it on a serial device", async () => {
			const relay = await startRelay(module.host, module.port);
			try {
				const ended = await run([...args, "--serial", relay.device, "--baud", "115200"]);
				equal(ended.code, 0, ended.stderr);
				const { engine, lost, delivered } = lastJSON(ended);
				deepEqual([engine, lost, delivered], ["xs", 0, 12]);
				ok(ended.stderr.includes(`at ${relay.device}`), ended.stderr);
			} finally {
				await relay.close();
			}
		});

		it("tells when the device cannot be opened", async () => {
			const { code, stdout, stderr } = await run([...args, "--serial", "/dev/null"]);
			equal(code, 3);
			equal(stdout, "");
			ok(/^xs-quectel: the firmware does not start: .*it is no serial device$/m.test(stderr), stderr);
		});

		it("tells when nobody is behind the port", async () => {
			for (const engine of ["xs", "node"]) {
				const { code, stderr } = await run([...args, "--tcp", "127.0.0.1:1", "--engine", engine]);
				equal(code, 3);
				ok(
					/^xs-quectel: the firmware does not start: .*(?:nobody answers there|ECONNREFUSED).*$/m.test(stderr),
					stderr,
				);
			}
		});
	});
});
