import type { ErrorSource } from "../../modules/errors.js";
import { meanings } from "../../modules/meanings.js";
import { cell, markdownTable } from "../markdown.js";
import { advice } from "./advice.js";

/** Where the page lies. */
export const pagePath = new URL("../../../modules/ERRORS.md", import.meta.url);

/** The page of all errors: what throws, what is told, what each number means and what to do. */
export function errorsPage(): string {
	const sources = Object.entries(advice).map(([source, { whose, what }]) => [`\`${source}\``, cell(whose), cell(what)]);
	const numbers = meanings()
		.filter(({ command, code }) => command !== undefined || code !== undefined)
		.map(({ source, command, code, text }) => [
			`\`${source}\``,
			command === undefined ? "" : `\`${command}\``,
			code === undefined ? "" : String(code),
			cell(text),
		]);
	return `# Errors, and what to do

Made by \`node dist/tools/errors/main.js\` from \`xs-quectel/meanings\`; a test holds it up to date.

## What is thrown

Before a byte goes out, and nothing has changed when it was thrown.

${markdownTable(
	["thrown", "when"],
	[
		["`TypeError`", "a value is of the wrong kind, or a required option is missing"],
		["`RangeError`", "a value is out of its range, which the message names, or holds what cannot be sent"],
		["`SyntaxError`", "the instance is closed, or the method was taken to another object"],
		['`Error("bad state")`', "not now: not connected yet, or the modem is closed"],
		['`Error("would block")`', "more than the last `onWritable` or `write` said: wait for `onWritable`"],
		['`Error("busy")`', "all of the module's clients, connections or command records are taken"],
	],
)}

## What is told

\`onError\` and \`onResult\` bring a \`ModemError\` with \`source\`, \`code\`, \`command\` and \`retry\`: whether trying the same again can help. Its words stay off
the device; \`meaning(error)\` of \`xs-quectel/meanings\` has them for those who want them.

${markdownTable(["source", "whose", "what to do"], sources)}

## What the numbers mean

${markdownTable(["source", "command", "code", "meaning"], numbers)}
`;
}

/** Sources that the page tells of. */
export const sources: readonly ErrorSource[] = Object.freeze(Object.keys(advice) as ErrorSource[]);
