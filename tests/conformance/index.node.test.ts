import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathsBelow, root } from "../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import * as conformance from "./index.js";

/** The suites that are there, each by its file and name. */
const suites = pathsBelow("tests/conformance").flatMap((path) =>
	/^tests\/conformance\/[^/]+\/(?!.*\.test\.ts$)[^/]+\.ts$/.test(path)
		? Array.from(
				readFileSync(join(root, path), "utf8").matchAll(/^export function (\w+Suite)\b/gm),
				([, name = ""]) => ({
					file: path.replace(/^tests\/conformance\/(.*)\.ts$/, "$1"),
					name,
				}),
			)
		: [],
);

describe("xs-quectel/conformance", () => {
	it("has every suite that is here, under a name of its own", async () => {
		ok(suites.length >= 16, `${suites.length}`);
		const exported = Object.entries(conformance) as [string, unknown][];
		for (const { file, name } of suites) {
			const { [name]: suite } = (await import(`./${file}.js`)) as Record<string, unknown>;
			equal(exported.filter(([, it]) => it === suite).length, 1, `${file}: ${name}`);
		}
		equal(exported.length, suites.length);
	});

	it("has types of what each suite is given", () => {
		const index = readFileSync(join(root, "tests", "conformance", "index.ts"), "utf8");
		const folders = [...new Set(suites.map(({ file }) => file.replace(/\/.*/, "")))];
		deepEqual(
			folders.filter((folder) => !new RegExp(`type [^;]*\\w*Subject[^;]* from "./${folder}/`).test(index)),
			[],
		);
	});
});
