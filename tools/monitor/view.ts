import { Traffic } from "../cli/traffic.js";
import { Decoder } from "../decode/decoder.js";
import { Secrecy } from "../decode/secrecy.js";
import type { Kind, Token } from "../decode/token.js";
import { WireState } from "./wire-state.js";

/** One thing that passed on the wire, as it is shown. */
export interface Row {
	/** ms since the view began. */
	readonly time: number;
	readonly sender: "host" | "module";
	/** Of the module what it means; of the host `command` or `payload`. */
	readonly kind: Kind | "command";
	/** Printable ASCII, secrets as asterisks. */
	readonly text: string;
}

/** Silence after which what has come is whole, ms. */
const PAUSE = 20;
const LF = 10;
const BLANK = 32;

function textOf({ kind, content }: Token): string {
	if (kind === "payload") return `(${content.length} bytes of payload)`;
	return content.replace(/[^ -~]/g, ".");
}

/**
 * Makes rows of what passes on a wire, as it passes, and keeps count. Where only the module is heard, its echo shows which
 * command is in flight, as long as it sends one.
 */
export class View {
	readonly state = new WireState();
	readonly #onRow: (row: Row) => void;
	readonly #hearsHost: boolean;
	readonly #secrecy: Secrecy | undefined;
	readonly #decoder: Decoder;
	readonly #traffic: Traffic;
	#time = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: { readonly hearsHost: boolean; readonly reveal: boolean; readonly onRow: (row: Row) => void }) {
		this.#onRow = options.onRow;
		this.#hearsHost = options.hearsHost;
		this.#secrecy = options.reveal ? undefined : new Secrecy();
		this.#decoder = new Decoder(options.hearsHost ? "host" : "echo", (token) => this.#took(token));
		this.#traffic = new Traffic((sender, time, text) => {
			if (sender === "host") this.#sent(text, time);
		}, options.reveal);
	}

	/** Bytes have passed; time is in ms since the view began. */
	pass(sender: "host" | "module", bytes: Uint8Array, time: number): void {
		this.#time = time;
		this.state.bytes[sender] += bytes.length;
		this.#traffic.pass(sender, bytes, time);
		if (sender === "host") return;
		this.#decoder.take(bytes);
		clearTimeout(this.#timer);
		const last = bytes.at(-1);
		if (last === LF || last === BLANK) this.#decoder.pause();
		else this.#timer = setTimeout(() => this.#decoder.pause(), PAUSE);
	}

	/** Nothing more will pass: what has begun is told. */
	end(): void {
		clearTimeout(this.#timer);
		this.#decoder.end();
	}

	/** A command line, or how much payload, as `Traffic` tells it. */
	#sent(text: string, time: number): void {
		const isCommand = /^\s*(?:at|a\/)/i.test(text);
		if (isCommand) {
			this.#decoder.sent(text.trim());
			this.#secrecy?.sent(text.trim());
			this.state.sent(text.trim(), time);
		} else this.state.payloadBytes += Number(/^\((\d+) bytes of payload\)$/.exec(text)?.[1] ?? 0);
		this.#onRow({ time, sender: "host", kind: isCommand ? "command" : "payload", text });
	}

	#took(token: Token): void {
		const shown = this.#secrecy?.hide(token) ?? token;
		// Where nobody hears the host, it is its echo that shows a command.
		if (token.kind === "echo" && !this.#hearsHost) this.state.sent(shown.content, this.#time);
		this.state.took(token, this.#time);
		// What closes a payload, and line ends alone.
		if (token.content === "") return;
		this.#onRow({ time: this.#time, sender: "module", kind: token.kind, text: textOf(shown) });
	}
}
