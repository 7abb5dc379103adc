import { celsius, TelemetryJudge } from "../../../../../tools/cli/demo/applications/telemetry.js";
import { deepEqual, equal, ok } from "../../../../support/assert.js";
import { needsEngine } from "../../../../support/xs-engine.js";
import { lastJSON, run } from "../../cli.js";

const message = (boot: number, n: number, value = celsius(n)) => ({
	topic: "demo/telemetry",
	payload: Buffer.from(JSON.stringify({ boot, n, celsius: value })),
});

describe("The judge of the telemetry", () => {
	it("is content when all that was kept has arrived, doubles included", () => {
		const judge = new TelemetryJudge();
		judge.hear("measured", ["1/0"]);
		judge.hear("kept", ["1/0"]);
		judge.take(message(1, 0));
		judge.take(message(1, 0));
		judge.hear("published", ["1/0"]);
		judge.hear("measured", ["1/1"]);
		judge.hear("published", ["before"]);
		deepEqual(judge.verdict(), {
			problems: [],
			figures: { measured: 2, kept: 1, arrived: 1, doubles: 1, lost: 0 },
		});
	});

	for (const what of ["kept", "published"]) {
		it(`tells what was ${what} and has not arrived`, () => {
			const judge = new TelemetryJudge();
			judge.hear("measured", ["1/7"]);
			judge.hear(what, ["1/7"]);
			deepEqual(judge.missing, ["1/7"]);
			const { problems, figures } = judge.verdict();
			deepEqual(problems, ["measurement 1/7 was kept, and has not arrived"]);
			equal(figures.lost, 1);
		});
	}

	it("tells measurements that end as anything but published", () => {
		for (const what of ["failed", "unknown", "refused"]) {
			const judge = new TelemetryJudge();
			judge.hear(what, ["1/7", "dropped"]);
			deepEqual(judge.verdict().problems, [`measurement 1/7 ${what}: dropped`]);
		}
	});

	it("tells what is no measurement, was never made, or has another value", () => {
		const judge = new TelemetryJudge();
		judge.hear("measured", ["1/7"]);
		judge.take(message(1, 8));
		judge.take(message(1, 7, 0.5));
		judge.take({ ...message(1, 7), topic: "demo/other" });
		judge.take({ topic: "demo/telemetry", payload: Buffer.from("{") });
		equal(judge.verdict().problems.length, 4);
		equal(judge.arrived.size, 0);
	});
});

describe("xs-quectel demo --application telemetry", () => {
	before(needsEngine());

	it("loses nothing that was kept, on XS, through power cut, dead broker and a host that starts anew", async () => {
		const ended = await run(["demo", "--application", "telemetry", "--latency", "none", "--engine", "xs", "--json"]);
		equal(ended.code, 0, ended.stderr);
		const { application, engine, kept, arrived, lost, problems } = lastJSON(ended);
		deepEqual([application, engine, lost, problems], ["telemetry", "xs", 0, []]);
		ok((kept as number) >= 24 && (arrived as number) >= (kept as number), ended.stderr);
		for (const fault of ["the module loses its supply", "the broker cannot be reached", "the host loses its supply"]) {
			ok(ended.stderr.includes(fault), ended.stderr);
		}
		ok(/ kept +2\/11/.test(ended.stderr), ended.stderr);
	});
});
