import { writeFileSync } from "node:fs";
import { canBuild } from "../../../hosts/xs/compiler.js";
import type { Difference } from "../../../tools/sim/transcript/player.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { freePort } from "../../support/mosquitto.js";
import { Rig } from "../hil/rig.js";
import { replayChanged } from "./changed-recording.js";
import { lastJSON, run } from "./cli.js";

describe("xs-quectel replay, of a rig run of sockets", () => {
	let rig: Rig;
	let lines: string[];

	before(async function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
		rig = await Rig.start({ profile: "ec600s" });
		const suites = ["tcp", "udp", "listener", "tls-transfer", "tls-alone"].flatMap((name) => ["--suite", name]);
		const places = ["--own-peer", "127.0.0.1:0", "--module-address", `127.0.0.1:${await freePort()}`];
		const { code, stderr } = await rig.hil([...places, ...suites, "--record", rig.path("run.txt")]);
		equal(code, 0, stderr);
		lines = rig.read("run.txt").split("\n");
	});

	after(() => rig?.close());

	it("has no difference, and says what is not in the recording", async () => {
		const { code, stdout, stderr } = await run(["replay", rig.path("run.txt")]);
		equal(code, 0, stdout + stderr);
		ok(/^no difference in 1?\d{3} lines and messages of the module\n/.test(stdout), stdout);
		const told = [...stdout.matchAll(/^not compared: (\d+) ([^;]+); (.+)$/gm)].map(
			([, , what, why]) => `${what}: ${why}`,
		);
		deepEqual(told, [
			"TLS handshakes of sockets: they are not in the recording",
			"addresses and ports of visitors: the network has drawn them",
		]);
		const handshakes = lines.join("\n").match(/AT\+QSSLOPEN=\d/g)?.length;
		ok(stdout.includes(`not compared: ${handshakes} TLS handshakes`), stdout);
	});

	const change = (...what: readonly [RegExp, string, string]) => replayChanged(lines, what);

	it("finds a byte that was changed in what the module gives of TCP, UDP and TLS, at its place", async () => {
		for (const [pattern, from, to] of [
			[/^< .*\+QIRD: 15\\r\\nHTTP/, "HTTP/1.1 200 OK", "HTTP/1.1 201 OK"],
			[/^< .*\+QIRD: 6,"127/, "second", "sebond"],
			[/^< .*\+QSSLRECV: 15\\r\\nHTTP/, "HTTP/1.1 200 OK", "HTTP/1.1 201 OK"],
		] as const) {
			const found = await change(pattern, from, to);
			equal(found.line, found.changed);
			ok(found.expected.includes(to) && found.got.includes(from), JSON.stringify(found));
		}
	});

	it("finds one in a length, in whom a datagram is from, and in what comes by itself", async () => {
		for (const [pattern, from, to] of [
			[/^< .*\+QIRD: 15\\r\\nHTTP/, "+QIRD: 15", "+QIRD: 16"],
			[/^< .*\+QIRD: 6,"127/, "127.0.0.1", "127.0.0.3"],
			[/^< .*\+QIURC: "closed",\d/, "closed", "closes"],
			[/^< .*\+QISEND: \d+,\d+,\d+/, ",0\\r\\n", ",9\\r\\n"],
		] as const) {
			const found = await change(pattern, from, to);
			equal(found.line, found.changed);
		}
	});

	it("finds one in what the peer has sent where the module gives it", async () => {
		const found = await change(/^! \S+ peer send \d+ HTTP/, "200", "202");
		ok(found.line > found.changed);
		ok(lines[found.line - 1]?.includes("+QIRD: 15\\r\\nHTTP/1.1 200 OK"), lines[found.line - 1]);
		ok(found.got.includes("HTTP/1.1 202 OK"), found.got);
	});

	it("finds one in what the host has sent where it comes to the peer, by TCP and as a datagram", async () => {
		// Payload goes out in pieces, as there is room: the first one of letters that leads to the peer.
		for (const told of [/^! \S+ peer got \d+ [A-Za-z]/, /^! \S+ peer took \d \S+ \d+ [A-Za-z]/]) {
			const arrival = lines.findIndex((line) => told.test(line));
			const at = lines.slice(0, arrival).findLastIndex((line) => /^> \S+ (?!AT)[A-Za-z]+$/.test(line));
			ok(at > 0);
			const changed = `${lines[at]?.slice(0, -1)}#`;
			writeFileSync(rig.path("changed.txt"), [...lines.slice(0, at), changed, ...lines.slice(at + 1)].join("\n"));
			const ended = await run(["replay", rig.path("changed.txt"), "--patience", "30", "--json"]);
			equal(ended.code, 1, changed);
			const [first] = lastJSON(ended).differences as Difference[];
			equal(first?.line, arrival + 1);
			ok(first?.got.includes("#") === true && !first.expected.includes("#"), JSON.stringify(first));
		}
	});

	it("says that a real module has no such peer", async () => {
		const { code, stdout, stderr } = await run(["replay", rig.path("run.txt"), "--serial", rig.device]);
		equal(code, 3, stderr);
		equal(stdout, "");
		ok(stderr.endsWith("has a peer of sockets, which only the simulated module has again\n"), stderr);
	});
});
