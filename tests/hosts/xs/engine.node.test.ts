import { start } from "../../../hosts/xs/engine.js";
import { heap } from "../../../hosts/xs/report.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine, runScript } from "../../support/xs-engine.js";

describe("A script on the XS engine", () => {
	before(needsEngine());

	it("gets its arguments and the environment, but nothing that was set for another engine", async () => {
		process.env.XS_SLOTS = "300";
		try {
			const { lines, report } = await runScript(
				`import {argument, environment} from "host";
				trace([argument(0), argument(1), argument(2), argument(-1), environment("FOO"), environment("XS_NOWHERE")].map(String).join("|"));`,
				{ arguments: ["one", "two words"], env: { FOO: "bar" } },
			);
			deepEqual(lines, ["one|two words|undefined|undefined|bar|undefined"]);
			equal(report?.slotLimit, 4927);
		} finally {
			delete process.env.XS_SLOTS;
		}
	});

	it("is told line by line, in whole lines, and what is left at the end", async () => {
		const told: string[] = [];
		const { lines } = await runScript(`trace("a", 1, "\\nb\\n\\n"); trace("ä€"); trace("…\\n"); trace("rest");`, {
			onLine: (line) => told.push(line),
		});
		deepEqual(lines, ["a1", "b", "", "ä€…", "rest"]);
		deepEqual(told, lines);
	});

	it("is remembered by its last lines only, where that was asked for", async () => {
		let count = 0;
		const { lines } = await runScript("for (let n = 0; n < 1000; n++) trace(n, '\\n');", {
			keptLines: 10,
			onLine: () => count++,
		});
		equal(count, 1000);
		equal(lines.at(-1), "999");
		ok(lines.length >= 10 && lines.length <= 20, `${lines.length}`);
	});

	it("has the heap of an ESP32 unless it is given another", async () => {
		const { report } = await runScript("");
		ok(report !== undefined);
		equal(report.slotLimit, 4927);
		ok(report.chunkLimit > 78_000 && report.chunkLimit <= 78_848, `${report.chunkLimit}`);
		const { peakBytes, limitBytes } = heap(report);
		equal(limitBytes, report.slotLimit * report.slotBytes + report.chunkLimit);
		ok(peakBytes > 0 && peakBytes < limitBytes / 4, `${peakBytes}`);
	});

	it("cannot run on a program that is not there", async () => {
		const { exit } = start({ path: "/nonexistent/xs", variant: "release", bits: 32 }, []);
		const { code, message } = await exit;
		equal(code, 127);
		ok(message.includes("/nonexistent/xs cannot be started"), message);
	});
});
