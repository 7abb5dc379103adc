import { keyOf, ManifestReader, own } from "./manifest-reader.js";
import { checkSmallerManifest } from "./smaller-manifests.js";
import type { Problem, Source } from "./source.js";

const LIBRARY = "manifest.json";
const hostManifest = /^hosts\/[^/]+\/manifest\.json$/;
const smallerManifest = /^manifest-\w+\.json$/;

/** What holds for every manifest: modules exist and are called as their folder says, preloads are named one by one. */
function checkNames(reader: ManifestReader, paths: ReadonlySet<string>): void {
	const keys = new Set<string>();
	for (const [key, source] of reader.modules) {
		keys.add(key);
		const path = reader.resolve(source);
		if (path === undefined) continue;
		// Under "*" are sources in C, which are no modules.
		const kinds = key === "*" ? [".c"] : [".ts", ".d.ts"];
		const found = kinds.map((kind) => path + kind).find((it) => paths.has(it));
		if (found === undefined) reader.add(key, `${key}: there is no ${path}${kinds[0]}`);
		else if (key.startsWith(own) && key !== keyOf(found)) {
			reader.add(key, `${found} is called ${key}; imports between modules need ${keyOf(found)}`);
		}
	}
	const seen = new Set<string>();
	for (const name of reader.preload) {
		if (name.includes("*")) reader.add(name, `${name}: a pattern leaves out TypeScript modules silently`);
		else if (!keys.has(name)) reader.add(name, `preloads ${name}, which is not among its modules`);
		seen.add(name);
	}
	for (const key of keys) {
		if (key.startsWith(own) && !seen.has(key)) reader.add(key, `${key} is not preloaded: it would live in RAM`);
	}
}

/**
 * The manifests say what the SDK needs to know and cannot find out. It is silent about a module that is missing from a
 * list until the device does not start, or has too little memory: every module of modules/ is named in manifest.json and
 * in its preload list, under a name that mirrors its folder; the manifests of the hosts name what exists, and those for smaller
 * builds take away exactly what they do not need.
 */
export function checkManifests(sources: readonly Source[]): Problem[] {
	const paths = new Set(sources.map(({ path }) => path));
	const library = sources.find(({ path }) => path === LIBRARY);
	if (library === undefined) return [{ path: LIBRARY, line: 0, message: "is missing" }];
	const readers = [library, ...sources.filter(({ path }) => hostManifest.test(path))].map(
		(it) => new ManifestReader(it),
	);
	for (const reader of readers) checkNames(reader, paths);

	const [reader] = readers as [ManifestReader];
	if (reader.manifest.creation !== undefined) {
		reader.add("creation", "a library has no creation: it is the application's");
	}
	const smaller = sources.filter(({ path }) => smallerManifest.test(path)).map((it) => new ManifestReader(it));
	const substitutes = smaller.flatMap((it) => checkSmallerManifest(it, reader, sources));
	const expected = new Set([...paths].filter((path) => /^modules\/.*(?<!\.d)\.ts$/.test(path)).map(keyOf));
	const named = new Set(reader.modules.map(([key]) => key));
	for (const key of substitutes) {
		if (named.has(key))
			reader.add(key, `${key} stands for another module in a smaller build: a file has one name only`);
		expected.delete(key);
	}
	for (const key of expected) if (!named.has(key)) reader.add("modules", `${key} is not among the modules`);
	for (const key of named)
		if (!expected.has(key) && !substitutes.includes(key)) reader.add(key, `${key} is no module of modules/`);
	return [...readers, ...smaller].flatMap(({ problems }) => problems);
}
