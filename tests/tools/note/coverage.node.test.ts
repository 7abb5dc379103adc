import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readCommands, shownForms } from "../../../tools/note/forms.js";
import { coveragePage, findGaps, type Matter } from "../../../tools/note/page.js";
import { elsewhere } from "../../../tools/note/rows.js";
import { pagePath, readMatter } from "../../../tools/note/showings.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const root = new URL("../../../../", import.meta.url);

describe("what of the note the simulator does", () => {
	const matter = readMatter();

	it("is all of it: every row and form is shown, and nothing is shown that does not stand there", () =>
		deepEqual(findGaps(matter), []));

	it("stands on its page as it is: node dist/tools/note/main.js writes it", () => {
		const page = coveragePage(matter);
		ok(readFileSync(pagePath, "utf8") === page, "tools/sim/COVERAGE.md is not up to date");
		equal(/\| *\|/.test(page), false, "no cell is empty");
	});

	it("names tests that are there", () => {
		for (const file of Object.values(elsewhere)) ok(existsSync(fileURLToPath(new URL(file, root))), file);
	});
});

describe("the check of the coverage", () => {
	const row = (name: string) => ({ name, section: "1", meaning: `says ${name}` });
	const matter: Matter = {
		tables: [{ title: "T", rows: [row("a"), row("b")] }],
		commands: { "+X": ["read", "write"], E: ["execute"] },
		showings: [
			{ title: "x|y", file: "f", covers: ["a"], typed: [{ name: "+X", form: "read" }] },
			{ title: "", file: "g", covers: ["a", "b"], typed: [] },
			{
				title: "z",
				file: "f",
				covers: [],
				typed: [
					{ name: "E", form: "execute" },
					{ name: "+X", form: "write" },
				],
			},
		],
	};

	it("is content when everything is shown", () => deepEqual(findGaps(matter), []));

	it("finds rows that nothing shows, names that are no rows, and rows that are there twice", () => {
		const showings = [{ title: "one", file: "f", covers: ["a", "c"], typed: [] }];
		deepEqual(findGaps({ ...matter, commands: {}, showings }), ['nothing shows "b"', 'f, "one": no row "c"']);
		const tables = [...matter.tables, { title: "U", rows: [row("a")] }];
		deepEqual(findGaps({ ...matter, tables }), ['"a" is there twice']);
	});

	it("finds forms that nothing shows, and forms that are not there", () => {
		const showings = [
			...matter.showings.slice(1),
			{ title: "one", file: "f", covers: [], typed: readCommands("AT+X=?") },
		];
		deepEqual(findGaps({ ...matter, showings }), ["nothing shows AT+X read", 'f, "one": no form AT+X test']);
	});

	it("writes rows and forms with what shows them", () => {
		const page = coveragePage(matter);
		ok(page.includes("| a   | 1    | says a       | x\\|y (`f`)<br>`g` |\n"));
		ok(page.includes("| AT+X    | no such form | `f`          | `f`          | no such form |\n"));
	});
});

describe("the commands of a line", () => {
	const rows: readonly (readonly [string, string])[] = [
		["AT", ""],
		["AT+X=?", "+X test"],
		["at+x?", "+X read"],
		['AT+X="a;b",1;+Y', "+X write, +Y execute"],
		["AT+X = 1", "+X write"],
		["ATE0&W", "E execute, &W execute"],
		["ATS3?", "S read"],
		["ATS3=13", "S write"],
		["ATI", "I execute"],
	];
	for (const [line, expected] of rows) {
		it(line, () =>
			equal(
				readCommands(line)
					.map(({ name, form }) => `${name} ${form}`)
					.join(", "),
				expected,
			),
		);
	}

	it("count where they are typed and not refused; data behind a prompt does not", () => {
		const [exchange] = readExchanges(
			[
				"> 0 AT+A\\r",
				"< 0 \\r\\nOK\\r\\n",
				"> 0 AT+B\\r",
				"< 0 \\r\\nERROR\\r\\n",
				"> 0 AT+C=",
				"> 0 1\\r",
				"< 0 \\r\\n>\\x20",
				"> 0 AT+D\\r",
				"< 0 \\r\\nOK\\r\\n",
			].join("\n"),
		);
		deepEqual(shownForms(exchange!), [
			{ name: "+A", form: "execute" },
			{ name: "+C", form: "write" },
		]);
	});
});
