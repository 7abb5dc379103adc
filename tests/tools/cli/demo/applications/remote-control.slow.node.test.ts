import { wishes, wrongWith } from "../../../../../tools/cli/demo/applications/remote-control.js";
import { deepEqual, equal, ok } from "../../../../support/assert.js";
import { needsEngine } from "../../../../support/xs-engine.js";
import { lastJSON, run } from "../../cli.js";

describe("The judge of the remote control", () => {
	const wish = { command: { do: "set", pin: "lamp", value: 1 }, answer: { pin: "lamp", value: 1 }, lamp: 1 } as const;

	it("is content with the answer and the level that belong to a command", () => {
		equal(wrongWith(wish, 3, '{"id":3,"pin":"lamp","value":1}', 1), undefined);
	});

	it("tells another answer, and an answer to another command", () => {
		ok(wrongWith(wish, 3, '{"id":3,"pin":"lamp","value":0}', 1)?.includes("answered"));
		ok(wrongWith(wish, 3, '{"id":4,"pin":"lamp","value":1}', 1)?.includes("answered"));
		ok(wrongWith(wish, 3, '{"id":3,"error":"no"}', 1)?.includes("answered"));
	});

	it("tells a lamp that did not follow", () => {
		equal(
			wrongWith(wish, 3, '{"id":3,"pin":"lamp","value":1}', 0),
			'{"do":"set","pin":"lamp","value":1}: answered, and the lamp is 0',
		);
	});
});

describe("xs-quectel demo --application remote-control", () => {
	before(needsEngine());

	for (const engine of ["xs", "node"]) {
		it(`switches, tells and refuses as commanded on ${engine}, also after a power cut`, async () => {
			const args = ["--application", "remote-control", "--latency", "none", "--engine", engine, "--json"];
			const ended = await run(["demo", ...args]);
			equal(ended.code, 0, ended.stderr);
			const { commands, answered, switched, problems, ...rest } = lastJSON(ended);
			deepEqual([rest.engine, commands, switched, problems], [engine, wishes.length, 3, []]);
			ok((answered as number) >= wishes.length);
			ok(ended.stderr.includes("the module loses its supply"), ended.stderr);
		});
	}

	it("takes its own options only, and says which applications there are", async () => {
		for (const [args, words] of [
			[["--application", "telemetry", "--messages", "3"], "Unknown option '--messages'"],
			[["--application", "nothing"], "--application: nothing is not one of telemetry, remote-control, "],
			[["--application", "telemetry", "--latency", "some"], "--latency: some is not real or none"],
			[["--application=telemetry", "--engine", "v8"], "--engine: v8 is not one of xs, cortex-m4, node"],
		] as const) {
			const { code, stdout, stderr } = await run(["demo", ...args]);
			deepEqual([code, stdout], [2, ""]);
			ok(stderr.includes(words), stderr);
		}
		const { stdout } = await run(["demo", "--help"]);
		ok(/^ {2}--application NAME[\s\S]*^ {2}telemetry {2,}\S[\s\S]*^ {2}remote-control {2,}\S/m.test(stdout), stdout);
	});
});
