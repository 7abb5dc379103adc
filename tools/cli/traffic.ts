import { Masking } from "./masking.js";

/**
 * Makes the bytes of one wire readable, line by line and with secrets hidden. Payload that is announced by its length is
 * not shown but counted: it may hold anything.
 */
export class Traffic {
	readonly #masking = new Masking();
	readonly #show: (direction: "host" | "module", time: number, text: string) => void;
	readonly #pending = { host: "", module: "" };
	/** Bytes of payload that the host still owes; they follow a prompt. */
	#announced = 0;
	#payload = 0;

	constructor(show: (direction: "host" | "module", time: number, text: string) => void) {
		this.#show = show;
	}

	/** Bytes that have passed, in either direction; time is in ms. */
	pass(direction: "host" | "module", bytes: Uint8Array, time: number): void {
		let text = Buffer.from(bytes).toString("latin1");
		if (direction === "host" && this.#payload > 0) {
			const taken = Math.min(this.#payload, text.length);
			this.#payload -= taken;
			text = text.slice(taken);
			if (this.#payload === 0) this.#show("host", time, `(${this.#announced} bytes of payload)`);
		}
		this.#pending[direction] += text;
		if (direction === "module" && /(^|\n)> ?$/.test(this.#pending.module) && this.#announced > 0) {
			this.#show("module", time, ">");
			this.#pending.module = "";
			this.#payload = this.#announced;
		}
		for (;;) {
			const pending = this.#pending[direction];
			const end = pending.search(/[\r\n]/);
			if (end < 0) return;
			this.#pending[direction] = pending.slice(end + 1);
			this.#line(direction, pending.slice(0, end), time);
		}
	}

	#line(direction: "host" | "module", line: string, time: number): void {
		if (line === "") return;
		if (direction === "host") {
			this.#announced = Number(/^AT\+QMTPUBEX=.*,(\d+)$/.exec(line)?.[1] ?? 0);
			this.#show("host", time, this.#masking.sent(line));
			return;
		}
		const received = /^(\+QMTRECV: .*,)(\d+),"/.exec(line);
		const text = received === null ? this.#masking.received(line) : `${received[1]}${received[2]},(payload)`;
		this.#show("module", time, [...text].map((it) => (it < " " || it > "~" ? "." : it)).join(""));
	}
}
