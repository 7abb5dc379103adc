/** A bracket or word behind which a slash begins a regular expression and not a division. */
const beforePattern = /(?:^|[([{,;=:!&|?+\-*%<>~^}]|\b(?:return|typeof|case|in|of|void|delete|throw|new|else|do))\s*$/;

/**
 * What is code in a TypeScript text: comments and the insides of strings, templates and regular expressions are blanked
 * out, quotes and line ends stay, and every character keeps its place. Expressions inside templates are code.
 */
export function codeOf(text: string): string {
	let code = "";
	let at = 0;
	/** For each `${` that is open: how many braces are open inside of it. */
	const templates: number[] = [];
	const blank = (end: number) => {
		code += text.slice(at, end).replace(/[^\n]/g, " ");
		at = end;
	};
	const endOf = (found: number, length: number) => (found < 0 ? text.length : found + length);
	const keep = () => {
		code += text[at++] ?? "";
	};

	/** From behind an opening backquote, or the brace that ends an expression, to the next expression or the end. */
	const template = () => {
		while (at < text.length) {
			if (text[at] === "\\") blank(Math.min(at + 2, text.length));
			else if (text[at] === "`") return keep();
			else if (text.startsWith("${", at)) {
				keep();
				keep();
				templates.push(0);
				return;
			} else blank(at + 1);
		}
	};

	while (at < text.length) {
		const character = text[at] as string;
		const open = templates.length - 1;
		if (text.startsWith("//", at)) blank(endOf(text.indexOf("\n", at), 0));
		else if (text.startsWith("/*", at)) blank(endOf(text.indexOf("*/", at + 2), 2));
		else if (character === '"' || character === "'") {
			keep();
			while (at < text.length && text[at] !== character && text[at] !== "\n") {
				blank(Math.min(at + (text[at] === "\\" ? 2 : 1), text.length));
			}
			keep();
		} else if (character === "`") {
			keep();
			template();
		} else if (character === "/" && beforePattern.test(code.slice(-40))) {
			keep();
			for (let isInClass = false; at < text.length && text[at] !== "\n"; ) {
				if (text[at] === "\\") {
					blank(Math.min(at + 2, text.length));
					continue;
				}
				if (text[at] === "/" && !isInClass) break;
				if (text[at] === "[") isInClass = true;
				if (text[at] === "]") isInClass = false;
				blank(at + 1);
			}
			keep();
		} else {
			keep();
			if (open < 0) continue;
			if (character === "{") templates[open] = (templates[open] as number) + 1;
			if (character !== "}") continue;
			if (templates[open] === 0) {
				templates.pop();
				template();
			} else templates[open] = (templates[open] as number) - 1;
		}
	}
	return code;
}
