import { MESSAGES, play, record } from "../../../tools/bench/counted-run.js";
import { shares } from "../../../tools/bench/profile.js";
import { measureYardstick } from "../../../tools/bench/yardstick.js";
import { deepEqual, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";

describe("The bench on an emulated Cortex-M4", () => {
	before(needsEngine({}, { processor: "cortex-m4", variant: "release" }));

	it("counts the same instructions and bytes in two runs, to the last one", async () => {
		const recorded = await record();
		const { stackPeak } = recorded;
		ok(stackPeak > 100, `${stackPeak} slots`);
		const once = await play(recorded);
		for (const it of ["boot", "published", "received"] as const) ok(once[it] > 10_000, `${it}: ${once[it]}`);
		deepEqual(await play(recorded), once);
	});

	it("says where they go: its profile adds up to what was counted", async () => {
		const recorded = await record();
		const { published, received } = await play(recorded);
		const { report } = await play(recorded, "profile");
		for (const [section, counted, dearest] of [
			[1, published, "network/mqtt-publisher"],
			[2, received, "at/scanner next"],
		] as const) {
			const all = shares(report, section, MESSAGES);
			const sum = all.reduce((total, { instructions }) => total + instructions, 0);
			ok(Math.abs(sum / counted - 1) < 0.1, `${sum} of ${counted}`);
			ok(
				all.slice(0, 25).some(({ name }) => name.startsWith(dearest)),
				`${dearest} is not among the first`,
			);
		}
	});

	it("reads lines in plain C as it should: by their ends, and their first numbers", () => {
		const text = '\r\n+CSQ: 29,99\r\n\r\nOK\r\n+QMTRECV: 1,2,"a",3\r\n';
		const { lines, sum, instructions } = measureYardstick(text);
		deepEqual([lines, sum], [3, 29 + 99 + 1 + 2]);
		ok(instructions > 10 * text.length, `${instructions}`);
		deepEqual(measureYardstick(text).instructions, instructions);
	});
});
