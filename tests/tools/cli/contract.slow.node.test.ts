import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { type Ended, run, start } from "./cli.js";

/** What every command of the command line has in common; each is found by `xs-quectel --help`, so that a new one is tested too. */
describe("Every command of xs-quectel", () => {
	let folder: string;
	let names: string[];
	let helps: Map<string, Ended>;
	let busy: Server;
	let port = 0;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
		const { stdout } = await run(["--help"]);
		names = [...stdout.matchAll(/^ {2}(\w+) +\S/gm)].map((it) => it[1] as string);
		ok(names.length >= 7, stdout);
		helps = new Map(await Promise.all(names.map(async (name) => [name, await run([name, "--help"])] as const)));
		busy = createServer();
		busy.listen(0, "127.0.0.1");
		await once(busy, "listening");
		port = (busy.address() as AddressInfo).port;
	});

	after(() => {
		busy?.close();
		rmSync(folder, { recursive: true });
	});

	const path = (name: string) => join(folder, name);
	const token = { XS_QUECTEL_PEER_TOKEN: "no token to be guessed" };
	/** Runs something for each command, and tells which of them is wrong. */
	const each = async (check: (name: string) => Promise<void>) => {
		for (const name of names) {
			try {
				await check(name);
			} catch (error) {
				throw new Error(`${name}: ${(error as Error).message}`);
			}
		}
	};

	it("helps: usage, the options of all, and what its exit codes mean", async () => {
		await each(async (name) => {
			const { code, stdout, stderr } = helps.get(name) as Ended;
			equal(code, 0);
			equal(stderr, "");
			ok(stdout.startsWith(`usage: xs-quectel ${name} `), stdout);
			ok(/^ {2}--json[ [=]/m.test(stdout), "--json");
			ok(/^ {2}--version, --help$/m.test(stdout), "--version, --help");
			ok(/^exit: 0 .*\b2 usage\b.*\b3 /ms.test(stdout), "exit:");
			for (const line of stdout.split("\n")) ok(line.length <= 132, line);
		});
	});

	it("tells the version", async () => {
		const { version } = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"));
		await each(async (name) => {
			deepEqual(await run([name, "--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
		});
	});

	it("takes no secret as an argument", async () => {
		await each(async (name) => {
			const options = [...(helps.get(name)?.stdout ?? "").matchAll(/--([a-z][a-z-]*)/g)].map((it) => it[1] as string);
			ok(options.length > 0);
			deepEqual(
				options.filter((it) => /pass|pin$|secret|token|user/.test(it)),
				[],
			);
		});
	});

	it("ends with 2 and one line on standard error at an option that there is not, and at a bad value", async () => {
		await each(async (name) => {
			const { code, stdout, stderr } = await run([name, "--bogus"]);
			equal(code, 2);
			equal(stdout, "");
			ok(/^xs-quectel: [^\n]+\n$/.test(stderr), stderr);
		});
		const wrong: Readonly<Record<string, readonly string[]>> = {
			demo: ["--baud", "x"],
			simulate: ["--baud", "x"],
			decode: ["-", "--format", "x"],
			replay: ["file", "--patience", "0"],
			monitor: ["--serial", "/dev/null", "--baud", "x"],
			hil: ["--serial", "/dev/null", "--baud", "x"],
			peer: ["--port", "x"],
			provision: ["--serial", "/dev/null", "--baud", "x"],
		};
		await each(async (name) => {
			const args = wrong[name];
			ok(args !== undefined, "this test knows no bad value for it");
			const { code, stdout, stderr } = await run([name, ...args]);
			equal(code, 2, stderr);
			equal(stdout, "");
			ok(/^xs-quectel: --[^\n]+\n$/.test(stderr), stderr);
		});
	});

	it("ends with 3 and one line when what it needs is not there, and tells nothing as a result", async () => {
		writeFileSync(path("ca.pem"), "");
		writeFileSync(path("empty.txt"), "> 0 AT\\r\n");
		const none = path("none");
		const lacking: Readonly<Record<string, readonly string[]>> = {
			demo: ["--serial", none, "--broker", "mqtt://127.0.0.1:1"],
			simulate: ["--tcp", String(port)],
			decode: [none],
			replay: [path("empty.txt"), "--serial", none],
			monitor: ["--serial", none],
			hil: ["--serial", none],
			peer: ["--port", String(port)],
			provision: ["--serial", none, "--ca", none],
		};
		await each(async (name) => {
			const args = lacking[name];
			ok(args !== undefined, "this test knows nothing that it needs");
			const { code, stdout, stderr } = await run([name, ...args], token);
			equal(code, 3, stderr);
			equal(stdout, "");
			ok(/^(?:xs-quectel: [^\n]+\n)$/.test(stderr), stderr);
		});
	});

	it("has a result for programs, on standard output or in a file, and colours neither", async () => {
		const file = path("result.json");
		writeFileSync(path("log.bin"), "\r\nOK\r\n");
		const listed = await run(["hil", "--list", "--json", file], { FORCE_COLOR: "1" });
		equal(listed.code, 0);
		ok(Array.isArray(JSON.parse(readFileSync(file, "utf8"))));
		const decoded = await run(["decode", path("log.bin"), `--json=${file}`]);
		deepEqual(decoded, { code: 0, stdout: "", stderr: "" });
		equal(readFileSync(file, "utf8"), '{"offset":0,"length":6,"kind":"final","text":"OK"}\n');
		const bad = await run(["decode", path("log.bin"), `--json=${folder}`]);
		equal(bad.code, 3, bad.stderr);
		for (const it of [listed, decoded]) ok(!(it.stdout + it.stderr).includes("\x1b"));
	});

	it("tells that it is at work when something takes longer than two seconds", async () => {
		const silent = createServer();
		silent.listen(0, "127.0.0.1");
		await once(silent, "listening");
		const target = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
		writeFileSync(path("ca.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
		writeFileSync(path("session.txt"), "> 0 AT\\r\n< 1 \\r\\nOK\\r\n");
		try {
			for (const [args, progress] of [
				[["replay", path("session.txt"), "--tcp", target], "0 of 1 steps"],
				[["hil", "--tcp", target, "--suite", "modem"], "looking for the module"],
				[["provision", "--tcp", target, "--ca", path("ca.pem")], "waiting for the module to answer"],
			] as const) {
				const running = start(args);
				await running.line(progress);
				running.child.kill("SIGINT");
				equal((await running.ended).code, 130, args[0]);
			}
		} finally {
			silent.close();
		}
	});

	describe("that listens", () => {
		/** Local addresses of the listening sockets of a process, as /proc tells them: hexadecimal, least byte first. */
		function listening({ pid }: ChildProcess): string[] {
			const inodes = new Set<string>();
			for (const fd of readdirSync(`/proc/${pid}/fd`)) {
				try {
					const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
					if (inode !== undefined) inodes.add(inode);
				} catch {
					// It was closed meanwhile.
				}
			}
			const tables = ["tcp", "tcp6"].map((name) => readFileSync(`/proc/${pid}/net/${name}`, "utf8"));
			return tables
				.flatMap((table) => table.split("\n").slice(1))
				.map((line) => line.trim().split(/\s+/))
				.filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode as string))
				.map(([, local]) => (local as string).split(":")[0] as string);
		}

		before(function () {
			if (process.platform !== "linux") this.skip();
		});

		const loopback = "0100007F";
		const cases: readonly (readonly [args: readonly string[], ready: string, count: number])[] = [
			[["simulate", "--count", "2"], "2 modules ready", 4],
			[["demo", "--engine", "node", "--forever"], "ready", 2],
			[
				["hil", "--own-broker", "127.0.0.1:0", "--own-peer", "127.0.0.1:0", "--suite", "modem", "--tcp"],
				"looking for the module",
				3,
			],
			[["peer", "--port", "0"], "for modules", 3],
		];
		for (const [args, ready, least] of cases) {
			it(`does so on 127.0.0.1 alone: ${args[0]}`, async () => {
				const silent = spawn(process.execPath, [
					"-e",
					'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))',
				]);
				const [place] = (await once(silent.stdout, "data")) as [Buffer];
				const all = args.at(-1) === "--tcp" ? [...args, `127.0.0.1:${String(place).trim()}`] : args;
				const running = start(all, token);
				try {
					await running.line(ready);
					const places = listening(running.child);
					ok(places.length >= least, `${places}`);
					deepEqual([...new Set(places)], [loopback]);
				} finally {
					running.child.kill("SIGKILL");
					silent.kill();
					await running.ended;
				}
			});
		}
	});
});
