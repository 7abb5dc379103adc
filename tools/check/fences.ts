import { lineAt } from "./source.js";

/** A block of code on a page. */
export interface Fence {
	/** What is written behind the fence: `ts`, `sh`, `json` ... */
	readonly language: string;
	readonly text: string;
	/** Line of the page that it begins at, counted from 1. */
	readonly line: number;
}

/** The fenced blocks of a Markdown page, in their order. */
export function fencesOf(page: string): Fence[] {
	return Array.from(page.matchAll(/^```(\S*)\n(.*?)^```$/gms), ({ index, 1: language = "", 2: text = "" }) => ({
		language,
		text,
		line: lineAt(page, index),
	}));
}
