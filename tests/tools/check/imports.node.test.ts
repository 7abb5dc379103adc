// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are programs
import { importsOf } from "../../../tools/check/imports.js";
import { deepEqual } from "../../support/assert.js";

describe("importsOf", () => {
	const text = [
		'import a, { b } from "./a.js";',
		'import type { C } from "./c.js";',
		'import { type D } from "./d.js";',
		"import {",
		"\te,",
		"} from './e.js';",
		'import "./f.js";',
		'export * from "./g.js";',
		'export type { H } from "./h.js";',
		'const i = await import("./i.js");',
		'let j: import("./j.js").J;',
		'// import "./no1.js";',
		"const s = 'import \"./no2.js\"';",
		'const t = `import "./no3.js"`;',
		'import.meta.url + from("./no4.js");',
		'export const from = ["./no5.js"];',
	].join("\n");

	it("finds each form, its line and whether only types are meant", () => {
		deepEqual(
			importsOf(text).map(({ specifier, line, isTypeOnly }) => `${line} ${specifier}${isTypeOnly ? " type" : ""}`),
			[
				"1 ./a.js",
				"2 ./c.js type",
				"3 ./d.js",
				"6 ./e.js",
				"7 ./f.js",
				"8 ./g.js",
				"9 ./h.js type",
				"10 ./i.js",
				"11 ./j.js",
			],
		);
	});

	it("finds imports whose name is computed, and references to types", () => {
		const other = ['/// <reference types="node" />', "const a = await import(name);", "const b = import(`./${c}.js`);"];
		deepEqual(
			importsOf(other.join("\n")).map(({ specifier, line }) => `${line} ${specifier}`),
			["1 node", "2 (computed)", "3 (computed)"],
		);
	});
});
