import { checkPortability, isPortableTest } from "../../../tools/check/portability.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("isPortableTest", () => {
	it("goes by the name", () => {
		equal(isPortableTest("tests/at/scanner.test.ts"), true);
		equal(isPortableTest("dist/tests/at/scanner.test.js"), true);
		equal(isPortableTest("tests/at/scanner.node.test.ts"), false);
		equal(isPortableTest("tests/at/scanner.slow.node.test.ts"), false);
		equal(isPortableTest("tests/support/assert.ts"), false);
	});
});

describe("checkPortability", () => {
	const support = { path: "tests/support/rig.ts", text: 'import { readFileSync } from "node:fs";' };

	it("follows imports through the support files, round trips included", () => {
		const test = { path: "tests/a.test.ts", text: 'import "./support/middle.js"; import "../modules/b.js";' };
		const middle = { path: "tests/support/middle.ts", text: 'import "./rig.js"; import "./middle.js";' };
		deepEqual(checkPortability([test, middle, support]), [
			{ path: support.path, line: 1, message: 'portable tests/a.test.ts reaches "node:fs"' },
		]);
	});

	it("lets Node's tests use what they like, and portable ones take types", () => {
		const node = { path: "tests/a.node.test.ts", text: 'import "./support/rig.js"; import "aedes";' };
		const portable = { path: "tests/b.test.ts", text: 'import type { Network } from "../tools/sim/network.js";' };
		deepEqual(checkPortability([node, portable, support]), []);
	});

	it("finds a way out of modules and support", () => {
		const test = { path: "tests/a.test.ts", text: 'import "../tools/sim/module.js";' };
		equal(checkPortability([test]).length, 1);
	});

	it("finds a body that takes done", () => {
		for (const body of ["(done) => done()", "function (done) { done(); }", "done => done()"]) {
			const test = { path: "tests/a.test.ts", text: `it("a", ${body});` };
			equal(checkPortability([test])[0]?.message, "takes done, which no test on XS is given", body);
		}
	});
});
