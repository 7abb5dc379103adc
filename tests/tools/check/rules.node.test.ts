// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are programs
import { checkConstants, checkGlobals, checkModuleState, checkPaths, checkTests } from "../../../tools/check/rules.js";
import type { Problem, Source } from "../../../tools/check/source.js";
import { deepEqual } from "../../support/assert.js";

type Check = (sources: readonly Source[]) => Problem[];

/** The lines of `text` that a check complains of. */
function linesOf(check: Check, text: string, path = "modules/a.ts"): number[] {
	return check([{ path, text }])
		.map(({ line }) => line)
		.sort((a, b) => a - b);
}

/** Declares one test per text: it is found, or it passes. */
function table(check: Check, bad: readonly string[], good: readonly string[], path?: string): void {
	for (const text of bad) it(`finds ${JSON.stringify(text)}`, () => deepEqual(linesOf(check, text, path), [1]));
	for (const text of good) it(`lets ${JSON.stringify(text)} pass`, () => deepEqual(linesOf(check, text, path), []));
}

describe("checkGlobals", () => {
	table(
		checkGlobals,
		[
			"console.log(1);",
			"const a = new TextDecoder();",
			"setTimeout(f, 1);",
			"x = Buffer.from(a);",
			"if (process.env.A) {}",
			"queueMicrotask(f);",
			"trace(1);",
			"`${performance.now()}`;",
		],
		[
			"// console.log",
			'"setTimeout"',
			"this.process();",
			"const Decoder = (globalThis as NativeDecoder).TextDecoder;",
			"interface A { TextDecoder?: new () => B; process: number }",
			"const aBuffer = 1;",
			"this.#process = 1;",
			"Buffers.get();",
		],
	);

	it("looks at what runs on XS, and at nothing else", () => {
		for (const path of ["tools/a.ts", "hosts/node/a.ts", "hosts/xs/a.ts", "hosts/applications/environment.d.ts"]) {
			deepEqual(linesOf(checkGlobals, "console.log(1)", path), [], path);
		}
		for (const path of [
			"modules/at/a.ts",
			"hosts/moddable/a.ts",
			"hosts/esp32/provider.ts",
			"hosts/applications/a.ts",
		]) {
			deepEqual(linesOf(checkGlobals, "console.log(1)", path), [1], path);
		}
	});

	it("lets hosts on the SDK and applications trace", () => {
		deepEqual(linesOf(checkGlobals, "trace(1)", "hosts/applications/a.ts"), []);
		deepEqual(linesOf(checkGlobals, "trace(1)", "hosts/moddable/a.ts"), []);
	});
});

describe("checkModuleState", () => {
	it("looks at hosts on the SDK as well, which are in flash too", () => {
		deepEqual(linesOf(checkModuleState, "let modem;", "hosts/moddable/a.ts"), [1]);
		deepEqual(linesOf(checkModuleState, "let modem;", "hosts/nrf52/provider.ts"), [1]);
		deepEqual(linesOf(checkModuleState, "let modem;", "hosts/node/a.ts"), []);
		deepEqual(linesOf(checkModuleState, "let modem;", "hosts/applications/a.ts"), []);
	});

	table(
		checkModuleState,
		[
			"let count = 0;",
			"export let count = 0;",
			"var a;",
			"const list = [];",
			"export const list: number[] = [1];",
			"const map = new Map();",
			"const set: Set<string> = new Set<string>();",
			"const bytes = new Uint8Array(3);",
			"const bytes = Uint8Array.of(3);",
			"const table = { a: 1 };",
			"\tstatic count = 0;",
			"\tstatic #last: A | undefined;",
			"const list = Object.freeze(new Map());",
			"const bytes = Object.freeze(new Uint8Array(2));",
			"const list = Array(3);",
			"const table = Object.assign({}, other);",
			"const table: {\n\ta: number;\n} = {\n\ta: 1,\n};",
			"const on: Record<string, () => void> = {};",
			"export default {};",
			"export default [];",
			"\tstatic readonly list = [];",
			"\tstatic readonly #map: Map<string, () => void> = new Map();",
		],
		[
			"const list = Object.freeze([1, 2]);",
			"export const table = Object.freeze({ a: 1 } as const);",
			"\tconst local = [];",
			"\tlet local = 0;",
			"const f = () => {};",
			"const limit = 300;",
			"const { a } = Object.freeze({ a: 1 });",
			"\tstatic readonly size = 3;",
			"\tstatic readonly names = Object.freeze([1]);",
			"const on: (a: number) => number[] = f;",
			"export default Object.freeze({});",
			"export default class A {}",
			"\tstatic store(length: number): Store {",
			"\tstatic async open() {",
			"\tstatic #make(a: A) {",
			"// let count = 0;",
		],
	);
});

describe("checkConstants", () => {
	table(
		checkConstants,
		["enum A { B }", "export const enum A { B }", "export namespace N {", "declare enum A {"],
		["// enum A { B }", 'const enumeration = "enum A {";', 'declare module "mc/config" {'],
	);
});

describe("checkPaths", () => {
	// Put together here, so that this file is not found itself.
	const home = (rest: string) => `/${"home"}/${rest}`;
	table(
		checkPaths,
		[`cd ${home("me")}/project`, `"/${"Users"}/me/x"`, `C:\\${"Users"}\\me`, `in /${"root"}/x`],
		["src/home/page", "https://example.com/home/page", "~/home/x", "./root/x", "/usr/bin/env", "$HOME/work/x"],
	);
});

describe("checkTests", () => {
	table(
		checkTests,
		[
			'it("a", () => {}); it.only("b", () => {});',
			'describe.only("a", () => it("b", () => {}));',
			'it.skip("a"); it("b", () => {});',
			'xit("a"); it("b", () => {});',
			'xdescribe("a", () => it("b", () => {}));',
		],
		['describe("a", () => it("b", () => {}));', 'it("b.only", () => exit(1));'],
		"tests/a.test.ts",
	);

	it("finds a file without tests", () => {
		deepEqual(linesOf(checkTests, 'describe("a", () => {}); // it("b")', "tests/a.test.ts"), [0]);
	});

	it("looks at tests only", () => deepEqual(linesOf(checkTests, "nothing", "tests/support/a.ts"), []));
});
