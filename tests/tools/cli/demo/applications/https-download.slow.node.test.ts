import { X509Certificate } from "node:crypto";
import { makeTrust } from "../../../../../tools/cli/demo/applications/certificates.js";
import { checksumOf, download, file, verdictOf } from "../../../../../tools/cli/demo/applications/https-download.js";
import { Stage } from "../../../../../tools/cli/demo/applications/stage.js";
import type { Show } from "../../../../../tools/cli/demo/show.js";
import { deepEqual, equal, ok } from "../../../../support/assert.js";
import { needsEngine } from "../../../../support/xs-engine.js";
import { lastJSON, run } from "../../cli.js";

const HOST = "files.example";

describe("A trust made for one run", () => {
	it("is an authority that answers for the host's certificate, and for itself", () => {
		const { ca, server } = makeTrust(HOST);
		const authority = new X509Certificate(ca);
		const own = new X509Certificate(server.certificate);
		ok(authority.ca && authority.verify(authority.publicKey));
		ok(!own.ca && own.verify(authority.publicKey) && own.checkIssued(authority));
		equal(own.checkHost(HOST), HOST);
		equal(own.checkHost("other.example"), undefined);
		ok(!own.verify(new X509Certificate(makeTrust(HOST).ca).publicKey));
	});
});

describe("The judge of the download", () => {
	const ranges = ["bytes=0-8191"];

	it("has the checksum that everybody knows", () => {
		equal(checksumOf(Buffer.from("123456789")), "crc32-cbf43926");
	});

	it("is content with the right checksum through a broken connection, and with nothing else", () => {
		const ending = ["downloaded", `${file.length}`, checksumOf(file)];
		deepEqual(verdictOf({ ending, ranges, connections: 2 }).problems, []);
		equal(verdictOf({ ending, ranges, connections: 1 }).problems.length, 1);
		for (const other of [
			["damaged", ...ending.slice(1)],
			["downloaded", "1", "crc32-00000000"],
			["failed", "status 404"],
		]) {
			equal(verdictOf({ ending: other, ranges, connections: 2 }).problems.length, 1);
		}
	});
});

describe("xs-quectel demo --application https-download", () => {
	before(needsEngine());

	it("fetches the file on XS, through a broken connection", async () => {
		const args = ["--application", "https-download", "--latency", "none", "--engine", "xs", "--json"];
		const ended = await run(["demo", ...args]);
		equal(ended.code, 0, ended.stderr);
		const { pieces, connections, checksum, problems } = lastJSON(ended);
		deepEqual([pieces, connections, checksum, problems], [6, 2, checksumOf(file), []]);
		ok(/ broken-off +\d{5} /.test(ended.stderr), ended.stderr);
	});

	/** Plays it with something wrong. @returns the problems */
	async function problemsOf(play: (stage: Stage) => ReturnType<typeof download>): Promise<readonly string[]> {
		const show = { note() {}, warn() {}, entry() {} } as unknown as Show;
		const stage = new Stage({ engine: "xs", latency: "none", seed: 1 }, show);
		try {
			return (await play(stage)).problems;
		} finally {
			await stage.close();
		}
	}

	it("notices a byte that is another one", async () => {
		const trust = makeTrust(HOST);
		const damaged = Buffer.from(file);
		damaged[20_000] = (damaged[20_000] as number) ^ 1;
		const [problem] = await problemsOf((stage) => download(stage, trust, trust.ca, damaged));
		ok(problem?.startsWith(`told damaged ${file.length} ${checksumOf(damaged)}, `), problem);
	});

	it("fetches nothing from a server that another authority answers for", async () => {
		const problems = await problemsOf((stage) => download(stage, makeTrust(HOST), makeTrust(HOST).ca, file));
		ok(problems[0]?.startsWith("told failed "), problems.join());
	});
});
