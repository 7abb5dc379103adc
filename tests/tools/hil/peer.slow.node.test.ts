import { canBuild } from "../../../hosts/xs/compiler.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { freePort } from "../../support/mosquitto.js";
import { lastJSON, type Running, start } from "../cli/cli.js";
import { Rig } from "./rig.js";

interface Told {
	suite: string;
	title: string;
	state: string;
	message?: string;
}

const TOKEN = "t0ken-of-the-peer-that-nobody-sees";

describe("xs-quectel hil --peer, with xs-quectel peer at another address", () => {
	/** Neither the rig's nor the module's. */
	const address = "127.0.0.2";
	let rig: Rig;
	let peer: Running;
	let place: string;

	before(async function () {
		// Elsewhere 127.0.0.1 is the only address of its kind.
		if (process.platform !== "linux" || (!canBuild(64) && !canBuild(32))) this.skip();
		rig = await Rig.start();
		peer = start(["peer", "--host", address, "--port", "0", "--json"], { XS_QUECTEL_PEER_TOKEN: TOKEN });
		const told = JSON.parse(await peer.line('"port"')) as { port: number };
		place = `${address}:${told.port}`;
	});

	after(async () => {
		peer?.child.kill("SIGKILL");
		await rig?.close();
	});

	const testsOf = (result: Record<string, unknown>) => result.tests as Told[];

	it("runs every suite of sockets, and the token is nowhere to be seen", async () => {
		const ended = await rig.hil(
			[
				...["--peer", place, "--module-address", `127.0.0.1:${await freePort()}`],
				...["tcp-transfer", "udp", "listener", "tls-constructor", "tls-alone"].flatMap((name) => ["--suite", name]),
				...[
					"--report",
					rig.path("run.html"),
					"--report",
					rig.path("run.xml"),
					"--record",
					rig.path("run.txt"),
					"--json",
				],
			],
			{ XS_QUECTEL_PEER_TOKEN: TOKEN },
		);
		equal(ended.code, 0, ended.stderr);
		const tests = testsOf(lastJSON(ended));
		deepEqual(
			tests.filter(({ state }) => state !== "passed"),
			[],
		);
		ok(tests.length >= 48, `${tests.length}`);
		// The module went to the peer, and to nobody else.
		const hosts = [...rig.read("run.txt").matchAll(/AT\+Q(?:IOPEN=\d+,\d+,"TCP"|SSLOPEN=\d+,\d+,\d+),"([^"]+)"/g)];
		deepEqual([...new Set(hosts.map(([, host]) => host))], [address]);
		const files = ["run.html", "run.xml", "run.txt"].map((name) => rig.read(name));
		for (const text of [ended.stdout, ended.stderr, ...files]) ok(!text.includes("t0ken"));
	});

	it("skips what needs the peer, and what needs an address that it reaches, with that reason", async () => {
		const reasonsOf = async (args: readonly string[]) => {
			const suites = ["tcp", "udp", "tls", "listener"].flatMap((name) => ["--suite", name]);
			const ended = await rig.hil([...args, ...suites, "--json"], { XS_QUECTEL_PEER_TOKEN: TOKEN });
			equal(ended.code, 0, ended.stderr);
			return testsOf(lastJSON(ended))
				.filter(({ state }) => state === "skipped")
				.map(({ suite, message }) => `${suite}: ${message}`);
		};
		const groups = ["tcp-constructor", "tcp-transfer", "tcp-close", "udp", "listener"];
		const secure = ["tls-constructor", "tls-transfer", "tls-close", "tls-alone"];
		deepEqual(
			await reasonsOf([]),
			[...groups, ...secure].map((name) => `${name}: needs a peer that the module reaches (--peer, --own-peer)`),
		);
		const listener = await rig.hil(["--peer", place, "--suite", "listener", "--json"], {
			XS_QUECTEL_PEER_TOKEN: TOKEN,
		});
		deepEqual(
			testsOf(lastJSON(listener)).map(({ message }) => message),
			["needs an address of the module that the peer reaches, which few mobile networks give (--module-address)"],
		);
	});

	it("is refused without the token, which neither side tells", async () => {
		const args = ["--peer", place, "--suite", "tcp"];
		const { code, stderr } = await rig.hil(args, { XS_QUECTEL_PEER_TOKEN: "a wr0ng one of some length" });
		equal(code, 3);
		ok(stderr.endsWith("it does not know the token (XS_QUECTEL_PEER_TOKEN)\n"), stderr);
		equal((await rig.hil(args)).code, 2);
		peer.child.kill("SIGTERM");
		const ended = await peer.ended;
		equal(ended.code, 0);
		ok(ended.stderr.includes("refused 127.0.0.1: it does not know the token"), ended.stderr);
		for (const text of [stderr, ended.stdout, ended.stderr]) ok(!/t0ken|wr0ng/.test(text));
	});
});
