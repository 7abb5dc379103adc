import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { coveragePage, findGaps } from "../../../tools/note/page.js";
import { elsewhere, type Table, tables } from "../../../tools/note/rows.js";
import { otherShowings, pagePath, readGolden } from "../../../tools/note/showings.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const root = new URL("../../../../", import.meta.url);

describe("what of the note the simulator does", () => {
	const exchanges = readGolden();
	const showings = [...exchanges, ...otherShowings()];

	it("is all of it: every row is shown, and nothing shows a row that is not there", () =>
		deepEqual(findGaps(tables, showings), []));

	it("stands on its page as it is: node dist/tools/note/main.js writes it", () => {
		const page = coveragePage(tables, showings, exchanges.length);
		ok(readFileSync(pagePath, "utf8") === page, "tools/sim/COVERAGE.md is not up to date");
		equal(/\| *\|/.test(page), false, "no cell is empty");
	});

	it("names tests that are there", () => {
		for (const file of Object.values(elsewhere)) ok(existsSync(fileURLToPath(new URL(file, root))), file);
	});
});

describe("the check of the coverage", () => {
	const table: Table = {
		title: "T",
		rows: [
			{ name: "a", section: "1", meaning: "first" },
			{ name: "b", section: "1", meaning: "second" },
		],
	};

	it("finds rows that nothing shows, names that are no rows, and rows that are there twice", () => {
		const showings = [{ title: "one", file: "f", covers: ["a", "c"] }];
		deepEqual(findGaps([table], showings), ['nothing shows "b"', 'f, "one": no row "c"']);
		deepEqual(findGaps([table, { title: "U", rows: table.rows.slice(0, 1) }], []), [
			'"a" is there twice',
			'nothing shows "a"',
			'nothing shows "b"',
			'nothing shows "a"',
		]);
	});

	it("writes a row with all that shows it", () => {
		const showings = [
			{ title: "x|y", file: "f", covers: ["a"] },
			{ title: "", file: "g", covers: ["a"] },
		];
		ok(coveragePage([table], showings, 1).includes("| a   | 1    | first        | x\\|y (`f`)<br>`g` |\n"));
	});
});
