import type { TlsSettings } from "../network.js";
import { LAST_SSL_CONTEXT, SslContext } from "./context.js";

export interface SslContextsParts {
	/** What a file holds; undefined when there is none. */
	find: (name: string) => Uint8Array | undefined;
	/** The module's clock, ms since 1970. */
	time: () => number;
	onUnsupported: (name: string) => void;
}

/** The SSL contexts of AT+QSSLCFG, and what connections are secured with by them. */
export class SslContexts {
	readonly all: readonly SslContext[] = Array.from({ length: LAST_SSL_CONTEXT + 1 }, () => new SslContext());
	readonly #parts: SslContextsParts;

	constructor(parts: SslContextsParts) {
		this.#parts = parts;
	}

	/** What a connection to `host` is secured with; options that do nothing here are told. Undefined when a file is missing. */
	secure(context: number, host: string): { tls: TlsSettings; patience: number } | undefined {
		const { find, time, onUnsupported } = this.#parts;
		const found = this.all[context]!;
		const tls = found.settings(host, { find, time: time() });
		for (const name of found.inert) {
			onUnsupported(`+QSSLCFG "${name}"`);
		}
		return tls === undefined ? undefined : { tls, patience: found.patience };
	}
}
