import type { Socket } from "node:net";
import type { SimulatedModule } from "../module.js";
import { ControlError, control } from "./control.js";

/** The longest request, characters. */
const LIMIT = 4096;

/**
 * One connection of the control channel: JSON lines in, JSON lines out. Each request gets one answer, `{"ok": true, ...}` or
 * `{"ok": false, "error"}`; events come in between. A line that does not begin as an object ends the connection: a web page
 * that reaches the port by accident speaks HTTP, and must not be able to do anything.
 */
export class ControlConnection {
	readonly #socket: Socket;
	readonly #module: SimulatedModule;
	#text = "";

	constructor(socket: Socket, module: SimulatedModule) {
		this.#socket = socket;
		this.#module = module;
		socket.setEncoding("utf8");
		socket.on("data", (text: string) => this.#take(text));
		// A connection that is cut off tells it as an error; the channel has nothing to lose by it.
		socket.on("error", () => socket.destroy());
	}

	/** Tells something that has happened. */
	event(event: Readonly<Record<string, unknown>>): void {
		this.#write(event);
	}

	#take(text: string): void {
		this.#text += text;
		for (let end = this.#text.indexOf("\n"); end >= 0; end = this.#text.indexOf("\n")) {
			const line = this.#text.slice(0, end).trim();
			this.#text = this.#text.slice(end + 1);
			if (line !== "" && !line.startsWith("{")) {
				this.#text = "";
				this.#socket.destroy();
				return;
			}
			if (line !== "") {
				this.#answer(line);
			}
		}
		if (this.#text.length > LIMIT) {
			this.#socket.destroy();
		}
	}

	#answer(line: string): void {
		try {
			this.#write({ ok: true, ...control(this.#module, JSON.parse(line)) });
		} catch (error) {
			if (!(error instanceof ControlError || error instanceof SyntaxError)) {
				throw error;
			}
			this.#write({ ok: false, error: error.message });
		}
	}

	#write(message: Readonly<Record<string, unknown>>): void {
		if (this.#socket.writable) {
			this.#socket.write(`${JSON.stringify(message)}\n`);
		}
	}
}
