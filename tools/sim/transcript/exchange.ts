import { type BytesEntry, type EventEntry, readEntry } from "./entry.js";
import { TranscriptError } from "./notation.js";

/** One exchange of a transcript: what is so, and then what passes. */
export interface Exchange {
	readonly title: string;
	/** Sections of the manual that say so. */
	readonly sections: readonly string[];
	/** Rows of the manual that it shows. */
	readonly covers: readonly string[];
	/** What is so before the first byte, in order. */
	readonly given: readonly string[];
	/** In the order of their times. */
	readonly entries: readonly (BytesEntry | EventEntry)[];
	/** Where it begins. */
	readonly line: number;
}

interface Draft {
	title: string;
	sections: string[];
	covers: string[];
	given: string[];
	entries: (BytesEntry | EventEntry)[];
	line: number;
}

const split = (text: string) =>
	text
		.split(",")
		.map((it) => it.trim())
		.filter((it) => it !== "");

/**
 * The exchanges of a transcript, see entry.ts. A recording has no heads: it is one exchange without a title.
 *
 * @throws TranscriptError, also for a time that runs backwards, a title that stands twice, and a head behind bytes
 */
export function readExchanges(text: string): Exchange[] {
	const exchanges: Draft[] = [];
	const titles = new Set<string>();
	for (const [index, content] of text.split("\n").entries()) {
		const line = index + 1;
		const entry = readEntry(content.replace(/\r$/, ""), line);
		if (entry === undefined) continue;
		if (entry.kind === "title") {
			if (titles.has(entry.text)) throw new TranscriptError(line, `"${entry.text}" is there already`);
			titles.add(entry.text);
			exchanges.push({ title: entry.text, sections: [], covers: [], given: [], entries: [], line });
			continue;
		}
		let exchange = exchanges.at(-1);
		if (exchange === undefined) {
			exchange = { title: "", sections: [], covers: [], given: [], entries: [], line };
			exchanges.push(exchange);
		}
		if (entry.kind === "bytes" || entry.kind === "event") {
			const last = exchange.entries.at(-1);
			if (last !== undefined && last.time > entry.time) throw new TranscriptError(line, "time runs backwards");
			exchange.entries.push(entry);
		} else if (exchange.entries.length > 0) {
			throw new TranscriptError(line, `"${entry.kind}" stands behind what passed`);
		} else if (entry.kind === "given") exchange.given.push(entry.text);
		else if (entry.kind === "note") exchange.sections.push(...split(entry.text));
		else exchange.covers.push(...split(entry.text));
	}
	return exchanges;
}
