import { checkLayers, type Layer, layers } from "../../../tools/check/layers.js";
import { describeProblem } from "../../../tools/check/source.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** What the check says of one file that imports `specifiers`. */
function problemsOf(path: string, specifiers: readonly string[], table?: readonly Layer[]): string[] {
	const text = specifiers.map((specifier) => `import "${specifier}";`).join("\n");
	return checkLayers([{ path, text }], table).map(describeProblem);
}

describe("checkLayers", () => {
	const table: Layer[] = [
		{ name: "low", files: /^low\//, imports: ["low"] },
		{ name: "high", files: /^high\//, imports: ["low", "high"], bare: /^node:/ },
	];

	it("lets pass what the table allows", () => {
		deepEqual(problemsOf("high/a.ts", ["../low/b.js", "./c.js", "node:fs"], table), []);
		deepEqual(problemsOf("low/deep/a.ts", ["../b.js"], table), []);
	});

	it("finds an import against the table, with its line", () => {
		deepEqual(problemsOf("low/a.ts", ["./b.js", "../high/c.js"], table), [
			'low/a.ts:2: low may not import high ("../high/c.js")',
		]);
	});

	it("finds a bare name that is not allowed", () => {
		deepEqual(problemsOf("low/a.ts", ["node:fs"], table), ['low/a.ts:1: low may not import the bare name "node:fs"']);
		equal(problemsOf("high/a.ts", ["mocha"], table).length, 1);
	});

	it("finds files and targets that belong nowhere", () => {
		deepEqual(problemsOf("other/a.ts", [], table), ["other/a.ts: belongs to no layer"]);
		deepEqual(problemsOf("low/a.ts", ["../other/b.js"], table), ['low/a.ts:1: "../other/b.js" belongs to no layer']);
	});

	it("counts imports of types as well: what is only a type today is a call tomorrow", () => {
		const text = 'import type { A } from "../high/a.js";';
		equal(checkLayers([{ path: "low/a.ts", text }], table).length, 1);
	});
});

/** From, to, and whether design allows it. */
const rows: [path: string, specifier: string, isAllowed: boolean][] = [
	["modules/clock.ts", "./errors.js", false],
	["modules/uart/ring.ts", "../clock.js", true],
	["modules/uart/ring.ts", "../io.js", true],
	["modules/uart/ring.ts", "../at/scanner.js", false],
	["modules/at/scanner.ts", "../uart/ring.js", true],
	["modules/at/scanner.ts", "../modem/link.js", false],
	["modules/modem/link.ts", "../at/scanner.js", true],
	["modules/modem/link.ts", "../network/mqtt.js", false],
	["modules/network/mqtt.ts", "../modem/link.js", true],
	["modules/network/mqtt.ts", "../modem-provider.js", false],
	["modules/modem-provider.ts", "./network/mqtt.js", true],
	["modules/modem-provider.ts", "./delivery/outbox.js", false],
	["modules/delivery/outbox.ts", "../io.js", true],
	["modules/delivery/outbox.ts", "../errors.js", true],
	["modules/delivery/outbox.ts", "../network/mqtt.js", false],
	["modules/at/scanner.ts", "node:buffer", false],
	["modules/at/scanner.ts", "timer", false],
	["modules/network/mqtt.ts", "../../hosts/node/clock.js", false],
	["modules/network/mqtt.ts", "../../tools/sim/module.js", false],
	["hosts/esp32/provider.ts", "../../modules/modem-provider.js", true],
	["hosts/esp32/provider.ts", "embedded:io/serial", true],
	["hosts/esp32/provider.ts", "../../tools/sim/module.js", false],
	["hosts/applications/main-job.ts", "xs-quectel/network/mqtt", true],
	["hosts/applications/main-job.ts", "../../modules/network/mqtt.js", false],
	["tools/sim/module.ts", "../../modules/clock.js", true],
	["tools/sim/module.ts", "../../modules/io.js", true],
	["tools/sim/module.ts", "../../modules/errors.js", false],
	["tools/sim/module.ts", "../../modules/at/scanner.js", false],
	["tools/sim/module.ts", "node:net", false],
	["tools/sim/module.ts", "./node/network.js", false],
	["tools/sim/node/network.ts", "node:net", true],
	["tools/sim/node/network.ts", "../../../modules/at/scanner.js", false],
	["tools/sim/simulator.ts", "node:net", true],
	["tools/cli/main.ts", "../sim/simulator.js", true],
	["tools/cli/main.ts", "../../modules/meanings.js", true],
	["tools/cli/main.ts", "../../tests/support/suite.js", false],
	["tests/at/scanner.test.ts", "../../modules/at/scanner.js", true],
	["tests/at/scanner.test.ts", "../support/assert.js", true],
	["tests/at/scanner.test.ts", "../../tools/sim/module.js", false],
	["tests/at/scanner.test.ts", "node:fs", false],
	["tests/scenarios/a.node.test.ts", "../../tools/sim/module.js", true],
	["tests/scenarios/a.node.test.ts", "../../hosts/xs/engine.js", true],
	["tests/scenarios/a.node.test.ts", "aedes", true],
	["elsewhere/a.ts", "./b.js", false],
];

describe("the table of layers", () => {
	for (const [path, specifier, isAllowed] of rows) {
		it(`${isAllowed ? "lets" : "does not let"} ${path} import ${specifier}`, () => {
			equal(problemsOf(path, [specifier]).length === 0, isAllowed);
		});
	}

	it("names only layers that it has", () => {
		const names = layers.map(({ name }) => name);
		equal(new Set(names).size, names.length);
		for (const { name, imports } of layers) for (const it of imports) ok(names.includes(it), `${name} imports ${it}`);
	});
});
