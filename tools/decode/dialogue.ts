/** Longest payload that any module of the family is known to announce, bytes. A larger number is not believed. */
export const LONGEST = 10_240;

/** Where the data that a prompt asks for ends: behind so many bytes, or at Ctrl-Z. */
export type Announced = number | "control-Z";

/** Who shows which command is in flight: nobody, the module by its echo, or a record of what the host sent. */
export type Witness = "nobody" | "echo" | "host";

/** The number of bytes that follow the prompt, by the end of the command line. */
const counted = [
	/^\+QMTPUB(?:EX)?=.*,(\d+)$/s,
	/^\+QMTCFG="willex",.*,(\d+)$/is,
	/^\+QISEND=\d+,(\d+)(?:,.*)?$/s,
	/^\+QSSLSEND=\d+,(\d+)$/s,
];

/**
 * The commands of a line. Only the first carries the AT; those without a `+` need nothing between them, nor in front of one
 * with it (V.250, 5.2.3): `AT&FE0+CMEE=1;+CSQ` is `&FE0`, `+CMEE=1`, `+CSQ`.
 */
function commandsOf(line: string): string[] {
	const parts = line.replace(/^AT/i, "").match(/(?:"[^"]*"|[^;"]|")+/g) ?? [""];
	return parts
		.flatMap((part) => /^([^+^]*)(.*)$/s.exec(part)?.slice(1) ?? [])
		.map((it) => it.trim().replace(/^[+^]?[\w&]+/, (name) => name.toUpperCase()))
		.filter((it, at) => it !== "" || at === 0);
}

/** Switches the echo off, among other commands or alone. */
const echoOff = /^[^+^]*E(?!1)/;

/** The command line in flight, as far as anything shows it. */
export class Dialogue {
	readonly #witness: Witness;
	/** Whether every command line is shown at present. */
	#isShown: boolean;
	/** Whether the module sent the present line back. */
	#isEchoed = false;
	#commands: readonly string[] = [];
	#last: readonly string[] = [];

	constructor(witness: Witness) {
		this.#witness = witness;
		this.#isShown = witness !== "nobody";
	}

	/** Whether it is known which command is in flight, none being an answer too. */
	get isShown(): boolean {
		return this.#isShown;
	}

	get isInFlight(): boolean {
		return this.#commands.length > 0;
	}

	/** The host has sent a line, and there is a record of it. */
	send(line: string): void {
		this.#isEchoed = false;
		this.#begin(line);
	}

	/** The module has sent a line back. */
	echo(line: string): void {
		this.#isEchoed = true;
		if (this.#witness === "nobody") return;
		this.#isShown = true;
		if (this.#witness === "echo") this.#begin(line);
	}

	/** A final result code has come. */
	end(): void {
		if (this.#witness === "echo" && this.#commands.some((it) => echoOff.test(it))) this.#isShown = false;
		this.#commands = [];
	}

	/** The module has started again: nothing is in flight, and it sends command lines back as it did at first. */
	restart(): void {
		this.#commands = [];
		this.#isShown = this.#witness !== "nobody";
	}

	/** Whether the command `name` (with its `+`) is in flight. */
	asks(name: string): boolean {
		return this.#commands.some((it) => /^[+^]\w+/.exec(it)?.[0] === name);
	}

	/** What follows the prompt on the wire: the data sent back. undefined: nothing, as far as anybody knows. */
	get announced(): Announced | undefined {
		const command = this.#commands.at(-1);
		if (command === undefined || !this.#isEchoed) return undefined;
		for (const pattern of counted) {
			const digits = pattern.exec(command)?.[1];
			if (digits !== undefined) return Number(digits);
		}
		return "control-Z";
	}

	#begin(line: string): void {
		if (!/^A\/$/i.test(line)) this.#last = commandsOf(line);
		this.#commands = this.#last;
	}
}
