import { checkManifests } from "../../../tools/check/manifest.js";
import type { Source } from "../../../tools/check/source.js";
import { readSources } from "../../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** A repository with the modules a, b/c and a host. */
function repository(manifest: object | string, host: object = {}): Source[] {
	const text = (it: object | string) => (typeof it === "string" ? it : JSON.stringify(it, null, "\t"));
	return [
		{ path: "manifest.json", text: text(manifest) },
		{ path: "hosts/board/manifest.json", text: text(host) },
		...["modules/a.ts", "modules/b/c.ts", "hosts/board/provider.ts", "hosts/common/d.ts", "hosts/common/e.d.ts"].map(
			(path) => ({ path, text: "" }),
		),
	];
}

const modules = { "xs-quectel/a": "./modules/a", "xs-quectel/b/c": "./modules/b/c" };
const preload = Object.keys(modules);
const messages = (sources: Source[]) => checkManifests(sources).map(({ message }) => message);

describe("checkManifests", () => {
	it("finds nothing in a whole manifest", () => {
		deepEqual(messages(repository({ modules, preload })), []);
	});

	it("wants C sources under *, and declarations beside modules that are not TypeScript", () => {
		const native = { path: "hosts/board/uart.c", text: "" };
		const host = {
			modules: { "*": ["./uart", "./timer"], "xs-quectel/hosts/common/e": "../common/e" },
			preload: ["xs-quectel/hosts/common/e"],
		};
		deepEqual(messages([...repository({ modules, preload }, host), native]), ["*: there is no hosts/board/timer.c"]);
	});

	it("takes platforms for alternatives", () => {
		const own = { modules: { "xs-quectel/hosts/common/d": "../common/d" }, preload: ["xs-quectel/hosts/common/d"] };
		const host = { platforms: { one: own, two: own } };
		deepEqual(messages(repository({ modules, preload }, host)), []);
		deepEqual(messages(repository({ modules, preload }, { ...host, preload: own.preload })), [
			"preloads xs-quectel/hosts/common/d twice",
			"preloads xs-quectel/hosts/common/d twice",
		]);
	});

	it("misses a module", () => {
		const it = { modules: { "xs-quectel/a": "./modules/a" }, preload: ["xs-quectel/a"] };
		deepEqual(messages(repository(it)), ["xs-quectel/b/c is not among the modules"]);
	});

	it("misses a preload, and says where", () => {
		const problems = checkManifests(repository({ modules, preload: ["xs-quectel/a"] }));
		deepEqual(problems, [
			{ path: "manifest.json", line: 4, message: "xs-quectel/b/c is not preloaded: it would live in RAM" },
		]);
	});

	it("finds a key that does not mirror its folder", () => {
		const it = { modules: { ...modules, "xs-quectel/b/c": "./modules/a" }, preload };
		deepEqual(messages(repository(it)), [
			"modules/a.ts is called xs-quectel/b/c; imports between modules need xs-quectel/a",
		]);
	});

	it("finds a key that is no module's", () => {
		const it = { modules: { ...modules, "xs-quectel/z": "./modules/z" }, preload: [...preload, "xs-quectel/z"] };
		deepEqual(messages(repository(it)), [
			"xs-quectel/z: there is no modules/z.ts",
			"xs-quectel/z is no module of modules/",
		]);
	});

	it("finds patterns, doubles and strangers among the preloads", () => {
		deepEqual(messages(repository({ modules, preload: [...preload, "xs-quectel/*", "xs-quectel/a", "y"] })), [
			"preloads xs-quectel/a twice",
			"xs-quectel/*: a pattern leaves out TypeScript modules silently",
			"preloads y, which is not among its modules",
		]);
	});

	it("finds a creation, text that is no JSON, and no manifest at all", () => {
		deepEqual(messages(repository({ modules, preload, creation: {} })), [
			"a library has no creation: it is the application's",
		]);
		ok(messages(repository("{")).length > 0);
		deepEqual(messages([]), ["is missing"]);
	});

	it("looks at the modules of a host, on each of its platforms", () => {
		const host = {
			modules: { "embedded:provider/builtin": "./provider" },
			platforms: {
				one: { modules: { "419": ["$(BOARD)/provider", "../common/e"], "xs-quectel/hosts/common/d": "../common/d" } },
				two: { modules: { b: "./missing", "xs-quectel/d": "../common/d" } },
			},
			preload: ["xs-quectel/hosts/common/d", "xs-quectel/d"],
		};
		deepEqual(messages(repository({ modules, preload }, host)), [
			"b: there is no hosts/board/missing.ts",
			"hosts/common/d.ts is called xs-quectel/d; imports between modules need xs-quectel/hosts/common/d",
		]);
	});

	describe("of a smaller build", () => {
		const text = (it: object) => JSON.stringify(it, null, "\t");
		/** a loads b/all, which loads b/big and b/base; b/few loads b/base alone; d is there for its own sake. */
		const smaller = (its: object, more: Readonly<Record<string, string>> = {}): string[] => {
			const files: Record<string, string> = {
				"modules/a.ts": 'export * from "./b/all.js";',
				"modules/b/all.ts": 'import { Big } from "./big.js";\nimport { Base } from "./base.js";',
				"modules/b/big.ts": 'import type { D } from "../d.js";',
				"modules/b/base.ts": "",
				"modules/b/few.ts": 'import { Base } from "./base.js";',
				"modules/d.ts": "",
				...more,
			};
			const keys = Object.keys(files).filter((path) => path !== "modules/b/few.ts");
			const all = Object.fromEntries(
				keys.map((path) => [
					path.replace("modules/", "xs-quectel/").replace(".ts", ""),
					`./${path.replace(".ts", "")}`,
				]),
			);
			return messages([
				{ path: "manifest.json", text: text({ modules: all, preload: Object.keys(all) }) },
				{ path: "manifest-few.json", text: text({ modules: its }) },
				...Object.entries(files).map(([path, content]) => ({ path, text: content })),
			]);
		};
		const few = { "xs-quectel/b/all": "./modules/b/few" };

		it("finds nothing where exactly what nobody loads is taken away", () => {
			deepEqual(smaller({ "~": ["./modules/b/all", "./modules/b/big"], ...few }), []);
		});

		it("finds what is left though nobody loads it, and what is missing though somebody does", () => {
			deepEqual(smaller({ "~": ["./modules/b/all", "./modules/b/base", "./modules/d"], ...few }), [
				"modules/b/big.ts is not taken away, and nothing loads it",
				"modules/b/base.ts is taken away, and something loads it",
				"modules/d.ts is taken away, and something loads it",
			]);
		});

		it("wants a module of the library, another file of its folder, and a name of its own for none of them", () => {
			const gone = ["./modules/b/all", "./modules/b/big"];
			deepEqual(smaller({ "~": gone, ...few, "xs-quectel/z": "./modules/z" }), [
				"xs-quectel/z: there is no modules/z.ts",
				"xs-quectel/z is no module of manifest.json",
			]);
			deepEqual(smaller({ "xs-quectel/b/all": "./modules/d" }), [
				"xs-quectel/b/few is not among the modules",
				"modules/d.ts is in another folder than modules/b/all.ts: its imports would lead elsewhere",
			]);
			deepEqual(smaller({ "~": ["./modules/b/all", "./modules/b/big"], "xs-quectel/b/all": "./modules/b/base" }), [
				"xs-quectel/b/base stands for another module in a smaller build: a file has one name only",
				"xs-quectel/b/few is not among the modules",
			]);
		});
	});

	it("knows each module of this repository", () => {
		const sources = readSources();
		const without = sources.map(({ path, text }) =>
			path === "manifest.json" ? { path, text: '{ "modules": {} }' } : { path, text },
		);
		const count = sources.filter(({ path }) => /^modules\/.*\.ts$/.test(path)).length;
		equal(checkManifests(without).filter(({ path }) => path === "manifest.json").length, count);
	});
});
