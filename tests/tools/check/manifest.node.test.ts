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

	it("knows each module of this repository", () => {
		const sources = readSources();
		const without = sources.map(({ path, text }) =>
			path === "manifest.json" ? { path, text: '{ "modules": {} }' } : { path, text },
		);
		const count = sources.filter(({ path }) => /^modules\/.*\.ts$/.test(path)).length;
		equal(checkManifests(without).filter(({ path }) => path === "manifest.json").length, count);
	});
});
