import { readFileSync } from "node:fs";
import { meaning, meanings } from "../../../modules/meanings.js";
import { errorsPage, pagePath, sources } from "../../../tools/errors/page.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

describe("the page of errors", () => {
	it("is as the meanings are: node dist/tools/errors/main.js writes it", () => {
		ok(readFileSync(pagePath, "utf8") === errorsPage(), "modules/ERRORS.md is not up to date");
	});

	it("says what to do about each source that errors have", () => {
		const known = new Set(meanings().map(({ source }) => source));
		deepEqual([...sources].sort(), [...known].sort());
	});

	it("gives each number the words that an error with it has", () => {
		// Rows without a number are for all numbers that have no row.
		for (const { source, command = "", code = 9999, text } of meanings()) {
			equal(meaning({ source, command, code }), text);
		}
	});
});
