import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { pickyBroker, refusingBroker } from "./brokers.js";
import { lastJSON, run } from "./cli.js";

/** A port that nobody listens on. */
const NOBODY = "mqtt://127.0.0.1:1";

describe("xs-quectel demo", () => {
	before(needsEngine());

	const tasks = { published: { 0: 4, 1: 4, 2: 4 }, acknowledged: { 1: 4, 2: 4 }, delivered: 12 };
	const counts = { ...tasks, commands: { sent: 3, taken: 3 }, lost: 0, unknown: 0 };

	it("does the main job on Node, and tells it as one line of JSON", async () => {
		const ended = await run(["demo", "--engine", "node", "--messages", "12", "--latency", "none", "--json"]);
		equal(ended.code, 0, ended.stderr);
		equal(ended.stdout.split("\n").length, 2, ended.stdout);
		const bits = process.arch.endsWith("64") ? 64 : 32;
		deepEqual(lastJSON(ended), { engine: "node", bits, ...counts, heap: null, collections: null });
	});

	it("does the main job on XS, within the memory of an ESP32", async () => {
		const ended = await run(["demo", "--engine", "xs", "--messages", "12", "--latency", "none", "--json"]);
		equal(ended.code, 0, ended.stderr);
		const { bits, heap, collections, ...rest } = lastJSON(ended);
		deepEqual(rest, { engine: "xs", ...counts });
		ok(bits === 32 || bits === 64);
		deepEqual(Object.keys(heap as object), ["peakBytes", "limitBytes"]);
		ok((heap as { peakBytes: number }).peakBytes > 10_000);
		ok(Number.isInteger(collections));
	});

	it("shows each step, and the summary on standard output", async () => {
		const folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
		try {
			const file = join(folder, "summary.json");
			const { code, stdout, stderr } = await run([
				"demo",
				"--messages",
				"3",
				"--latency",
				"none",
				"--engine",
				"node",
				"--json",
				file,
			]);
			equal(code, 0, stderr);
			let at = 0;
			for (const step of [
				/broker {8}started at mqtt:/,
				/module {8}EC600S, simulated/,
				/modem {9}switching the module on/,
				/modem {9}booted/,
				/modem {9}registering with the network/,
				/modem {9}ready/,
				/identity {6}Quectel EC600S/,
				/network {7}CHINA MOBILE, signal \d+ of 31, address \d+\./,
				/connected {5}to the broker/,
				/published {5}message 0 +QoS 0 +\d+ ms/,
				/disconnected {2}as asked/,
			]) {
				const found = stderr.slice(at).search(step);
				ok(found >= 0, `${step} in ${stderr.slice(at)}`);
				at += found;
			}
			ok(/command {7}"command-2" taken/.test(stderr), stderr);
			ok(/^published {5}1 at QoS 0, 1 at QoS 1, 1 at QoS 2$/m.test(stdout), stdout);
			ok(/^lost {10}0$/m.test(stdout), stdout);
			ok(/^time {10}first message after \d+\.\d s, all over after \d+\.\d s$/m.test(stdout), stdout);
			ok(!(stdout + stderr).includes("\x1b"), "no colour without a terminal");
			equal(JSON.parse(readFileSync(file, "utf8")).lost, 0);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("tells what the module says when there is no broker", async () => {
		const { code, stdout, stderr } = await run(["demo", "--broker", NOBODY, "--latency", "none", "--engine", "node"]);
		equal(code, 3);
		equal(stdout, "");
		ok(stderr.endsWith(`xs-quectel: no broker at ${NOBODY}: +QMTOPEN 5: network connection error\n`), stderr);
	});

	it("tells what the broker says when it refuses, and asks once", async () => {
		const broker = await refusingBroker(5);
		try {
			const args = ["demo", "--broker", broker.url, "--latency", "none", "--engine", "node"];
			const { code, stderr } = await run(args);
			equal(code, 3);
			ok(stderr.endsWith(`: +QMTCONN 5: connection refused: not authorized\n`), stderr);
			// One connection of the cloud's side, one of the module's.
			equal(broker.connections, 2);
		} finally {
			await broker.close();
		}
	});

	it("logs in with what the environment says, and shows it nowhere", async () => {
		const broker = await pickyBroker("mast-7", "s3cret-w0rd");
		try {
			const args = ["demo", "--broker", broker.url, "--messages", "3", "--latency", "none", "--engine", "node"];
			const env = { XS_QUECTEL_USER: "mast-7", XS_QUECTEL_PASSWORD: "s3cret-w0rd" };
			const { code, stdout, stderr } = await run([...args, "--trace", "--json"], env);
			equal(code, 0, stderr);
			ok(/^ +\d+\.\d\d {2}> {13}AT\+QMTCONN=0,"xs-quectel-[0-9a-f]+","\*{6}","\*{11}"$/m.test(stderr), stderr);
			ok(!(stdout + stderr).includes("s3cret") && !(stdout + stderr).includes("mast-7"), stderr);
			const wrong = await run(args, { ...env, XS_QUECTEL_PASSWORD: "guess" });
			equal(wrong.code, 3);
			ok(wrong.stderr.includes("+QMTCONN 4: connection refused: bad user name or password"), wrong.stderr);
			ok(!wrong.stderr.includes("guess"));
		} finally {
			await broker.close();
		}
	});
});
