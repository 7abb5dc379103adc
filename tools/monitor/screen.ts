import type { Palette, Tone } from "../cli/palette.js";
import type { Row } from "./view.js";
import type { WireState } from "./wire-state.js";

/** Rows that are kept for a screen that grows. */
const KEPT = 2000;
/** Between two drawings, ms. */
const INTERVAL = 100;

/** What a screen is drawn on: a terminal. */
export interface Terminal {
	write(text: string): unknown;
	readonly columns: number;
	readonly rows: number;
}

const tones: Readonly<Record<Row["kind"], Tone>> = Object.freeze({
	command: "command",
	echo: "quiet",
	final: "good",
	intermediate: "note",
	info: "plain",
	urc: "note",
	prompt: "note",
	payload: "quiet",
	garbage: "bad",
});

/** A row as text: time, direction, what it is, and its content. */
export function describeRow({ time, sender, kind, text }: Row): string {
	const mark = sender === "host" ? ">" : "<";
	return `${(time / 1000).toFixed(3).padStart(9)} ${mark} ${kind.padEnd(12)} ${text}`;
}

export function toneOf({ kind, text }: Row): Tone {
	return kind === "final" && text !== "OK" && text !== "SEND OK" ? "bad" : tones[kind];
}

/**
 * The whole terminal: what is known of the module and what was counted above, what passes below. Drawn anew at most ten
 * times a second, however much passes. Everything that is written is printable, whatever the module sends.
 */
export class Screen {
	/** Whether what passes below stands still. */
	isPaused = false;
	readonly #terminal: Terminal;
	readonly #palette: Palette;
	readonly #title: string;
	readonly #state: WireState;
	#rows: Row[] = [];
	#shown: readonly Row[] = [];
	#timer: NodeJS.Timeout | undefined;
	#isOpen = false;

	constructor(terminal: Terminal, palette: Palette, title: string, state: WireState) {
		this.#terminal = terminal;
		this.#palette = palette;
		this.#title = title;
		this.#state = state;
	}

	/** Takes the terminal: the other screen of it, without a cursor. */
	open(): void {
		this.#isOpen = true;
		this.#terminal.write("\x1b[?1049h\x1b[?25l");
		this.draw();
	}

	/** Gives the terminal back as it was. */
	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#terminal.write("\x1b[?25h\x1b[?1049l");
	}

	add(row: Row): void {
		this.#rows.push(row);
		if (this.#rows.length > 2 * KEPT) this.#rows = this.#rows.slice(-KEPT);
		this.invalidate();
	}

	/** Forgets what has passed. */
	clear(): void {
		this.#rows = [];
		this.invalidate();
	}

	/** It has to be drawn again, soon. */
	invalidate(): void {
		if (!this.#isOpen) return;
		this.#timer ??= setTimeout(() => this.draw(), INTERVAL);
	}

	draw(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (!this.#isOpen) return;
		const columns = Math.max(20, this.#terminal.columns || 80);
		const rows = Math.max(6, this.#terminal.rows || 24);
		const head = this.#head(columns);
		const room = Math.max(1, rows - head.length);
		if (!this.isPaused) this.#shown = this.#rows.slice(-room);
		const body = this.#shown
			.slice(-room)
			.map((row) => this.#palette.paint(toneOf(row), describeRow(row).slice(0, columns)));
		const lines = [...head, ...body].slice(0, rows);
		// The last line has no line end: the terminal would scroll.
		this.#terminal.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\r\n")}\x1b[J`);
	}

	#head(columns: number): string[] {
		const { counts, facts, inFlight } = this.#state;
		const { latency } = counts;
		const keys = this.isPaused ? "PAUSED   p go on   c clear   q quit" : "p pause   c clear   q quit";
		const cut = (text: string) => text.slice(0, columns);
		// Whoever does not know how to get out is not helped by the rest.
		const title = cut(`${this.#title.slice(0, Math.max(0, columns - keys.length - 3))}   ${keys}`);
		const bytes = `bytes     ${counts.bytesOut} to the module, ${counts.bytesIn} from it, ${counts.payloadBytes} of payload, ${counts.garbageBytes} garbage`;
		const commands = `commands  ${counts.commands}, ${counts.ok} OK, ${counts.errors} errors, ${counts.urcs} URCs, ${counts.restarts} restarts`;
		const times = `answers   last ${latency.last.toFixed(0)} ms, average ${latency.average.toFixed(0)} ms, longest ${latency.longest.toFixed(0)} ms`;
		const flight = `in flight ${inFlight ?? "nothing"}`;
		const known = facts.map(([name, value]) => `${name.padEnd(9)} ${value}`);
		const lines = [...known, bytes, commands, times, flight].map(cut);
		return [this.#palette.paint("note", title), ...lines, this.#palette.paint("quiet", "-".repeat(columns))];
	}
}
