import { buildEngine } from "../../../hosts/xs/build.js";
import type { LaunchOptions } from "../../../hosts/xs/engine.js";
import { heap } from "../../../hosts/xs/report.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine, runScript } from "../../support/xs-engine.js";

const open = `import {Instrument, measure, gc} from "instruments";
const before = new Int32Array(Instrument.count), after = new Int32Array(Instrument.count);
const sink = {it: undefined};
function cost(name, work) {
	measure(before); work(); measure(after);
	trace(name, " ", after[Instrument.cumulativeSlots] - before[Instrument.cumulativeSlots], "+",
		after[Instrument.cumulativeChunkBytes] - before[Instrument.cumulativeChunkBytes], "\\n");
}
`;

/** The figures of 32 bits as this engine tells them: with larger pointers chunks are larger, slots are as many. */
async function expect(actual: readonly string[], expected: readonly string[]): Promise<void> {
	const { bits } = await buildEngine();
	const comparable = (lines: readonly string[]) => (bits === 32 ? lines : lines.map((it) => it.replace(/\+\d+$/, "")));
	deepEqual(comparable(actual), comparable(expected));
}

async function traced(script: string, options: LaunchOptions = {}): Promise<string[]> {
	const { code, message, lines } = await runScript(open + script, options);
	equal(code, 0, message);
	return lines;
}

describe("XS instruments", () => {
	before(needsEngine());

	it("count each slot and each byte of a chunk that an operation allocates", async () => {
		const lines = await traced(`
			const view = new Uint8Array(64), other = new Uint8Array(32), options = {a: 1, b: 2};
			cost("nothing", () => {});
			cost("arithmetic", () => { let sum = 0; for (let n = 0; n < 1000; n++) sum += view[n & 63]; sink.it = sum; });
			cost("set", () => view.set(other, 8));
			cost("destructure", () => { const {a, b} = options; sink.it = a + b; });
			cost("{}", () => { sink.it = {}; });
			cost("{a, b}", () => { sink.it = {a: 1, b: 2}; });
			cost("[]", () => { sink.it = []; });
			cost("[1, 2, 3]", () => { sink.it = [1, 2, 3]; });
			cost("subarray", () => { sink.it = view.subarray(1, 8); });
			cost("new Uint8Array(8)", () => { sink.it = new Uint8Array(8); });
			cost("new Error", () => { sink.it = new Error("x"); });
		`);
		await expect(lines, [
			"nothing 0+0",
			"arithmetic 0+0",
			"set 0+0",
			"destructure 0+0",
			"{} 1+0",
			"{a, b} 3+0",
			"[] 2+0",
			"[1, 2, 3] 2+56",
			"subarray 4+0",
			"new Uint8Array(8) 7+16",
			"new Error 7+0",
		]);
	});

	for (const limits of [{}, "none"] as const) {
		it(`count on across collections, exactly, with ${limits === "none" ? "no limits" : "the ESP32's limits"}`, async () => {
			const lines = await traced(
				`
			cost("100000 objects", () => { for (let n = 0; n < 100000; n++) sink.it = {}; });
			trace(after[Instrument.collections] > 1, "\\n");
			cost("5000 buffers", () => { for (let n = 0; n < 5000; n++) sink.it = new Uint8Array(100); });
			cost("a collection", () => gc());
		`,
				{ limits },
			);
			await expect(lines, ["100000 objects 100000+0", "true", "5000 buffers 35000+540000", "a collection 0+0"]);
		});
	}

	it("tell what is in use, and the most that ever was", async () => {
		const lines = await traced(`
			gc(); measure(before);
			sink.it = []; for (let n = 0; n < 100; n++) sink.it.push({});
			gc(); measure(after);
			trace(after[Instrument.slots] - before[Instrument.slots], "\\n");
			sink.it = undefined; gc(); measure(after);
			trace(after[Instrument.slots] - before[Instrument.slots], "\\n");
			trace(after[Instrument.peakSlots] >= before[Instrument.slots] + 102, "\\n");
			trace(after[Instrument.slotLimit], " ", after[Instrument.chunkLimit] <= 78848, "\\n");
			const small = new Int32Array(2); measure(small); trace(small[1], "\\n");
			try { measure(after.subarray(1)); } catch (e) { trace(e.name, "\\n"); }
		`);
		deepEqual(lines, ["102", "0", "true", "4927 true", "4927", "RangeError"]);
	});

	it("never tell more in use than there is, though chunks grow into room they have", async () => {
		const { report } = await runScript(
			"for (let round = 0; round < 500; round++) { const list = []; for (let n = 0; n < 100; n++) list.push(n); }",
		);
		ok(report !== undefined && report.collections > 4, `${report?.collections} collections`);
		ok(report.peakChunkBytes > 0.9 * report.chunkLimit, `${report.peakChunkBytes}`);
		ok(report.peakChunkBytes <= report.chunkLimit, `${report.peakChunkBytes} of ${report.chunkLimit}`);
		const { peakBytes, limitBytes } = heap(report);
		ok(peakBytes <= limitBytes, `${peakBytes} of ${limitBytes}`);
	});

	it("report at the end, with the bytecode of each module", async () => {
		const { report } = await runScript(`import "small";\nimport "large";`, {
			modules: { small: "1;", large: `${"globalThis.it = 12345;".repeat(50)}` },
		});
		ok(report !== undefined);
		const size = (name: string) => report.modules.find((it) => it.name === name)?.codeBytes ?? 0;
		ok(size("small") > 0);
		ok(size("large") > 500, `${size("large")}`);
		ok(report.bytecodes > 100);
		ok(report.stackPeak > 0);
		equal(report.variant, "instrument");
	});
});

describe("XS preload", () => {
	before(needsEngine());

	it("is read-only: classes, prototypes, functions and what the engine gives", async () => {
		const lines = await traced(`
			import {Scanner} from "xs-quectel/at/scanner";
			import Timer from "timer"; import Serial from "embedded:io/serial";
			const attempt = (name, work) => { try { work(); trace(name, " changed\\n"); } catch (e) { trace(name, " ", e.name, "\\n"); } };
			attempt("prototype", () => { const [key] = Object.getOwnPropertyNames(Scanner.prototype); Scanner.prototype[key] = 1; });
			attempt("new in prototype", () => { Scanner.prototype.more = 1; });
			attempt("class", () => { Scanner.more = 1; });
			attempt("Timer", () => { Timer.set = 1; });
			attempt("Serial", () => { Serial.prototype.read = 1; });
			attempt("Array", () => { Array.prototype.push = 1; });
		`);
		deepEqual(
			lines,
			["prototype", "new in prototype", "class", "Timer", "Serial", "Array"].map((it) => `${it} TypeError`),
		);
	});

	it("costs RAM for its instances only, where a module of the application costs for its classes too", async () => {
		const slots = async (script: string, modules = {}) => {
			const { code, report, message } = await runScript(script, { modules });
			equal(code, 0, message);
			return report?.cumulativeSlots ?? Number.NaN;
		};
		const none = await slots("");
		const preloaded = await slots(`import "xs-quectel/at/scanner";\nimport "xs-quectel/at/scheduler";`);
		ok(preloaded - none < 50, `${preloaded - none} slots`);
		const methods = Array.from({ length: 20 }, (_, n) => `method${n}() {}`).join(" ");
		const own = await slots(`import "own";`, { own: `export class Own { ${methods} }` });
		ok(own - none > 60, `${own - none} slots`);
	});
});
