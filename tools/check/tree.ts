import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Source } from "./source.js";

/** The package's root. This file runs as dist/tools/check/tree.js. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

const ignored = Object.freeze([".git", "node_modules", "dist", ".cache", ".coverage"] as const);
const textual = /\.(ts|mjs|js|json|md|c|h|ld|s|sh|txt|yml|yaml|svg)$|(^|\/)(Makefile|run|\.[\w.-]+|LICENSE)$/;

/** Paths of all files below `folder` that are the project's own, with `/` between folders, relative to the root, sorted. */
export function pathsBelow(folder: string): string[] {
	const paths: string[] = [];
	const visit = (path: string) => {
		for (const entry of readdirSync(path, { withFileTypes: true })) {
			if ((ignored as readonly string[]).includes(entry.name)) continue;
			const below = join(path, entry.name);
			if (entry.isDirectory()) visit(below);
			else if (entry.isFile()) paths.push(relative(root, below).split(sep).join("/"));
		}
	};
	visit(join(root, folder));
	return paths.sort();
}

/** All text files of the project. */
export function readSources(): Source[] {
	return pathsBelow(".")
		.filter((path) => textual.test(path) && path !== "package-lock.json")
		.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
