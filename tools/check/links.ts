import { dirname, join } from "node:path/posix";
import { lineAt, type Problem, type Source } from "./source.js";

const link = /\]\(([^)\s]+)\)/g;
const script = /`npm (?:run )?([a-z:]+)/g;
/** Of npm itself. */
const builtIn: readonly string[] = Object.freeze(["ci", "install", "pack", "run", "test", "start"]);

function isFolderOf(path: string, sources: readonly Source[]): boolean {
	return sources.some((it) => it.path.startsWith(`${path}/`));
}

/** Every page's links lead to something that is there, and every npm script that a page names exists. */
export function checkLinks(sources: readonly Source[]): Problem[] {
	const paths = new Set(sources.map(({ path }) => path));
	const manifest = sources.find(({ path }) => path === "package.json");
	const scripts = manifest === undefined ? {} : (JSON.parse(manifest.text) as { scripts: object }).scripts;
	return sources
		.filter(({ path }) => path.endsWith(".md"))
		.flatMap(({ path, text }) => {
			const problem = (index: number, message: string) => ({ path, line: lineAt(text, index), message });
			const dead = Array.from(text.matchAll(link)).flatMap(({ index, 1: target = "" }) => {
				if (/^(?:https?:|mailto:|#)/.test(target)) return [];
				const file = join(dirname(path), target.replace(/#.*$/, "")).replace(/\/$/, "");
				return paths.has(file) || isFolderOf(file, sources) ? [] : [problem(index, `${target} is not there`)];
			});
			const unknown = Array.from(text.matchAll(script)).flatMap(({ index, 1: name = "" }) =>
				builtIn.includes(name) || Object.hasOwn(scripts, name) ? [] : [problem(index, `no npm script "${name}"`)],
			);
			return [...dead, ...unknown];
		});
}
