import { Masking } from "../cli/masking.js";
import type { Token } from "./token.js";

/** Hides the secrets in tokens, length kept, unless they are to be shown. */
export class Secrecy {
	readonly #masking = new Masking();

	/** A command line that the host sent. */
	sent(line: string): void {
		this.#masking.sent(line);
	}

	/** The token without its secrets. */
	hide(token: Token): Token {
		if (token.isFile) return { ...token, content: "*".repeat(token.content.length) };
		if (token.kind === "payload" || token.kind === "prompt") return token;
		return { ...token, content: this.#line(token.kind, token.content) };
	}

	#line(kind: Token["kind"], content: string): string {
		if (kind === "echo") return this.#masking.sent(content);
		const text = this.#masking.received(content);
		if (kind !== "garbage") return text;
		// A number that no command shows the meaning of may be the subscriber's or the SIM's.
		if (/^\d{15,20}F?$/.test(text)) return "*".repeat(text.length);
		const at = text.search(/AT\+\w+=/i);
		return at <= 0 ? text : text.slice(0, at) + this.#masking.sent(text.slice(at));
	}
}
