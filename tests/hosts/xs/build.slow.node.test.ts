import { deepEqual, equal } from "../../support/assert.js";
import { needsEngine, runScript } from "../../support/xs-engine.js";

const script = `import {Instrument, measure} from "instruments";
const figures = new Int32Array(Instrument.count), again = new Int32Array(Instrument.count);
const sink = {}; measure(figures); sink.it = {a: 1, b: [1, 2, 3]}; measure(again);
trace(again[Instrument.cumulativeSlots] - figures[Instrument.cumulativeSlots], "\\n");`;

describe("XS engine for 64 bits", () => {
	before(needsEngine({ bits: 64 }));

	it("takes the same number of slots, of twice the size", async () => {
		const { report, lines } = await runScript(script, { bits: 64 });
		deepEqual(lines, ["6"]);
		deepEqual([report?.bits, report?.slotBytes, report?.slotLimit], [64, 32, 4927]);
	});

	it("ends for the same reasons", async () => {
		const ends = async (text: string) => (await runScript(text, { bits: 64 })).meaning;
		equal(await ends("let it; for (;;) it = {it};"), "out of memory");
		equal(await ends("const f = (n) => 1 + f(n); f(0);"), "stack overflow");
		equal(await ends("throw 1;"), "unhandled exception");
	});
});

describe("XS engine for release", () => {
	before(needsEngine({ variant: "release" }));

	it("runs, without what the instruments cost", async () => {
		const { report, lines } = await runScript(script, { variant: "release" });
		deepEqual(lines, ["6"]);
		deepEqual([report?.variant, report?.bytecodes, report?.stackPeak], ["release", 0, 0]);
	});

	it("still knows the end of its stack", async () => {
		const { meaning } = await runScript("const f = (n) => 1 + f(n); f(0);", { variant: "release" });
		equal(meaning, "stack overflow");
	});
});
