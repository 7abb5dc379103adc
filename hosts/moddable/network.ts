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

/** What changes while a host runs. */
interface State {
	modem?: Modem;
	/** The class of the SDK's shape, and the class that it was made for. */
	moddable?: ModdableMQTTClient;
	base?: BoundMQTTClient;
}

/**
 * The one modem of a host. An application that constructs a modem itself, with options of its own, has made it; otherwise
 * it is made when the first class of `device.network` is asked for.
 *
 * It is made while the firmware is linked, and is in flash from then on. The one object that such code reaches and that
 * is made in RAM at each start is the global one: what changes is kept there, under a symbol that nobody else has.
 */
export class LiveModem {
	readonly network: Network;
	readonly #make: () => Modem;
	readonly #key = Symbol("live modem");

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
		Object.freeze(this);
	}

	/** A modem was constructed: it is the live one, unless there is one already. */
	adopt(modem: Modem): void {
		if (this.#state.modem?.MQTTClient === undefined) this.#state.modem = modem;
	}

	get #state(): State {
		const kept = globalThis as typeof globalThis & { [key: symbol]: State | undefined };
		const state = kept[this.#key] ?? {};
		kept[this.#key] = state;
		return state;
	}

	/** The class of the live modem. One that was closed has none, and a new one takes its place. */
	get #client(): BoundMQTTClient {
		const state = this.#state;
		if (state.modem?.MQTTClient === undefined) state.modem = this.#make();
		return state.modem.MQTTClient as BoundMQTTClient;
	}

	get #moddableClient(): ModdableMQTTClient {
		const state = this.#state;
		const base = this.#client;
		if (state.moddable === undefined || state.base !== base) {
			state.base = base;
			state.moddable = moddableMQTT(base);
		}
		return state.moddable;
	}
}
