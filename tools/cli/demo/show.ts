import { Palette, type Tone } from "../palette.js";
import type { Cloud } from "./cloud.js";
import type { Entry, Journal } from "./journal.js";
import type { Summary } from "./summary.js";

/** Width of the first column. */
const SUBJECT = 12;

/** What the run shows: progress on standard error, the result on standard output. Times count from the command's start. */
export class Show {
	readonly #result: NodeJS.WriteStream;
	readonly #palette = new Palette(process.stderr.isTTY === true);
	/** When the first message was told as published, ms. */
	#first: number | undefined;

	/** @param hasJSON standard output is for JSON: the summary goes to standard error too */
	constructor(hasJSON: boolean) {
		this.#result = hasJSON ? process.stderr : process.stdout;
	}

	/** Something that the demo itself does. */
	note(subject: string, text: string): void {
		this.#line(subject, text, "note");
	}

	/** Something that is not as it should be. */
	warn(subject: string, text: string): void {
		this.#line(subject, text, "bad");
	}

	/** Something that the firmware told. */
	entry({ subject, text, tone }: Entry): void {
		if (subject === "published") this.#first ??= performance.now();
		this.#line(subject, text, tone);
	}

	/** A line of AT traffic: `>` is what the host sent. */
	traffic(direction: "host" | "module", text: string): void {
		this.#line(direction === "host" ? ">" : "<", text, "quiet");
	}

	/** @param problem why the run ended early; undefined when it did not */
	summary(summary: Summary, cloud: Cloud, journal: Journal, problem: string | undefined): void {
		if (problem !== undefined) this.warn("not finished", problem);
		const { published, delivered, commands, heap, lost, unknown, collections } = summary;
		const { times, failed } = journal;
		const { doubles } = cloud;
		const again = unknown + failed === 0 ? "" : `; told as unknown ${unknown}, as failed ${failed}, each sent again`;
		const use =
			heap === null
				? ""
				: `, ${heap.peakBytes} of ${heap.limitBytes} heap bytes at the peak, ${collections} garbage collections`;
		const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
		const first = this.#first === undefined ? "no message published" : `first message after ${seconds(this.#first)}`;
		this.result([
			["published", `${published["0"]} at QoS 0, ${published["1"]} at QoS 1, ${published["2"]} at QoS 2${again}`],
			["round trip", `${times.median} ms in the middle, ${times.longest} ms at most`],
			["delivered", `${delivered}, ${doubles} of them more than once`],
			["commands", `${commands.taken} of ${commands.sent} taken`],
			["lost", `${lost}`, lost === 0 ? "good" : "bad"],
			["engine", `${summary.engine}, ${summary.bits} bits${use}`],
			["time", `${first}, all over after ${seconds(performance.now())}`],
		]);
	}

	/** What came of it, behind an empty line. */
	result(rows: readonly (readonly [subject: string, text: string, tone?: Tone])[]): void {
		const palette = new Palette(this.#result.isTTY === true);
		const lines = rows.map(
			([subject, text, tone = "plain"]) => `${subject.padEnd(SUBJECT)}  ${palette.paint(tone, text)}\n`,
		);
		this.#result.write(`\n${lines.join("")}`);
	}

	#line(subject: string, text: string, tone: Tone): void {
		const time = (performance.now() / 1000).toFixed(2).padStart(7);
		process.stderr.write(`${time}  ${this.#palette.paint(tone, subject.padEnd(SUBJECT))}  ${text}\n`);
	}
}
