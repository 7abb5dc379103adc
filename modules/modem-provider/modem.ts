import { Resolver } from "../network/dns.js";
import { Files } from "../network/files.js";
import { NetworkInterface } from "../network/interface.js";
import { Listener } from "../network/listener.js";
import { MQTTClient } from "../network/mqtt.js";
import { NTP } from "../network/ntp.js";
import { RTC } from "../network/rtc.js";
import { Security } from "../network/security.js";
import { TCP } from "../network/tcp.js";
import { TLS } from "../network/tls.js";
import { UDP } from "../network/udp.js";
import type { Bound } from "./bound.js";
import type { ModemOptions as Options } from "./options.js";
import { ModemProvider } from "./provider.js";

/** Constructor options of {@link Modem}. Hosts fill in what is the platform's; an application gives the rest. */
export type ModemOptions = Options<Modem>;

/** The class that a modem publishes: MQTTClient bound to it. */
export type BoundMQTTClient = Bound<typeof MQTTClient>;

/** The modem with every class that there is, each undefined after close and after onError. */
export class Modem extends ModemProvider {
	/** @throws TypeError, RangeError for bad options; whatever the constructors of the Serial and the pins throw */
	constructor(options: ModemOptions) {
		super(options, Security);
	}

	/** ECMA-419, clause 25. */
	get MQTTClient(): BoundMQTTClient | undefined {
		return this.provide(MQTTClient);
	}

	/** ECMA-419, clause 18. */
	get Resolver(): Bound<typeof Resolver> | undefined {
		return this.provide(Resolver);
	}

	/** ECMA-419, clause 19. */
	get NTP(): Bound<typeof NTP> | undefined {
		return this.provide(NTP);
	}

	/** ECMA-419, clause 16. */
	get RTC(): Bound<typeof RTC> | undefined {
		return this.provide(RTC);
	}

	/** ECMA-419, clause 17. */
	get NetworkInterface(): Bound<typeof NetworkInterface> | undefined {
		return this.provide(NetworkInterface);
	}

	/** ECMA-419, clause 10. */
	get TCP(): Bound<typeof TCP> | undefined {
		return this.provide(TCP);
	}

	/** ECMA-419, clause 10. */
	get UDP(): Bound<typeof UDP> | undefined {
		return this.provide(UDP);
	}

	/** ECMA-419, clause 10. */
	get Listener(): Bound<typeof Listener> | undefined {
		return this.provide(Listener);
	}

	/** ECMA-419, clause 10. */
	get TLS(): Bound<typeof TLS> | undefined {
		return this.provide(TLS);
	}

	/** The module's flash; ECMA-419, clause 28, but asynchronous. */
	get Files(): Bound<typeof Files> | undefined {
		return this.provide(Files);
	}
}
