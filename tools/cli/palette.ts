/** SGR codes of ECMA-48, by what they are for. */
const tones = Object.freeze({
	plain: "",
	good: "32",
	bad: "31",
	warning: "33",
	command: "35",
	note: "36",
	quiet: "90",
} as const);

export type Tone = keyof typeof tones;

/** Colours for one output, or none: only a terminal gets them, and not where NO_COLOR is set (no-color.org). */
export class Palette {
	readonly #isColored: boolean;

	constructor(isTerminal: boolean, environment: NodeJS.ProcessEnv = process.env) {
		this.#isColored = isTerminal && !environment.NO_COLOR && environment.TERM !== "dumb";
	}

	paint(tone: Tone, text: string): string {
		const code = tones[tone];
		return this.#isColored && code !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
	}
}
