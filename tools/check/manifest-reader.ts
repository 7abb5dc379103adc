import { dirname, join } from "node:path/posix";
import { lineAt, type Problem, type Source } from "./source.js";

/** Names of the package's modules begin so. */
export const own = "xs-quectel/";

/** The parts of a Moddable manifest that are looked at. */
interface Manifest {
	modules?: Record<string, string | string[]>;
	preload?: string[];
	creation?: unknown;
	platforms?: Record<string, Manifest>;
}

/** What a module is called that `path` holds: modules/ is the package itself, everything else keeps its folder. */
export function keyOf(path: string): string {
	return own + path.replace(/^modules\//, "").replace(/(?:\.d)?\.ts$/, "");
}

/** One manifest, and the problems in it. */
export class ManifestReader {
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

	/** Of the manifest, from the package's root. */
	get path(): string {
		return this.#source.path;
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
