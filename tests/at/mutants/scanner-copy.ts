import { readFile } from "node:fs/promises";
import { transform } from "esbuild";
import type { ScannerClass } from "../../../tools/fuzz/scanner-run.js";

/** A bug to put into a copy of a source: a text that stands there once, and what stands there instead. */
export interface Bug {
	/** Completes "a scanner that ...". */
	readonly what: string;
	/** Which file of modules/at it is put into; default scanner. */
	readonly file?: "scanner" | "line";
	readonly from: string;
	readonly to: string;
}

const built = new URL("../../../modules/at/", import.meta.url);
const sources = new URL("../../../../modules/at/", import.meta.url);

/**
 * The text with the bug in it.
 * @throws Error unless `from` stands there exactly once: a bug that is not put in would be caught by nobody
 */
export function spoil(text: string, { from, to }: Bug): string {
	const count = text.split(from).length - 1;
	if (count !== 1) throw new Error(`stands ${count} times in the source, should once: ${from}`);
	return text.replace(from, () => to);
}

/** A module as an address that can be imported: TypeScript compiled, relative imports led to the build or to `instead`. */
async function addressOf(text: string, instead: Readonly<Record<string, string>>): Promise<string> {
	const { code } = await transform(text, { loader: "ts", format: "esm", target: "es2023" });
	const moved = code.replace(/\bfrom "(\.[^"]*)"/g, (_, specifier: string) => {
		return `from "${instead[specifier] ?? new URL(specifier, built).href}"`;
	});
	return `data:text/javascript,${encodeURIComponent(moved)}`;
}

/** The class of a copy of the scanner, with a bug in it or without. */
export async function copyScanner(bug?: Bug): Promise<ScannerClass> {
	const read = async (file: "scanner" | "line") => {
		const text = await readFile(new URL(`${file}.ts`, sources), "utf8");
		return bug !== undefined && (bug.file ?? "scanner") === file ? spoil(text, bug) : text;
	};
	const line = await addressOf(await read("line"), {});
	const scanner = (await import(await addressOf(await read("scanner"), { "./line.js": line }))) as {
		Scanner: ScannerClass;
	};
	return scanner.Scanner;
}
