import { dirname, join } from "node:path/posix";
import { codeOf } from "./code.js";
import { importsOf } from "./imports.js";
import { lineAt, type Problem, type Source } from "./source.js";

/** Whether a path is that of a portable test: one that runs on every engine. */
export function isPortableTest(path: string): boolean {
	return /\.test\.[jt]s$/.test(path) && !/\.node\.test\.[jt]s$/.test(path);
}

/**
 * A portable test, and all that it reaches by imports, lies in modules/, tests/support and tests/conformance, and imports nothing by a bare name. It
 * returns a promise instead of taking `done`.
 * Files of tests/support that need Node are allowed as long as no portable test reaches them.
 */
export function checkPortability(sources: readonly Source[]): Problem[] {
	const texts = new Map(sources.map(({ path, text }) => [path, text]));
	const problems: Problem[] = [];
	for (const { path: test, text } of sources.filter(({ path }) => isPortableTest(path))) {
		for (const { index } of codeOf(text).matchAll(/\(\s*_?done\s*\)\s*(?:=>|\{)|\b_?done\s*=>/g)) {
			problems.push({ path: test, line: lineAt(text, index), message: "takes done, which no test on XS is given" });
		}
		const seen = new Set([test]);
		for (const path of seen) {
			for (const { specifier, line, isTypeOnly } of importsOf(texts.get(path) ?? "")) {
				if (isTypeOnly) continue;
				const target = join(dirname(path), specifier).replace(/\.js$/, ".ts");
				const isBare = !specifier.startsWith(".");
				if (!isBare && /^(modules|tests\/support|tests\/conformance)\//.test(target)) seen.add(target);
				else problems.push({ path, line, message: `portable ${test} reaches "${specifier}"` });
			}
		}
	}
	return problems;
}
