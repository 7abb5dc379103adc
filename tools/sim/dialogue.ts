import type { Answer, Command } from "./command.js";
import { type Call, parseLine } from "./command-line.js";
import type { DataStream } from "./data-mode.js";
import type { Ending, Intake } from "./intake.js";
import { Parameters } from "./parameters.js";
import { Refusal } from "./refusal.js";
import type { FinalResult } from "./response.js";

/** What a {@link Dialogue} needs of its terminal. */
export interface DialogueHost {
	command(name: string): Command | undefined;
	/** A command, or one form of it, is not there. */
	onUnsupported(name: string): void;
	/** The information lines of one command. */
	information(lines: readonly string[]): void;
	/** Asks the host for data and gathers it. */
	receive(intake: Intake, take: (data: string, ending: Ending) => void): void;
	/** Bytes that are no line. */
	raw(bytes: string): void;
	/** The line has ended: with a result code, or with the number of an error. */
	final(result: FinalResult | number): void;
	/** The line has ended with CONNECT: the port belongs to a stream from now on. */
	online(stream: DataStream): void;
}

/**
 * The commands of one line, one after the other (V.250, 5.7). The first that fails ends the line; a line has one final result
 * code. What commands do after their result is done when that code is on its way, whatever the rest of the line said.
 */
export class Dialogue {
	readonly #host: DialogueHost;
	readonly #calls: Call[];
	readonly #complete: boolean;
	readonly #afters: (() => void)[] = [];

	constructor(host: DialogueHost, line: string) {
		this.#host = host;
		const { calls, complete } = parseLine(line);
		this.#calls = calls;
		this.#complete = complete;
	}

	/** Runs the next command, or ends the line. */
	next(): void {
		const call = this.#calls.shift();
		if (call !== undefined) {
			this.#run(call);
		} else {
			this.#end(this.#complete ? "OK" : "ERROR");
		}
	}

	#run(call: Call): void {
		const command = this.#host.command(call.name);
		const handler = command?.[call.form];
		if (handler === undefined) {
			const suffix = { test: "=?", read: "?", write: "=", execute: "" }[call.form];
			this.#host.onUnsupported(command === undefined ? call.name : `${call.name}${suffix}`);
			this.#end("ERROR");
			return;
		}
		const answer = this.#answer(call);
		try {
			if (command?.write !== undefined && call.form === "write") {
				command.write(answer, new Parameters(call.text));
			} else if (command?.execute !== undefined && call.form === "execute") {
				command.execute(answer, call.text);
			} else {
				(handler as (answer: Answer) => void)(answer);
			}
		} catch (error) {
			if (!(error instanceof Refusal)) {
				throw error;
			}
			answer.refuse(error.code);
		}
	}

	#answer(call: Call): Answer {
		const lines: string[] = [];
		let open = true;
		const close = () => {
			if (!open) {
				throw new Error(`${call.name} answers twice`);
			}
			open = false;
		};
		return {
			line: (text) => {
				lines.push(text);
			},
			ok: (after) => {
				close();
				this.#host.information(lines);
				if (after !== undefined) {
					this.#afters.push(after);
				}
				this.next();
			},
			refuse: (code) => {
				close();
				this.#host.information(lines);
				this.#end(code ?? "ERROR");
			},
			end: (result, after) => {
				close();
				this.#host.information(lines);
				if (after !== undefined) {
					this.#afters.push(after);
				}
				this.#end(result);
			},
			online: (stream) => {
				close();
				this.#host.information(lines);
				this.#host.online(stream);
				this.#runAfters();
			},
			prompt: (length, take) => this.#host.receive({ length }, take),
			receive: (intake, take) => this.#host.receive(intake, take),
			raw: (bytes) => this.#host.raw(bytes),
		};
	}

	#end(result: FinalResult | number): void {
		this.#host.final(result);
		this.#runAfters();
	}

	#runAfters(): void {
		for (const after of this.#afters.splice(0)) {
			after();
		}
	}
}
