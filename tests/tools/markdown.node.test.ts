import { cell, markdownTable, sectionOf, withSection } from "../../tools/markdown.js";
import { equal, throws } from "../support/assert.js";

describe("pages that tools write", () => {
	it("have tables whose columns stand below each other", () => {
		equal(markdownTable(["a", "long"], [["wide", "b"]]), "| a    | long |\n| ---- | ---- |\n| wide | b    |");
	});

	it("have cells that do not end the table", () => equal(cell("a|b\\<c"), "a\\|b\\\\&lt;c"));

	it("have sections between marks, whose text alone is written anew", () => {
		const page = "one\n<!-- begin x -->\nold\n<!-- end x -->\ntwo\n";
		equal(sectionOf(page, "x"), "old");
		const anew = withSection(page, "x", "new\n");
		equal(anew, "one\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\ntwo\n");
		equal(sectionOf(anew, "x"), "new");
		throws(() => withSection(page, "y", ""), Error);
	});
});
