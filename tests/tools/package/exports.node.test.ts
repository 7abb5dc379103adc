import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSources, root } from "../../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

interface Entry {
	readonly types?: string;
	readonly default?: string;
}

const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
const description = read("package.json") as {
	exports: Record<string, string | Entry>;
	scripts: Record<string, string>;
};
const { exports } = description;
const names = Object.keys(exports);

/** The TypeScript file that an entry is made of. */
const sourceOf = (entry: Entry) => (entry.types ?? "").replace(/^\.\/dist\//, "").replace(/\.d\.ts$/, ".ts");

describe("the exports of the package", () => {
	it("are the ways in that the pages tell of, each by its name: mcpack ends at a pattern", () => {
		for (const name of [
			".",
			"./delivery",
			"./node",
			"./simulator",
			"./conformance",
			"./device",
			"./manifest.json",
			"./manifest-mqtt.json",
		]) {
			ok(names.includes(name), `${name} is there`);
		}
		deepEqual(
			names.filter((name) => name.includes("*")),
			[],
		);
	});

	it("are made of files that are there, types first", () => {
		for (const [name, entry] of Object.entries(exports)) {
			if (typeof entry === "string") {
				ok(existsSync(join(root, entry)), entry);
				continue;
			}
			equal(Object.keys(entry)[0], "types", name);
			const source = sourceOf(entry);
			ok(existsSync(join(root, source)) || existsSync(join(root, source.replace(/\.ts$/, ".d.ts"))), source);
			if (entry.default !== undefined) equal(entry.default, entry.types?.replace(/\.d\.ts$/, ".js"), name);
		}
	});

	it("have the names that the modules have on XS", () => {
		const { modules } = read("manifest.json") as { modules: Record<string, string> };
		// On XS these stand for another module: a build has one modem.
		const smaller = ["mqtt", "mqtts"].map((it) => {
			const { modules: its } = read(`manifest-${it}.json`) as { modules: Record<string, string> };
			return `${its["xs-quectel/modem-provider/modem"]}.ts`;
		});
		for (const [name, entry] of Object.entries(exports)) {
			if (typeof entry === "string" || name === "." || !sourceOf(entry).startsWith("modules/")) continue;
			const key = name.replace(/^\./, "xs-quectel");
			if (!smaller.includes(`./${sourceOf(entry)}`)) equal(`${modules[key]}.ts`, `./${sourceOf(entry)}`, key);
		}
	});

	it("hold all that applications and pages import", () => {
		const used = readSources()
			.filter(({ path }) => /^(?:hosts\/applications\/|[^/]+\.md$|(?:hosts|modules)\/.*\.md$)/.test(path))
			.flatMap(({ path, text }) =>
				Array.from(text.matchAll(/from "(xs-quectel[^"]*)"/g), ([, name = ""]) => ({ path, name })),
			);
		ok(used.length > 0);
		for (const { path, name } of used) ok(names.includes(name.replace(/^xs-quectel/, ".")), `${path}: ${name}`);
	});

	it("are packed with what makes them", () => {
		equal(description.scripts.prepack, "node tools/build/build.mjs && node tools/build/package.mjs");
	});
});
