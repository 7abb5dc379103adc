import { dirname, join } from "node:path/posix";
import { lineAt, type Problem, type Source } from "./source.js";

/** The parts of a Moddable manifest that are looked at. */
interface Manifest {
	modules?: Record<string, string | string[]>;
	preload?: string[];
	creation?: unknown;
	platforms?: Record<string, Manifest>;
}

const LIBRARY = "manifest.json";
const hostManifest = /^hosts\/[^/]+\/manifest\.json$/;
const own = "xs-quectel/";

/** What a module is called that `path` holds: modules/ is the package itself, everything else keeps its folder. */
function keyOf(path: string): string {
	return own + path.replace(/^modules\//, "").replace(/(?:\.d)?\.ts$/, "");
}

/** One manifest, and the problems in it. */
class Reader {
	readonly problems: Problem[] = [];
	readonly manifest: Manifest;
	readonly #source: Source;
	/** Modules and preloads of the manifest itself and of all its platforms. */
	readonly modules: [key: string, source: string][] = [];
	readonly preload: string[] = [];

	constructor(source: Source) {
		this.#source = source;
		this.manifest = this.#parse();
		for (const part of [this.manifest, ...Object.values(this.manifest.platforms ?? {})]) {
			for (const [key, value] of Object.entries(part.modules ?? {})) {
				for (const it of [value].flat()) this.modules.push([key, it]);
			}
			// Of the platforms a build takes one: what two of them say is said once.
			const before = part === this.manifest ? [] : (this.manifest.preload ?? []);
			const preload = part.preload ?? [];
			for (const [at, name] of preload.entries()) {
				if (before.includes(name) || preload.indexOf(name) < at) this.add(name, `preloads ${name} twice`);
			}
			this.preload.push(...preload);
		}
	}

	/** A problem in the line that first holds `words` in quotes. */
	add(words: string, message: string): void {
		const { path, text } = this.#source;
		const at = text.indexOf(`"${words}"`);
		this.problems.push({ path, line: at < 0 ? 0 : lineAt(text, at), message });
	}

	/** Path in the repository of a source that the manifest names; undefined when it belongs to the SDK. */
	resolve(source: string): string | undefined {
		return source.startsWith("$(") ? undefined : join(dirname(this.#source.path), source);
	}

	#parse(): Manifest {
		try {
			return JSON.parse(this.#source.text) as Manifest;
		} catch (error) {
			this.problems.push({ path: this.#source.path, line: 0, message: (error as Error).message });
			return {};
		}
	}
}

/** What holds for every manifest: modules exist and are called as their folder says, preloads are named one by one. */
function checkNames(reader: Reader, paths: ReadonlySet<string>): void {
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
 * in its preload list, under a name that mirrors its folder; the manifests of the hosts name what exists.
 */
export function checkManifests(sources: readonly Source[]): Problem[] {
	const paths = new Set(sources.map(({ path }) => path));
	const library = sources.find(({ path }) => path === LIBRARY);
	if (library === undefined) return [{ path: LIBRARY, line: 0, message: "is missing" }];
	const readers = [library, ...sources.filter(({ path }) => hostManifest.test(path))].map((it) => new Reader(it));
	for (const reader of readers) checkNames(reader, paths);

	const [reader] = readers as [Reader];
	if (reader.manifest.creation !== undefined) {
		reader.add("creation", "a library has no creation: it is the application's");
	}
	const expected = new Set([...paths].filter((path) => /^modules\/.*(?<!\.d)\.ts$/.test(path)).map(keyOf));
	const named = new Set(reader.modules.map(([key]) => key));
	for (const key of expected) if (!named.has(key)) reader.add("modules", `${key} is not among the modules`);
	for (const key of named) if (!expected.has(key)) reader.add(key, `${key} is no module of modules/`);
	return readers.flatMap(({ problems }) => problems);
}
