import { writeFileSync } from "node:fs";
import { canBuild } from "../../../hosts/xs/compiler.js";
import { suites } from "../../../tools/hil/suites.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Authority } from "../../support/authority.js";
import { freePort } from "../../support/mosquitto.js";
import { pickyBroker, secureBroker } from "../cli/brokers.js";
import { lastJSON } from "../cli/cli.js";
import { placesOfRig, Rig } from "./rig.js";

interface Told {
	suite: string;
	title: string;
	state: string;
	message?: string;
}

const own = ["--own-broker", "127.0.0.1:0"];

describe("xs-quectel hil, on a simulated module behind a PTY", () => {
	let rig: Rig;

	before(function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
	});

	beforeEach(async () => {
		rig = await Rig.start();
	});

	afterEach(() => rig?.close());

	const testsOf = (result: Record<string, unknown>) => result.tests as Told[];

	it("runs every suite, and tells it to people and machines", async () => {
		const ended = await rig.hil([
			...own,
			...["--own-peer", "127.0.0.1:0", "--module-address", `127.0.0.1:${await freePort()}`],
			...placesOfRig,
			...["--power-command", rig.controlCommand({ fault: "reset" })],
			...["--report", rig.path("run.html"), "--report", rig.path("run.xml"), "--record", rig.path("run.txt"), "--json"],
		]);
		equal(ended.code, 0, ended.stderr);
		const result = lastJSON(ended);
		const tests = testsOf(result);
		deepEqual(
			tests.filter(({ state }) => state !== "passed"),
			[],
		);
		deepEqual(
			[...new Set(tests.map(({ suite }) => suite))],
			suites.map(({ name }) => name),
		);
		equal(result.passed, tests.length);
		ok(tests.length >= 182, `${tests.length}`);
		deepEqual((result.identity as string[]).slice(0, 2), ["Quectel", "EC600S"]);
		// Each test is in both reports, with its traffic in the page.
		const page = rig.read("run.html");
		const xml = rig.read("run.xml");
		const cases = [...xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)];
		equal(cases.length, tests.length);
		equal(page.match(/<summary><span class="passed">/g)?.length, tests.length);
		ok(xml.includes(`tests="${tests.length}" failures="0" errors="0" skipped="0"`));
		ok(page.includes("AT+QMTPUBEX="));
		equal(page.match(/<svg /g)?.length, 1);
		// What it has cost is what went over the wire.
		const [exchange] = readExchanges(rig.read("run.txt"));
		let sent = "";
		for (const entry of exchange?.entries ?? []) {
			if (entry.kind === "bytes" && entry.sender === "host") sent += entry.bytes;
		}
		const costs = result.costs as Record<string, number>;
		equal(costs.bytesOut, sent.length);
		equal(costs.connections, sent.match(/AT\+QMTOPEN=/g)?.length);
		const received = rig.read("run.txt").match(/\+QIURC: "incoming",/g)?.length ?? 0;
		equal(costs.sockets, (sent.match(/AT\+Q(?:I|SSL)OPEN=/g)?.length ?? 0) + received);
		equal(costs.handshakes, sent.match(/AT\+QSSLOPEN=/g)?.length);
		equal(costs.messages, sent.match(/AT\+QMTPUBEX=/g)?.length);
		equal(costs.restarts, 1);
		// Each suite has cost what it was said to cost, give or take a tenth, in the reports and as it was run.
		const told = result.suites as { suite: string; estimate: Record<string, number>; costs: Record<string, number> }[];
		deepEqual(
			told.map(({ suite }) => suite),
			suites.map(({ name }) => name),
		);
		for (const { suite, estimate, costs: had } of told) {
			for (const [name, value] of Object.entries(estimate)) {
				ok(
					Math.abs((had[name] ?? Number.NaN) - value) <= Math.max(1, value / 10),
					`${suite}: ${name} ${had[name]}, not ${value}`,
				);
			}
		}
		equal(xml.match(/<property name="cost.handshakes" value="[1-9]/g)?.length, 4);
		equal(page.match(/<br>has cost .*TLS handshakes/g)?.length, 4);
		ok(/tls-close will cost about: \d+ sockets, \d+ TLS handshakes/.test(ended.stderr));
		ok(/tls-close has cost: \d+ sockets, \d+ TLS handshakes/.test(ended.stderr));
		ok(/will cost about: \d{3} connections to a broker, \d{3} sockets/.test(ended.stderr));
	});

	it("fails in the right place when the profile is wrong", async () => {
		writeFileSync(rig.path("wrong.json"), '{"mqtt": {"clients": 7}}');
		const ended = await rig.hil([
			...own,
			...["--suite", "mqtt-constructor", "--profile", rig.path("wrong.json")],
			...["--report", rig.path("run.xml"), "--report", rig.path("run.html"), "--json"],
		]);
		equal(ended.code, 1, ended.stderr);
		const failed = testsOf(lastJSON(ended)).filter(({ state }) => state === "failed");
		deepEqual(
			failed.map(({ title }) => title),
			[
				"takes nothing away when it throws",
				"has as many clients as there can be, and refuses one more until one is closed",
			],
		);
		for (const { message } of failed) ok(message?.includes("busy"), message);
		equal(rig.read("run.xml").match(/<failure message="Error: busy">/g)?.length, 2);
		equal(rig.read("run.html").match(/<details open><summary><span class="failed">/g)?.length, 2);
	});

	it("skips what a stranger's broker does not do, and shows no secret", async () => {
		const broker = await pickyBroker("mast", "s3cret-of-mast");
		try {
			const ended = await rig.hil(
				[
					...["--broker", broker.url, "--suite", "mqtt-transfer", "--suite", "restart", "--json"],
					...["--report", rig.path("run.html"), "--record", rig.path("run.txt")],
				],
				{ XS_QUECTEL_USER: "mast", XS_QUECTEL_PASSWORD: "s3cret-of-mast" },
			);
			equal(ended.code, 0, ended.stderr);
			const tests = testsOf(lastJSON(ended));
			const skipped = tests.filter(({ state }) => state === "skipped");
			deepEqual(
				skipped.map(({ suite, message }) => `${suite}: ${message}`),
				[
					"restart: needs a way to restart the module (--reset-line, --power-command)",
					...new Array<string>(3).fill("mqtt-transfer: needs a broker that can be held up (--own-broker)"),
				],
			);
			ok(tests.filter(({ state }) => state === "passed").length >= 10);
			for (const text of [ended.stdout, ended.stderr, rig.read("run.html"), rig.read("run.txt")]) {
				ok(!text.includes("s3cret"));
			}
			ok(rig.read("run.txt").includes("**************"));
		} finally {
			await broker.close();
		}
	});

	it("reaches a broker by TLS, and counts the handshakes", async () => {
		const authority = new Authority("Test Root");
		const { certificate: cert, key } = authority.issue("localhost");
		const broker = await secureBroker({ cert, key });
		writeFileSync(rig.path("ca.pem"), authority.certificate);
		try {
			const places = ["--broker", broker.url, "--ca", rig.path("ca.pem")];
			const ended = await rig.hil([...places, "--suite", "payload", "--json"]);
			equal(ended.code, 0, ended.stderr);
			const { passed, estimate, costs } = lastJSON(ended) as Record<"estimate" | "costs", Record<string, number>> & {
				passed: number;
			};
			equal(passed, 3);
			equal(estimate.handshakes, 3);
			equal(costs.handshakes, 3);
		} finally {
			await broker.close();
		}
	});

	it("brings back a module that a killed run has left in the middle of a payload", async () => {
		// Of its own, since that of the run would be killed with it.
		const broker = await pickyBroker("mast", "word");
		const env = { XS_QUECTEL_USER: "mast", XS_QUECTEL_PASSWORD: "word" };
		const args = ["--broker", broker.url];
		const killed = rig.startHil([...args, "--suite", "mqtt-callbacks", "--quiet", "300"], env);
		const [, client] = await rig.said(/\+QMTCONN: (\d),0,0/);
		killed.child.kill("SIGKILL");
		await killed.ended;
		// As if it had been killed between the prompt and the payload.
		rig.served.simulator.connector.write(Buffer.from(`AT+QMTPUBEX=${client},0,0,0,"xs/t",1000\r`));
		await rig.said(/> /);
		const ended = await rig.hil([...args, "--suite", "modem", "--json"], env);
		await broker.close();
		equal(ended.code, 0, ended.stderr);
		const recovery = lastJSON(ended).recovery as string[];
		ok(
			recovery.some((it) => /^MQTT client \d was left open: closed$/.test(it)),
			recovery.join("\n"),
		);
	});

	it("leaves the module in order when it is interrupted", async () => {
		const running = rig.startHil([
			...own,
			...["--suite", "mqtt-callbacks", "--quiet", "300", "--json", rig.path("run.json")],
		]);
		await rig.said(/\+QMTCONN: \d,0,0/);
		running.child.kill("SIGINT");
		equal((await running.ended).code, 130);
		const result = JSON.parse(rig.read("run.json")) as Record<string, unknown>;
		ok((result.recovery as string[]).some((it) => it.includes("was left open: closed")));
		const again = await rig.hil([...own, "--suite", "modem", "--json"]);
		equal(again.code, 0, again.stderr);
		deepEqual(lastJSON(again).recovery, []);
	});

	it("ends with what it has when the device is unplugged", async () => {
		const running = rig.startHil([...own, "--suite", "mqtt", "--report", rig.path("run.xml")]);
		await running.line("passed  mqtt-constructor: has as many clients");
		await rig.served.close();
		const { code, stderr } = await running.ended;
		equal(code, 3);
		ok(/xs-quectel: the wire is gone: /.test(stderr), stderr);
		ok(/errors="1"/.test(rig.read("run.xml")));
	});
});
