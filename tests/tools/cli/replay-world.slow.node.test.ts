import { writeFileSync } from "node:fs";
import { canBuild } from "../../../hosts/xs/compiler.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Authority } from "../../support/authority.js";
import { placesOfRig, Rig } from "../hil/rig.js";
import { secureBroker } from "./brokers.js";
import { replayChanged } from "./changed-recording.js";
import { run } from "./cli.js";

/** Has a file in the module that is its owner's. */
async function giveFile(rig: Rig): Promise<void> {
	const { connector } = rig.served.simulator;
	connector.write(Buffer.from('AT+QFUPL="owner.pem",4\r'));
	await rig.said(/CONNECT\r\n/);
	connector.write(Buffer.from("mine"));
	await rig.said(/\+QFUPL: 4,/);
}

describe("xs-quectel replay, of rig runs that hear of the world around the module", () => {
	let rig: Rig;

	before(async function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
		rig = await Rig.start({ profile: "ec600s" });
		await giveFile(rig);
		const suites = ["dns", "ntp", "files"].flatMap((name) => ["--suite", name]);
		const { code, stderr } = await rig.hil([...placesOfRig, ...suites, "--record", rig.path("run.txt")]);
		equal(code, 0, stderr);
	});

	after(() => rig?.close());

	it("has no difference in names, times and files, and says what is hidden", async () => {
		const { code, stdout, stderr } = await run(["replay", rig.path("run.txt")]);
		equal(code, 0, stdout + stderr);
		ok(/^no difference in \d{3,} lines and messages of the module\n/.test(stdout), stdout);
		const recording = rig.read("run.txt");
		for (const part of ["dnsgip", "+QNTP: 0", "+QLTS: ", "+QFUPL: ", "+QFDWL: ", "+QFLST: "])
			ok(recording.includes(part));
		// Contents, which begin behind CONNECT.
		let bytes = 0;
		for (const [, whole, part] of recording.matchAll(/\+QFDWL: (\d+)|CONNECT (\d+)\\r/g))
			bytes += Number(whole ?? part);
		const told = stdout.match(/^not compared: .*$/gm) ?? [];
		deepEqual(told, [`not compared: ${bytes} bytes of files; the recording hides them, but not how long they are`]);
	});

	it("has none on a module at a serial device in the world of today, times of day left out", async () => {
		const other = await Rig.start({ profile: "ec600s" });
		try {
			await giveFile(other);
			const { code, stdout, stderr } = await run(["replay", rig.path("run.txt"), "--serial", other.device]);
			equal(code, 0, stdout + stderr);
			const times = rig.read("run.txt").match(/\+(?:CCLK|QLTS|QNTP): /g)?.length;
			ok(stdout.includes(`not compared: ${times} times of day; it is another time now\n`), stdout);
		} finally {
			await other.close();
		}
	});

	it("finds a byte that was changed in any of it, at its place", async () => {
		const lines = rig.read("run.txt").split("\n");
		for (const what of [
			[/^< .*"dnsgip","192\.0\.2\.7"/, "192.0.2.7", "192.0.2.9"],
			[/^< .*"dnsgip",0,1,600/, "600", "601"],
			[/^< .*"dnsgip",565/, "565", "566"],
			[/^< .*\+QNTP: 0,/, "+32", "+33"],
			[/^< .*\+QLTS: "/, "+32,0", "+32,1"],
			[/^< .*\+QFLST: "UFS:owner.pem",4/, 'owner.pem",4', 'owner.pem",5'],
			[/^< .*\+QFLST: ".*",294/, "294", "295"],
			[/^< .*\+QFUPL: 5,310c/, "310c", "310d"],
			[/^< .*\+QFDWL: 4,6364/, "6364", "6363"],
			[/^< .*CONNECT 2\\r\\n\*\*\\r/, "**", "*X"],
		] as const) {
			const found = await replayChanged(lines, what);
			equal(found.line, found.changed, JSON.stringify(found));
		}
		// A second more, in what is the same second in two places.
		for (const name of ["QNTP", "QLTS"]) {
			const pattern = new RegExp(`^< .*\\+${name}: .*,\\d\\d:\\d\\d:\\d\\d\\+32`);
			const [, front = "", second = ""] =
				/(\d\d:\d\d:)(\d\d)\+32/.exec(lines.find((it) => pattern.test(it)) ?? "") ?? [];
			const other = String((Number(second) + 1) % 60).padStart(2, "0");
			const found = await replayChanged(lines, [pattern, front + second, front + other]);
			equal(found.line, found.changed, JSON.stringify(found));
		}
	});

	it("finds it in the name that was looked up, where the module tells of it", async () => {
		const lines = rig.read("run.txt").split("\n");
		const found = await replayChanged(lines, [/^! \S+ world name a\.example/, "192.0.2.7", "192.0.2.9"]);
		ok(found.line < found.changed);
		ok(found.expected.includes("192.0.2.7") && found.got.includes("192.0.2.9"), JSON.stringify(found));
	});
});

describe("xs-quectel replay, of a rig run with a broker that is reached by TLS", () => {
	let rig: Rig;

	before(async function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
		rig = await Rig.start({ profile: "ec600s" });
		const authority = new Authority("Test Root");
		const { certificate: cert, key } = authority.issue("localhost");
		writeFileSync(rig.path("ca.pem"), authority.certificate);
		const broker = await secureBroker({ cert, key });
		try {
			const places = ["--broker", broker.url, "--ca", rig.path("ca.pem")];
			const { code, stderr } = await rig.hil([...places, "--suite", "payload", "--record", rig.path("run.txt")]);
			equal(code, 0, stderr);
		} finally {
			await broker.close();
		}
	});

	after(() => rig?.close());

	it("meets a broker in its place, and says that handshakes are not compared", async () => {
		const recording = rig.read("run.txt");
		ok(recording.includes('"cacert"') && recording.includes("+QMTCONN: "));
		const { code, stdout, stderr } = await run(["replay", rig.path("run.txt")]);
		equal(code, 0, stdout + stderr);
		const handshakes = recording.match(/AT\+QMTOPEN=\d/g)?.length;
		ok(stdout.includes(`not compared: ${handshakes} TLS handshakes of MQTT clients; `), stdout);
		ok(!stdout.includes("checksums"), stdout);
	});

	it("finds a byte that was changed", async () => {
		const lines = rig.read("run.txt").split("\n");
		for (const what of [
			[/^< .*\+QMTCONN: \d,0,0/, ",0,0", ",0,5"],
			[/^< .*\+QFUPL: \d+,/, ",", ",1"],
			[/^< .*\+CCLK: "/, '+32"', '+31"'],
		] as const) {
			const found = await replayChanged(lines, what);
			equal(found.line, found.changed, JSON.stringify(found));
		}
	});
});
