import { dirname, join } from "node:path/posix";
import { importsOf } from "./imports.js";
import { keyOf, type ManifestReader } from "./manifest-reader.js";
import type { Source } from "./source.js";

/** Modules, by path, and those that each loads. */
class ImportGraph {
	readonly #texts: ReadonlyMap<string, string>;
	/** A module that is loaded instead of another one. */
	readonly #instead: ReadonlyMap<string, string>;

	constructor(sources: readonly Source[], instead: ReadonlyMap<string, string>) {
		this.#texts = new Map(sources.map(({ path, text }) => [path, text]));
		this.#instead = instead;
	}

	/** All that is loaded with `paths`, these included. */
	closure(paths: Iterable<string>): Set<string> {
		const all = new Set<string>();
		const visit = (asked: string) => {
			const path = this.#instead.get(asked) ?? asked;
			if (all.has(path)) return;
			all.add(path);
			for (const { specifier, isTypeOnly } of importsOf(this.#texts.get(path) ?? "")) {
				if (!isTypeOnly) visit(join(dirname(path), specifier).replace(/\.js$/, ".ts"));
			}
		};
		for (const path of paths) visit(path);
		return all;
	}
}

/**
 * A manifest for a smaller build: gives the names of some modules to others of the same folder, and takes away (`~`) those and all
 * that nobody loads then. A module too many in the list is missing on the device, one too few is in its flash for nothing.
 * @returns keys of the modules that it names instead of others
 */
export function checkSmallerManifest(
	reader: ManifestReader,
	library: ManifestReader,
	sources: readonly Source[],
): string[] {
	const full = new Map(library.modules.map(([key, source]) => [key, `${library.resolve(source)}.ts`]));
	const instead = new Map<string, string>();
	const removed = new Set<string>();
	const paths = new Set(sources.map(({ path }) => path));
	for (const [key, source] of reader.modules) {
		const path = `${reader.resolve(source)}.ts`;
		if (!paths.has(path)) reader.add(source, `${key}: there is no ${path}`);
		if (key === "~") {
			removed.add(path);
			continue;
		}
		const other = full.get(key);
		if (other === undefined) reader.add(key, `${key} is no module of ${library.path}`);
		else if (dirname(other) !== dirname(path)) {
			reader.add(key, `${path} is in another folder than ${other}: its imports would lead elsewhere`);
		} else instead.set(other, path);
	}
	const graph = new ImportGraph(sources, instead);
	const all = [...full.values()];
	// What the replaced modules do not load is there for its own sake.
	const theirs = new ImportGraph(sources, new Map()).closure(instead.keys());
	const kept = graph.closure([...all.filter((path) => !theirs.has(path)), ...instead.keys()]);
	for (const path of all) {
		if (!kept.has(path) && !removed.has(path)) reader.add("~", `${path} is not taken away, and nothing loads it`);
	}
	for (const path of removed) if (kept.has(path)) reader.add("~", `${path} is taken away, and something loads it`);
	return [...instead.values()].map(keyOf);
}
