import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";
import { type SecureOptions, tlsOptions } from "./tls-options.js";

/** Registered for MQTT over TLS. */
const PORT = 8883;

/**
 * The MQTT client that never goes without TLS, `device.network.mqtts`: `socket.tls` as ECMA-419 has it, or else `socket.secure` as
 * applications of the SDK give it.
 * @param defaults for what the application does not say
 */
export function secureMQTT(Client: BoundMQTTClient, defaults?: TLSOptions): BoundMQTTClient {
	const usual = defaults;
	return class extends Client {
		constructor(options: MQTTClientOptions) {
			if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
			const socket = options.socket as { tls?: TLSOptions; secure?: SecureOptions } | undefined;
			const tls = socket?.tls ?? tlsOptions(socket?.secure, usual);
			super({ port: PORT, ...options, socket: { tls } });
		}
	};
}
