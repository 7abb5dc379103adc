import type { Bound } from "../../modules/modem-provider/bound.js";
import type { TLSSocketOptions } from "../../modules/network/socket-options.js";
import type { TLS } from "../../modules/network/tls.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";
import { type SecureOptions, tlsOptions } from "./tls-options.js";

/** The TLS socket class of a modem. */
export type BoundTLS = Bound<typeof TLS>;

/** Options of the SDK's own TLS socket: `secure` instead of `tls`, and a TCP class, which the module does not need. */
export interface ModdableTLSOptions extends TLSSocketOptions {
	secure?: SecureOptions;
	TCP?: unknown;
}

/** The class that the SDK's HTTP, WebSocket and MQTT clients construct as `socket.io`. */
export type ModdableTLS = new (options: ModdableTLSOptions) => TLS;

/**
 * The SDK's shape of the TLS socket over a class of ECMA-419's. `tls`, where it is given, counts instead of `secure`.
 * @param defaults for what the application does not say
 */
export function moddableTLS(Socket: BoundTLS, defaults?: TLSOptions): ModdableTLS {
	const usual = defaults;
	return class extends Socket {
		constructor(options: ModdableTLSOptions) {
			if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
			const { secure, tls = tlsOptions(secure, usual), TCP: _, ...rest } = options;
			super({ ...rest, tls });
		}
	};
}
