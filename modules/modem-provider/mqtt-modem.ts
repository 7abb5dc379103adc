import { MQTTClient } from "../network/mqtt.js";
import type { Bound } from "./bound.js";
import type { ModemOptions as Options } from "./options.js";
import { ModemProvider } from "./provider.js";

/** Constructor options of {@link Modem}. */
export type ModemOptions = Options<Modem>;

/** The modem with the MQTT client alone, and no TLS: `socket.tls` is refused. In builds by manifest-mqtt.json. */
export class Modem extends ModemProvider {
	/** @throws TypeError, RangeError for bad options; whatever the constructors of the Serial and the pins throw */
	constructor(options: ModemOptions) {
		super(options);
	}

	/** ECMA-419, clause 25; undefined after close and after onError. */
	get MQTTClient(): Bound<typeof MQTTClient> | undefined {
		return this.provide(MQTTClient);
	}
}
