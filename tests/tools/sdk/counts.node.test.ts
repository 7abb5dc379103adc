import { ownWarnings, readCounts } from "../../../tools/sdk/counts.js";
import { problemsOf } from "../../../tools/sdk/targets.js";
import { deepEqual, equal, throws } from "../../support/assert.js";

const linked = String.raw`#define mxAliasCount 3
#define mxHeapCount 120
#define mxKeysCount 45
/* 7 */	{ NULL, {.ID = XS_NO_ID}, .value = { .code = { (txByte*)"\x0c\x01\x9e", NULL } } },
/* 8 */	{ NULL, {.ID = XS_NO_ID}, .value = { .code = { (txByte*)(gxNoCode), NULL } } },
/* 9 */	{ NULL, {.ID = XS_NO_ID}, .value = { .code = { (txByte*)"\x44\x00", (txSlot*)&gxHeap[6] } } },
	{ NULL, NULL, 0, (txS1*)gxCode3, 200, NULL, 0, "main", { 17, 0, 0, 0 } },
	{ NULL, NULL, 0, NULL, 0, NULL, 0, "xs-quectel/text", { 17, 0, 0, 0 } },
`;

describe("readCounts", () => {
	it("adds the code of preloaded functions and of modules executed at each start", () => {
		deepEqual(readCounts("", linked), {
			...{ bytecode: 205, slots: 120, keys: 45, aliases: 3 },
			...{ atStart: ["main"], warnings: [] },
		});
	});

	it("collects what the linker warns of", () => {
		const log =
			"# xsl modules\n### warning: wifi: default() timer: no const\n### 2 instances\n### warning: main: x: not frozen\n";
		const { warnings } = readCounts(log, linked);
		deepEqual(warnings, ["wifi: default() timer: no const", "main: x: not frozen"]);
		deepEqual(ownWarnings(warnings), ["main: x: not frozen"]);
	});

	it("refuses a text that is not the linker's", () => {
		throws(() => readCounts("", "int main;"), Error);
	});
});

describe("problemsOf", () => {
	const counts = readCounts("", linked);

	it("finds nothing in a firmware of which all is in flash", () => {
		deepEqual(problemsOf(counts), []);
	});

	it("takes no offence at what the SDK warns of in its own modules", () => {
		deepEqual(problemsOf({ ...counts, warnings: ["wifi: default() state: no const"] }), []);
	});

	it("names a module of the package that is not in flash, and a warning about one", () => {
		const warnings = ["xs-quectel/at/scanner: default() x: not frozen"];
		const found = problemsOf({ ...counts, atStart: ["main", "xs-quectel/text"], warnings });
		equal(found.length, 2);
		equal(found[0], "the linker warns: xs-quectel/at/scanner: default() x: not frozen");
		equal(found[1], "xs-quectel/text is not preloaded: it lives in RAM");
	});
});
