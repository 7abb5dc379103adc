import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tlsFile } from "../../../modules/network/tls-options.js";
import { CommandError } from "../../../tools/cli/command.js";
import { provision as command } from "../../../tools/cli/provision.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Authority, derOf, type Identity } from "../../support/authority.js";
import { type Ended, lastJSON, type Running, run, start } from "./cli.js";
import { startRelay } from "./pty-relay.js";

describe("xs-quectel provision", () => {
	let folder: string;
	let flash: string;
	let simulated: Running | undefined;
	let authority: Authority;
	let client: Identity;
	let port = 0;

	before(() => {
		authority = new Authority("Test Root");
		client = authority.issue("mast");
	});

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "provision-"));
		flash = join(folder, "flash");
		mkdirSync(flash);
		place("ca.pem", authority.certificate);
		place("ca.der", derOf(authority.certificate));
		place("cert.pem", client.certificate);
		place("key.pem", client.key);
	});

	afterEach(async () => {
		simulated?.child.kill("SIGKILL");
		await simulated?.ended;
		simulated = undefined;
		rmSync(folder, { recursive: true });
	});

	const place = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
	const path = (name: string) => join(folder, name);
	const simulate = async (...args: string[]) => {
		simulated = start(["simulate", "--latency", "none", "--no-pacing", "--files", flash, "--json", ...args]);
		({ port } = JSON.parse(await simulated.line('"port":')) as { port: number });
	};
	const provision = (...args: string[]): Promise<Ended> => run(["provision", "--tcp", `127.0.0.1:${port}`, ...args]);
	/** How it ends early, within this process. */
	const refusal = async (...args: string[]): Promise<CommandError> => {
		const error = await command.run(args).then(
			(exit) => new Error(`ended with ${exit}`),
			(it: Error) => it,
		);
		if (!(error instanceof CommandError)) throw error;
		return error;
	};
	const all = () => ["--ca", path("ca.pem"), "--cert", path("cert.pem"), "--key", path("key.pem")];
	const nameOf = (kind: "ca" | "crt" | "key", content: string) =>
		tlsFile("file", kind, Buffer.from(content)).name.slice(4);

	it("brings files over, under the names that an application gives them", async () => {
		await simulate();
		const names = [
			nameOf("ca", authority.certificate),
			nameOf("crt", client.certificate),
			nameOf("key", client.key),
		] as const;
		const ended = await provision(...all());
		equal(ended.code, 0, ended.stderr);
		deepEqual(ended.stdout.trimEnd().split("\n"), [
			`ca: "${names[0]}" brought over`,
			`clientCertificate: "${names[1]}" brought over`,
			`clientKey: "${names[2]}" brought over`,
		]);
		deepEqual(readdirSync(flash).sort(), [...names].sort());
		equal(readFileSync(join(flash, names[2]), "utf8"), client.key);
	});

	it("does nothing twice, and repairs what is broken", async () => {
		await simulate();
		writeFileSync(join(flash, "other"), "not ours");
		equal((await provision(...all(), "--name", "mast")).code, 0);
		equal(readFileSync(join(flash, "mast-cert.pem"), "utf8"), client.certificate);
		writeFileSync(join(flash, "mast-ca.pem"), authority.certificate.slice(0, 500));
		writeFileSync(join(flash, "mast-cert.pem"), `${client.certificate.slice(0, -1)}#`);
		const ended = await provision(...all(), "--name", "mast", "--json");
		deepEqual(lastJSON(ended).files, [
			{ option: "ca", name: "mast-ca.pem", isNew: true },
			{ option: "clientCertificate", name: "mast-cert.pem", isNew: true },
			{ option: "clientKey", name: "mast-key.pem", isNew: false },
		]);
		equal(readFileSync(join(flash, "mast-ca.pem"), "utf8"), authority.certificate);
		equal(readFileSync(join(flash, "mast-cert.pem"), "utf8"), client.certificate);
		equal(readFileSync(join(flash, "other"), "utf8"), "not ours");
	});

	it("puts DER into PEM, and several certificates into one file", async () => {
		await simulate();
		const ended = await provision("--ca", path("ca.der"), "--ca", path("ca.pem"), "--name", "both");
		equal(ended.code, 0, ended.stderr);
		equal(readFileSync(join(flash, "both-ca.pem"), "utf8"), `${authority.certificate}${authority.certificate}`);
	});

	it("shows nothing of a key", async () => {
		await simulate();
		const ended = await provision(...all(), "--trace", "--json", path("result.json"));
		const lines = client.key.split("\n").filter((line) => line.length > 20);
		const shown = ended.stdout + ended.stderr + readFileSync(path("result.json"), "utf8");
		ok(shown.includes("bytes of payload"));
		for (const line of lines) ok(!shown.includes(line.slice(4, 20)), shown);
		const again = await provision(...all(), "--trace");
		for (const line of lines) ok(!`${again.stdout}${again.stderr}`.includes(line.slice(4, 20)));
	});

	it("needs no SIM, and tells what the module refuses", async () => {
		await simulate("--fault", "pull-sim");
		equal((await provision("--ca", path("ca.pem"))).code, 0);
		writeFileSync(join(flash, "large"), Buffer.alloc(1 << 20));
		const ended = await provision("--ca", path("ca.pem"), "--name", "other");
		equal(ended.code, 1);
		ok(ended.stderr.includes('xs-quectel: ca "other-ca.pem": no room for the file in the module'), ended.stderr);
	});

	it("takes a device", async function () {
		await simulate();
		const relay = await startRelay("127.0.0.1", port).catch(() => undefined);
		if (relay === undefined) this.skip();
		try {
			const ended = await run(["provision", "--serial", relay.device, ...all(), "--name", "mast"]);
			equal(ended.code, 0, ended.stderr);
			equal(readFileSync(join(flash, "mast-key.pem"), "utf8"), client.key);
		} finally {
			await relay.close();
		}
	});

	it("says what is wrong before a byte goes out", async () => {
		const server = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		({ port } = server.address() as { port: number });
		place("nothing", "nothing");
		place("other.key", new Authority("Other").issue("other").key);
		const wrong: readonly (readonly [code: number, part: string, args: readonly string[]])[] = [
			[2, "nothing to bring over", []],
			[2, "belong together", ["--cert", path("cert.pem")]],
			[2, "belong together", ["--key", path("key.pem")]],
			[2, "not that of the certificate", ["--cert", path("cert.pem"), "--key", path("other.key")]],
			[2, "neither DER nor PEM", ["--ca", path("nothing")]],
			[2, "--name", ["--ca", path("ca.pem"), "--name", "a/b"]],
			[2, "--baud", ["--ca", path("ca.pem"), "--baud", "1"]],
			[2, "--serial DEVICE or --tcp", ["--ca", path("ca.pem"), "--serial", "x"]],
			[3, "missing.pem", ["--ca", path("missing.pem")]],
		];
		for (const [code, part, args] of wrong) {
			const { exit, message } = await refusal("--tcp", `127.0.0.1:${port}`, ...args);
			ok(exit === code && message.includes(part), `${args.join(" ")}: ${exit} ${message}`);
		}
		await new Promise((resolve) => server.close(resolve));
		equal((await refusal("--tcp", "nowhere", "--ca", path("ca.pem"))).exit, 2);
		equal((await refusal("--tcp", `127.0.0.1:${port}`, "--ca", path("ca.pem"))).exit, 3);
		equal((await refusal("--serial", path("no-device"), "--ca", path("ca.pem"))).exit, 3);
	});

	it("ends when interrupted", async () => {
		const server = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		const asked = new Promise((resolve) => server.once("connection", (socket) => socket.once("data", resolve)));
		const { port: silent } = server.address() as { port: number };
		const running = start(["provision", "--tcp", `127.0.0.1:${silent}`, "--ca", path("ca.pem")]);
		await asked;
		running.child.kill("SIGINT");
		equal((await running.ended).code, 130);
		server.close();
	});
});
