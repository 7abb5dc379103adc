import type { Modem } from "../../modules/modem-provider.js";

/** Names of the classes of a modem that a device offers. */
export type ClassName = "MQTTClient" | "TCP" | "UDP" | "TLS" | "Resolver" | "NTP" | "NetworkInterface" | "RTC";

/** What changes while a host runs. */
interface State {
	modem?: Modem;
	/** What was made of classes of the modem, by name. */
	readonly made: Map<string, unknown>;
}

/**
 * The one modem of a host. An application that constructs a modem itself, with options of its own, has made it; otherwise
 * it is made when the first class of `device.network` is asked for.
 *
 * It is made while the firmware is linked, and is in flash from then on. The one object that such code reaches and that
 * is made in RAM at each start is the global one: what changes is kept there, under a symbol that nobody else has.
 */
export class LiveModem {
	readonly #make: () => Modem;
	readonly #key = Symbol("live modem");

	/** @param make constructs the modem with the host's default options */
	constructor(make: () => Modem) {
		this.#make = make;
		Object.freeze(this);
	}

	/** A modem was constructed: it is the live one, unless there is one already. */
	adopt(modem: Modem): void {
		if (this.#state.modem?.isClosed !== false) this.#use(modem);
	}

	/**
	 * A class of the live modem, always the same one. A modem that was closed has none, and a new one takes its place.
	 * @throws Error where the build holds no such class
	 */
	classOf<Name extends ClassName>(name: Name): NonNullable<Modem[Name]> {
		let { modem } = this.#state;
		if (modem?.isClosed !== false) {
			modem = this.#make();
			this.#use(modem);
		}
		if (!(name in modem)) throw new Error(`${name}: not in this build`);
		return modem[name] as NonNullable<Modem[Name]>;
	}

	/** What `make` makes of a class of the live modem, once for each modem. */
	derived<Name extends ClassName, Made>(key: string, name: Name, make: (base: NonNullable<Modem[Name]>) => Made): Made {
		const base = this.classOf(name);
		const { made } = this.#state;
		let it = made.get(key) as Made | undefined;
		if (it === undefined) {
			it = make(base);
			made.set(key, it);
		}
		return it;
	}

	#use(modem: Modem): void {
		const state = this.#state;
		state.modem = modem;
		state.made.clear();
	}

	get #state(): State {
		const kept = globalThis as typeof globalThis & { [key: symbol]: State | undefined };
		const state = kept[this.#key] ?? { made: new Map() };
		kept[this.#key] = state;
		return state;
	}
}
