import { writeFileSync } from "node:fs";
import { canBuild } from "../../../hosts/xs/compiler.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../hil/rig.js";
import { lastJSON, run } from "./cli.js";

describe("xs-quectel replay", () => {
	let rig: Rig;

	before(async function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
		// A rig run: connections, messages both ways, connections that the broker ends.
		rig = await Rig.start({ profile: "ec600s" });
		const args = ["--suite", "payload", "--suite", "mqtt-callbacks", "--record", rig.path("run.txt")];
		const { code, stderr } = await rig.hil(["--own-broker", "127.0.0.1:0", ...args]);
		equal(code, 0, stderr);
	});

	after(() => rig?.close());

	it("of a rig run against the simulated module has no difference", async () => {
		const { code, stdout, stderr } = await run(["replay", rig.path("run.txt")]);
		equal(code, 0, stdout + stderr);
		const told =
			/^no difference in \d{3,} lines and messages of the module\nnot compared: (\d+) identifiers of messages; .*\n$/;
		// Whatever comes with an identifier.
		const messages = rig.read("run.txt").match(/\+QMTRECV: \d,[1-9]/g)?.length;
		equal(Number(told.exec(stdout)?.[1]), messages, stdout);
	});

	it("against a module at a serial device tells the first difference", async () => {
		// A module that is fresh as the first one was, and of another make.
		const other = await Rig.start({ profile: "ec200s" });
		try {
			const ended = await run(["replay", rig.path("run.txt"), "--serial", other.device, "--json"]);
			equal(ended.code, 1, ended.stderr);
			const [first, ...more] = lastJSON(ended).differences as { expected: string; got: string }[];
			deepEqual(more, []);
			ok(first?.expected.includes("EC600S"), first?.expected);
			ok(first?.got.includes("EC200S"), first?.got);
		} finally {
			await other.close();
		}
	});

	it("finds a byte that was changed", async () => {
		const lines = rig.read("run.txt").split("\n");
		const at = lines.findIndex((line) => line.includes("+QMTCONN: "));
		lines[at] = lines[at]?.replace(/,0,0/, ",0,5") as string;
		writeFileSync(rig.path("changed.txt"), lines.join("\n"));
		const { code, stdout } = await run(["replay", rig.path("changed.txt"), "--patience", "30"]);
		equal(code, 1);
		ok(/^line (\d+)\n {2}expected .*\+QMTCONN: \d,0,5.*\n {2}got .*\+QMTCONN: \d,0,0.*\n/.test(stdout), stdout);
		equal(Number(/\d+/.exec(stdout)?.[0]), at + 1);
	});
});
