import { fromBytes } from "./bytes.js";
import type { Command } from "./command.js";
import type { Counters } from "./counters.js";
import { DataMode, type DataStream } from "./data-mode.js";
import { Dialogue } from "./dialogue.js";
import type { Conditions } from "./faults/conditions.js";
import { Input } from "./input.js";
import { type Ending, Gathering, type Intake } from "./intake.js";
import type { Latency } from "./latency.js";
import { LineEditor } from "./line-editor.js";
import { cmeResult, connectResult, type FinalResult, finalResult, informationBlock, unsolicited } from "./response.js";
import { BACKSPACE_REGISTER, END_REGISTER, type Settings } from "./settings.js";
import type { Appointment, Timeline } from "./timeline.js";
import type { Uart } from "./uart.js";

const LF = 0x0a;

export interface TerminalOptions {
	timeline: Timeline;
	latency: Latency;
	settings: Settings;
	uart: Uart;
	counters: Counters;
	conditions: Conditions;
	/** The longest command line and the most input kept while a command runs, bytes. */
	lineLimit: number;
	inputLimit: number;
	onUnsupported: (name: string) => void;
	/** A command line, or the data mode, has come to its end. */
	onIdle: () => void;
	/** The input is nearly full, or has room again: the level of CTS. */
	onCrowded: (crowded: boolean) => void;
}

/**
 * The module's end of the AT dialogue: it looks at what has arrived, echoes it, runs command lines one at a time, and gathers
 * the data that they ask for.
 *
 * - `typing`: bytes go to the line editor.
 * - `running`: a command line is at work; what the host types waits.
 * - `payload`: the next bytes are data that a command has asked for.
 * - `online`: the port belongs to a stream; what the module has to say waits.
 * - `surplus`: the payload is complete; what the host sends on, back to back or before OK, is thrown away.
 */
export class Terminal {
	readonly #options: TerminalOptions;
	readonly #commands = new Map<string, Command>();
	readonly #editor: LineEditor;
	#mode: "typing" | "running" | "payload" | "surplus" | "online" = "typing";
	/** In `surplus`: the final result is out, and only what is still arriving back to back is thrown away. */
	#trailing = false;
	readonly #input: Input;
	#wake: Appointment | undefined;
	#gathering: Gathering | undefined;
	#take: (data: string, ending: Ending) => void = () => {};
	#data: DataMode | undefined;
	/** The stream that the host has left, and can go on with. */
	#left: DataStream | undefined;
	/** What the module has to say while the port belongs to a stream. */
	#unsaid: string[] = [];
	/** Ends a gathering for which nothing comes any more. */
	#silence: Appointment | undefined;

	constructor(options: TerminalOptions) {
		this.#options = options;
		this.#editor = new LineEditor(options.lineLimit);
		this.#input = new Input(options.inputLimit, options.counters, options.onCrowded);
	}

	/** Adds commands. @throws Error when a name is there already */
	add(commands: readonly Command[]): void {
		for (const command of commands) {
			if (this.#commands.has(command.name)) {
				throw new Error(`command ${command.name} twice`);
			}
			this.#commands.set(command.name, command);
		}
	}

	/** Bytes have arrived at the module. */
	receive(bytes: Uint8Array): void {
		this.#input.add(bytes);
		this.#wake ??= this.#options.timeline.after(this.#options.latency.draw("wake"), () => {
			this.#wake = undefined;
			this.#look();
		});
	}

	/** Writes an unsolicited result code, or the result of a command that has answered OK before. */
	write(text: string): void {
		const framed = unsolicited(text, this.#options.settings.values);
		if (this.#data === undefined) {
			this.#options.uart.send(framed);
		} else {
			this.#unsaid.push(framed);
		}
	}

	/** Whether a command line is at work, or the port belongs to a stream, or input waits. */
	get busy(): boolean {
		return this.#mode !== "typing" || this.#input.length > 0;
	}

	/** The stream that ATO goes on with. */
	get left(): DataStream | undefined {
		return this.#left;
	}

	/** The stream has ended by itself. */
	carrierLost(): void {
		this.#goOffline("NO CARRIER");
	}

	/** The host has let go of DTR: AT&D says what that means. */
	terminalGone(): void {
		const { terminalReady } = this.#options.settings.values;
		const data = this.#data;
		if (data === undefined || terminalReady === 0) {
			return;
		}
		data.end();
		if (terminalReady === 1) {
			this.#escape(data);
		} else {
			data.stream.hangUp();
			this.#goOffline("NO CARRIER");
		}
	}

	#look(): void {
		let echo = "";
		const { values } = this.#options.settings;
		while (this.#input.length > 0 && this.#mode !== "running") {
			if (this.#mode === "surplus") {
				this.#input.drop();
			} else if (this.#mode === "online") {
				this.#data?.push(this.#input.take(this.#input.length));
			} else if (this.#mode === "payload" && this.#gathering !== undefined) {
				echo += this.#gather(this.#gathering);
				if (this.#mode !== "payload") {
					this.#options.uart.send(echo);
					echo = "";
				}
			} else {
				const byte = this.#input.take(1)[0]!;
				echo += values.echo && byte !== LF ? String.fromCharCode(byte) : "";
				this.#type(byte);
			}
		}
		this.#options.uart.send(echo);
		if (this.#mode === "surplus" && this.#trailing && !this.#options.uart.receiving) {
			this.#mode = "typing";
			this.#options.onIdle();
		}
		this.#input.look();
	}

	#type(byte: number): void {
		const { registers } = this.#options.settings.values;
		const edited = this.#editor.push(byte, registers[END_REGISTER] ?? 13, registers[BACKSPACE_REGISTER] ?? 8);
		if (edited === "nothing") {
			return;
		}
		this.#mode = "running";
		this.#options.counters.lines++;
		const { line } = this.#editor;
		const delay = this.#options.latency.draw("answer") + this.#options.conditions.takeDelay();
		this.#options.timeline.after(delay, () => {
			if (edited === "overflow") {
				this.#final("ERROR");
			} else {
				this.#run(line);
			}
		});
	}

	#run(line: string): void {
		const { uart, settings, counters, onUnsupported } = this.#options;
		const dialogue = new Dialogue(
			{
				command: (name) => {
					counters.commands++;
					return this.#commands.get(name);
				},
				onUnsupported,
				information: (lines) => uart.send(informationBlock(lines, settings.values)),
				receive: (intake, take) => this.#ask(intake, take),
				raw: (bytes) => uart.send(bytes),
				final: (result) => this.#final(result),
				online: (stream) => this.#goOnline(stream),
			},
			line,
		);
		dialogue.next();
	}

	#ask(intake: Intake, take: (data: string, ending: Ending) => void): void {
		const gathering = new Gathering(intake);
		if (!this.#options.conditions.takePrompt()) {
			this.#options.uart.send(gathering.invitation);
		}
		this.#gathering = gathering;
		this.#take = take;
		this.#mode = "payload";
		if (gathering.ending !== undefined) {
			this.#complete(gathering, gathering.ending);
		} else {
			this.#listen(gathering);
		}
		this.#resume();
	}

	/** Takes what has arrived of the data; returns what is to be written: the echo, and what acknowledges parts of it. */
	#gather(gathering: Gathering): string {
		const bytes = this.#input.take(gathering.wanted);
		const { used, dropped, acknowledgement } = gathering.push(bytes);
		this.#options.counters.surplus += dropped;
		this.#input.putBack(bytes.subarray(used));
		if (gathering.ending === undefined) {
			this.#listen(gathering);
		} else {
			this.#complete(gathering, gathering.ending);
		}
		const echoed = this.#options.settings.values.echo && gathering.intake.echo !== false;
		return (echoed ? fromBytes(bytes.subarray(0, used)) : "") + acknowledgement;
	}

	#listen(gathering: Gathering): void {
		const { patience } = gathering.intake;
		this.#silence?.cancel();
		if (patience !== undefined) {
			this.#silence = this.#options.timeline.after(patience, () => {
				gathering.expire();
				this.#complete(gathering, "timeout");
			});
		}
	}

	#complete(gathering: Gathering, ending: Ending): void {
		this.#silence?.cancel();
		this.#silence = undefined;
		this.#gathering = undefined;
		this.#mode = "surplus";
		this.#trailing = false;
		const take = this.#take;
		this.#options.timeline.after(this.#options.latency.draw("payload"), () => take(gathering.data, ending));
	}

	#goOnline(stream: DataStream): void {
		const { uart, settings, timeline } = this.#options;
		uart.send(connectResult(undefined, settings.values));
		const data: DataMode = new DataMode(timeline, stream, () => this.#escape(data));
		this.#data = data;
		this.#mode = "online";
		stream.begin();
		this.#resume();
	}

	#escape({ stream }: DataMode): void {
		this.#left = stream;
		stream.pause();
		this.#goOffline("OK");
	}

	#goOffline(result: FinalResult): void {
		const { uart, settings } = this.#options;
		this.#data?.end();
		this.#data = undefined;
		this.#mode = "typing";
		uart.send(finalResult(result, settings.values));
		for (const text of this.#unsaid.splice(0)) {
			uart.send(text);
		}
		this.#resume();
		this.#options.onIdle();
	}

	#final(result: FinalResult | number): void {
		const { uart, settings } = this.#options;
		uart.send(typeof result === "number" ? cmeResult(result, settings.values) : finalResult(result, settings.values));
		if (this.#mode === "surplus") {
			this.#input.drop();
			this.#trailing = true;
			this.#mode = uart.receiving ? "surplus" : "typing";
		} else {
			this.#mode = "typing";
		}
		this.#resume();
		this.#options.onIdle();
	}

	/** Input that had to wait is looked at, but never from inside the command that made it wait. */
	#resume(): void {
		if (this.#input.length > 0) {
			this.#wake ??= this.#options.timeline.after(0, () => {
				this.#wake = undefined;
				this.#look();
			});
		}
	}
}
