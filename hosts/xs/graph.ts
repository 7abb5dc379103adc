import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { dist, root } from "./places.js";

/** A module as the engine gets it. */
export interface GraphModule {
	/** `preload`: executed before the device's machine is cloned, so that its classes and functions cost no RAM. */
	kind: "preload" | "module" | "main";
	/** By which others import it. */
	name: string;
	/** Its JavaScript text. */
	source: string;
	/** The file it was read from; undefined when it was generated. */
	path: string | undefined;
}

/** What belongs to a graph beside the entry and the files it imports. */
export interface GraphOptions {
	/** More modules by name, with their source: `{"mc/config": "export default {...}"}`. */
	modules?: Readonly<Record<string, string>> | undefined;
	/**
	 * Other names for modules: `{"embedded:provider/builtin": "hosts/xs/provider"}`. One that is imported by a relative path counts
	 * by its own name.
	 */
	aliases?: Readonly<Record<string, string>> | undefined;
}

/** An import that leads nowhere. */
export class MissingModule extends Error {
	readonly specifier: string;
	readonly importer: string;

	constructor(specifier: string, importer: string) {
		super(`module "${specifier}" not found, imported by "${importer}"`);
		this.specifier = specifier;
		this.importer = importer;
	}
}

/** The modules that the engine itself gives, by name. All are always there. */
const builtins: Readonly<Record<string, string>> = Object.freeze({
	timer: "timer",
	time: "time",
	host: "host",
	instruments: "instruments",
	"embedded:io/serial": "serial",
	"embedded:io/digital": "digital",
});

/** Import and export statements as a compiler prints them: at the start of a line. And `import("...")` anywhere. */
const imports =
	/^(\s*(?:import|export)\b[^"';]*\bfrom\s*)(["'])([^"'\n]+)\2|^(\s*import\s*)(["'])([^"'\n]+)\5|(\bimport\(\s*)(["'])([^"'\n]+)\8(?=\s*\))/gm;

/** The module name of a file of the package: `modules/` is `xs-quectel/`, the other folders keep their names. */
function nameOf(path: string): string | undefined {
	const inside = relative(dist, path).replace(/\.js$/, "");
	if (inside.startsWith("..")) return undefined;
	return inside.replace(/^modules\//, "xs-quectel/");
}

/** The file that holds the module `name`; undefined when the package has none. */
function fileOf(name: string): string | undefined {
	const inside = name.replace(/\.js$/, "").replace(/^xs-quectel\//, "modules/");
	const path = join(dist, `${inside}.js`);
	return /^(?:modules|hosts|tests|tools)\//.test(inside) && existsSync(path) ? path : undefined;
}

/** Where the compiled form of an entry is: a TypeScript file of the package is looked up in dist/. */
function compiled(entry: string): string {
	const path = resolve(entry);
	const inside = relative(root, path);
	return path.endsWith(".ts") && !inside.startsWith("..") ? join(dist, inside.replace(/\.ts$/, ".js")) : path;
}

function isPreload(name: string): boolean {
	return name.startsWith("xs-quectel/") || name.startsWith("hosts/moddable/");
}

/**
 * All modules that `entry` needs, itself first.
 *
 * @param entry a TypeScript file of the package, a JavaScript file of its dist/, or a JavaScript file anywhere. The last
 *   may import by absolute path, by a path relative to itself, or by module name (`xs-quectel/...`, `tests/...`)
 * @throws MissingModule for an import that leads nowhere
 */
export function moduleGraph(entry: string, { modules = {}, aliases = {} }: GraphOptions = {}): GraphModule[] {
	const graph = new Map<string, GraphModule>();
	const entryPath = compiled(entry);
	if (!existsSync(entryPath)) throw new Error(`${entryPath}: no such file`);

	const add = (kind: GraphModule["kind"], name: string, path: string | undefined, text: string): void => {
		const it: GraphModule = { kind, name, path, source: "" };
		graph.set(name, it);
		it.source = text.replace(imports, (whole, ...groups: (string | undefined)[]) => {
			for (const at of [0, 3, 6]) {
				const [before, quote, specifier] = groups.slice(at, at + 3);
				if (specifier === undefined) continue;
				let found: string;
				try {
					found = find(specifier, name, path);
				} catch (error) {
					// An import() may fail when it comes to it, and the script may catch that.
					if (at === 6 && error instanceof MissingModule && error.importer === name) return whole;
					throw error;
				}
				// A relative import stays where the names are related as the files are: the engine resolves it as a device does.
				const isResolved =
					specifier.startsWith(".") && posix.join(name, "..", specifier).replace(/\.js$/, "") === found;
				return isResolved ? whole : `${before}${quote}${found}${quote}`;
			}
			return whole;
		});
	};

	/** The name under which `specifier` is in the graph; puts it there. */
	const find = (specifier: string, importer: string, importerPath: string | undefined): string => {
		const fail = (): never => {
			throw new MissingModule(specifier, importer);
		};
		if (graph.has(specifier)) return specifier;
		const generated = modules[specifier];
		const alias = aliases[specifier];
		if (generated !== undefined) {
			add("module", specifier, undefined, generated);
			return specifier;
		}
		if (alias !== undefined) return find(alias, importer, importerPath);
		if (Object.hasOwn(builtins, specifier)) return specifier;
		let path: string | undefined;
		if (specifier.startsWith(".")) path = resolve(dirname(importerPath ?? fail()), specifier);
		else path = specifier.startsWith("/") ? specifier : fileOf(specifier);
		if (path?.endsWith(".ts")) path = compiled(path);
		if (path === undefined || !existsSync(path)) return fail();
		const name = nameOf(path) ?? path.replace(/^\/|\.js$/g, "");
		const other = aliases[name];
		if (other !== undefined) return find(other, name, undefined);
		if (!graph.has(name)) add(isPreload(name) ? "preload" : "module", name, path, readFileSync(path, "utf8"));
		return name;
	};

	add("main", nameOf(entryPath) ?? "main", entryPath, readFileSync(entryPath, "utf8"));
	for (const [name, file] of Object.entries(builtins)) {
		if (graph.has(name)) continue; // the caller gave another one
		const path = join(dist, "hosts", "xs", "builtin", `${file}.js`);
		add("preload", name, path, readFileSync(path, "utf8"));
	}
	return [...graph.values()];
}
