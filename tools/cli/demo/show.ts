import { meaning } from "../../../modules/meanings.js";
import type { Cloud } from "./cloud.js";
import type { Firmware, Report } from "./firmware.js";
import type { Journal } from "./journal.js";

/** The summary, as `--json` prints it. */
export interface Summary {
	readonly engine: string;
	readonly bits: number;
	readonly published: Readonly<Record<"0" | "1" | "2", number>>;
	readonly acknowledged: Readonly<Record<"1" | "2", number>>;
	/** Messages that the cloud has seen. */
	readonly delivered: number;
	readonly commands: { readonly sent: number; readonly taken: number };
	readonly lost: number;
	readonly unknown: number;
	/** Of the XS engine: chunks and slots together. */
	readonly heap: { readonly peakBytes: number; readonly limitBytes: number } | null;
	readonly collections: number | null;
}

/** Counts up a run: what the cloud saw is compared with what the firmware told. */
export function summarize(
	messages: number,
	commands: number,
	cloud: Cloud,
	journal: Journal,
	firmware: Firmware,
	report: Report | undefined,
): Summary {
	let lost = Math.max(commands, cloud.sent) - cloud.taken.size;
	for (let n = 0; n < messages; n++) {
		const isAcknowledged = n % 3 === 0 || journal.isPublished(n) || journal.wasUnknown(n);
		if (!cloud.seen.has(n) || !isAcknowledged) lost++;
	}
	return {
		engine: firmware.engine,
		bits: firmware.bits,
		published: journal.published,
		acknowledged: { 1: journal.published["1"], 2: journal.published["2"] },
		delivered: cloud.seen.size,
		commands: { sent: cloud.sent, taken: cloud.taken.size },
		lost,
		unknown: journal.unknown,
		heap: report === undefined ? null : { peakBytes: report.peakBytes, limitBytes: report.limitBytes },
		collections: report?.collections ?? null,
	};
}

function median(times: readonly number[]): number {
	return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

/** `+QMTOPEN mqtt 5` and the like, in words. */
export function inWords(message: string): string {
	const error = /^(\+\w+)? ?(\w+) (-?\d+)$/.exec(message);
	if (error === null) return message;
	const [, command = "", source = "", code = ""] = error;
	const text = meaning({ command, source: source as "mqtt", code: Number(code) });
	return source === "mqtt" ? `${command} ${code}: ${text}` : text;
}

/** What the run shows: progress on standard error, the result on standard output. */
export class Show {
	readonly #json: boolean;
	readonly #start = performance.now();
	readonly #color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
	#first: number | undefined;

	constructor(json: boolean) {
		this.#json = json;
	}

	note(text: string): void {
		this.#line("demo", text, 36);
	}

	/** A line of the firmware's, as the journal made it fit. */
	firmware(text: string | undefined): void {
		if (text === undefined) return;
		if (this.#first === undefined && text.startsWith("published")) this.#first = performance.now() - this.#start;
		this.#line("firmware", text.replace(/\+?\w* (?:mqtt|final|timeout|reset|framing|CME) -?\d+$/, inWords), 0);
	}

	traffic(direction: "host" | "module", time: number, text: string): void {
		this.#line(direction === "host" ? "      >" : "      <", `${(time / 1000).toFixed(3)} ${text}`, 90);
	}

	summary(summary: Summary, journal: Journal, problem: string | undefined, doubles: number): void {
		const { published, commands, heap } = summary;
		const lines = [
			`published   ${published["0"]} at QoS 0, ${published["1"]} at QoS 1, ${published["2"]} at QoS 2`,
			`round trip  ${median(journal.times)} ms median, ${Math.max(0, ...journal.times)} ms at most`,
			`delivered   ${summary.delivered}, ${doubles} of them more than once; commands ${commands.taken} of ${commands.sent} taken`,
			`lost        ${summary.lost}; told as unknown ${summary.unknown}, as failed ${journal.failed}, each sent again`,
			heap === null
				? `engine      ${summary.engine}, ${summary.bits} bits`
				: `engine      ${summary.engine}, ${summary.bits} bits: ${heap.peakBytes} of ${heap.limitBytes} heap bytes at the peak, ${summary.collections} collections`,
			`first message published after ${((this.#first ?? 0) / 1000).toFixed(1)} s, all done after ${((performance.now() - this.#start) / 1000).toFixed(1)} s`,
		];
		if (problem !== undefined) this.note(`not finished: ${inWords(problem)}`);
		const stream = this.#json ? process.stderr : process.stdout;
		stream.write(`\n${lines.join("\n")}\n`);
		if (this.#json) process.stdout.write(`${JSON.stringify(summary)}\n`);
	}

	#line(who: string, text: string, color: number): void {
		const time = ((performance.now() - this.#start) / 1000).toFixed(2).padStart(6);
		const label = who.padEnd(8);
		const paint = this.#color && color !== 0 ? `\x1b[${color}m${label}\x1b[0m` : label;
		process.stderr.write(`${time}  ${paint}  ${text}\n`);
	}
}
