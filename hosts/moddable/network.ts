import type { BoundMQTTClient, Modem } from "../../modules/modem-provider.js";
import { type ModdableMQTTClient, moddableMQTT } from "./mqtt-client.js";

/** `device.network`, as far as the modem has it. The accessors give classes that are bound to the one live modem. */
export interface Network {
	/** The SDK's shape, flat; and ECMA-419's under `client`. Either is used as `new it.io({...it, host ...})`. */
	readonly mqtt: {
		readonly io: ModdableMQTTClient;
		readonly client: { readonly io: BoundMQTTClient };
	};
}

/**
 * The one modem of a host. An application that constructs a modem itself, with options of its own, has made it; otherwise
 * it is made when the first class of `device.network` is asked for.
 */
export class LiveModem {
	readonly network: Network;
	readonly #make: () => Modem;
	#modem: Modem | undefined;
	/** The class of the SDK's shape, and the class that it was made for. */
	#moddable: ModdableMQTTClient | undefined;
	#base: BoundMQTTClient | undefined;

	/** @param make constructs the modem with the host's default options */
	constructor(make: () => Modem) {
		this.#make = make;
		const live = this;
		this.network = Object.freeze({
			mqtt: Object.freeze({
				get io() {
					return live.#moddableClient;
				},
				client: Object.freeze({
					get io() {
						return live.#client;
					},
				}),
			}),
		});
	}

	/** A modem was constructed: it is the live one, unless there is one already. */
	adopt(modem: Modem): void {
		if (this.#modem?.MQTTClient === undefined) this.#modem = modem;
	}

	/** The class of the live modem. One that was closed has none, and a new one takes its place. */
	get #client(): BoundMQTTClient {
		let Client = this.#modem?.MQTTClient;
		if (Client === undefined) {
			this.#modem = this.#make();
			Client = this.#modem.MQTTClient as BoundMQTTClient;
		}
		return Client;
	}

	get #moddableClient(): ModdableMQTTClient {
		const base = this.#client;
		if (this.#moddable === undefined || this.#base !== base) {
			this.#base = base;
			this.#moddable = moddableMQTT(base);
		}
		return this.#moddable;
	}
}
