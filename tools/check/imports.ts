import { codeOf } from "./code.js";
import { lineAt } from "./source.js";

/** One import or re-export of a module, types included. */
export interface Import {
	/** As written. */
	readonly specifier: string;
	readonly line: number;
	/** Whether only types are taken, so that nothing of it is left when the code runs. */
	readonly isTypeOnly: boolean;
}

/** Stands for the name in `import(name)`: what it imports is known at run time only. */
export const computed = "(computed)";

const forms = /\b(?:import|export)\b([^;"'()]*?)\bfrom\s*(?=["'])|\bimport\s*(?=["'])|\bimport\s*\(\s*(?=\S)/g;

const references = /^\/\/\/\s*<reference\s+(?:types|path|lib)\s*=\s*["']([^"']+)["']/gm;

/**
 * All imports of a TypeScript text: static, dynamic, re-exports, `import("x").Type`, and `/// <reference types="x" />`, which
 * lets types in that the project's settings keep out.
 */
export function importsOf(text: string): Import[] {
	const code = codeOf(text);
	const referenced = Array.from(text.matchAll(references), (reference) => ({
		specifier: reference[1] as string,
		line: lineAt(text, reference.index),
		isTypeOnly: true,
	}));
	const imported = Array.from(code.matchAll(forms), (form) => {
		const start = form.index + form[0].length;
		if (!/["']/.test(code[start] as string)) {
			return { specifier: computed, line: lineAt(text, start), isTypeOnly: false };
		}
		const end = code.indexOf(code[start] as string, start + 1);
		return {
			specifier: text.slice(start + 1, end),
			line: lineAt(text, start),
			isTypeOnly: /^\s*type\b/.test(form[1] ?? ""),
		};
	});
	return [...referenced, ...imported];
}
