import { readFileSync } from "node:fs";
import { optionProblems, optionRows, optionsPage } from "../../../tools/options/page.js";
import { pagePath, sourcePath } from "../../../tools/options/places.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

describe("The page of a modem's options", () => {
	const source = readFileSync(sourcePath, "utf8");
	const rows = optionRows(source, "ModemOptions");

	it("is written anew: node dist/tools/options/main.js", () => {
		equal(readFileSync(pagePath, "utf8"), optionsPage(rows));
	});

	it("has every key of the type, and says the ranges that are checked", () => {
		deepEqual(optionProblems(rows), []);
		const keys = [...source.slice(source.indexOf("export interface ModemOptions")).matchAll(/^\t(\w+)\??[:(]/gm)];
		const body = source.slice(0, source.indexOf("\n}\n", source.indexOf("export interface ModemOptions")));
		const count = keys.filter((it) => (it.index as number) < body.length - source.indexOf("export interface")).length;
		equal(rows.length, count);
		ok(rows.some(({ key, isRequired }) => key === "serial" && isRequired));
		ok(rows.some(({ key, isRequired }) => key === "apn" && !isRequired));
	});

	it("does not hide what is missing", () => {
		throws(() => optionRows("export interface It {\n\tapn?: string;\n}\n", "It"), Error, "apn");
		throws(() => optionRows("", "It"), Error, "It");
		const wrong = rows.map((row) => (row.key === "records" ? { ...row, text: "5 to 64; default 12" } : row));
		deepEqual(optionProblems(wrong), ['records: the text does not say "6 to 64"']);
		equal(optionProblems(rows.filter(({ key }) => key !== "sleep")).length, 1);
	});
});
