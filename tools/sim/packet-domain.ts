import type { Random } from "../../modules/random.js";
import type { Latency } from "./latency.js";
import type { Profile } from "./profile.js";
import type { Radio } from "./radio.js";
import type { Timeline } from "./timeline.js";

/** What AT+CGDCONT and AT+QICSGP define of a context. */
export interface PdpDefinition {
	type: "IP" | "IPV6" | "IPV4V6";
	apn: string;
	user: string;
	password: string;
	/** 0 none, 1 PAP, 2 CHAP. */
	authentication: number;
}

/** The contexts of AT+QICSGP are numbered from 1 to this (note 3.2.1: `<cid>`). */
export const LAST_CONTEXT = 15;

/** The PDP contexts: what is defined of each, and the addresses of those that are active. */
export class PacketDomain {
	readonly #timeline: Timeline;
	readonly #latency: Latency;
	readonly #random: Random;
	readonly #radio: Radio;
	readonly #profile: Profile;
	readonly #definitions = new Map<number, PdpDefinition>();
	readonly #addresses = new Map<number, readonly string[]>();
	readonly #onDown: (context: number) => void;
	readonly #activating = new Set<number>();
	/** Active as far as the module knows, and unknown to the network. */
	readonly #drifted = new Set<number>();

	/** @param onDown a context is down, for whatever reason */
	constructor(
		parts: { timeline: Timeline; latency: Latency; random: Random; radio: Radio; profile: Profile },
		onDown: (context: number) => void,
	) {
		this.#timeline = parts.timeline;
		this.#latency = parts.latency;
		this.#random = parts.random;
		this.#radio = parts.radio;
		this.#profile = parts.profile;
		this.#onDown = onDown;
		this.#definitions.set(1, this.definition(1));
	}

	/** Contexts that somebody has defined, in order. */
	get defined(): number[] {
		return [...this.#definitions.keys()].sort((a, b) => a - b);
	}

	/** Contexts that are active, in order. */
	get active(): number[] {
		return [...this.#addresses.keys()].sort((a, b) => a - b);
	}

	/** A copy of what is defined of a context, with the defaults where nobody has. */
	definition(context: number): PdpDefinition {
		const factory: PdpDefinition = {
			type: this.#profile.pdpType,
			apn: "",
			user: "",
			password: "",
			authentication: 0,
		};
		return { ...(this.#definitions.get(context) ?? factory) };
	}

	/** Defines a context, or with `undefined` forgets it. */
	define(context: number, definition: PdpDefinition | undefined): void {
		if (definition === undefined) {
			this.#definitions.delete(context);
		} else {
			this.#definitions.set(context, definition);
		}
	}

	/** Whether the network knows the context too (AT+CGACT?). */
	isServed(context: number): boolean {
		return this.isActive(context) && !this.#drifted.has(context);
	}

	/** Whether some context has been forgotten by the network. */
	get hasDrifted(): boolean {
		return this.#drifted.size > 0;
	}

	/** The network forgets a context, and does not tell. */
	drift(context: number): void {
		if (this.isActive(context)) {
			this.#drifted.add(context);
		}
	}

	isActive(context: number): boolean {
		return this.#addresses.has(context);
	}

	/** The addresses of a context: an IPv4, an IPv6 or both; none while it is down. */
	addresses(context: number): readonly string[] {
		return this.#addresses.get(context) ?? [];
	}

	/** Brings a context up, and calls back with whether it is. One that is up already is up at once. Never calls back inside the call. */
	activate(context: number, callback: (up: boolean) => void): void {
		const free = this.#addresses.size + this.#activating.size < this.#profile.activeContexts;
		if (!this.isActive(context) && !this.#activating.has(context) && free && this.#radio.attached) {
			this.#activating.add(context);
		}
		const delay = this.isActive(context) ? 0 : this.#latency.draw("activate");
		this.#timeline.after(delay, () => {
			if (this.#activating.delete(context) && this.#radio.attached) {
				this.#addresses.set(context, this.#newAddresses(this.definition(context).type));
			}
			callback(this.isActive(context));
		});
	}

	/** Takes a context down. One that is down stays so. */
	deactivate(context: number): void {
		this.#activating.delete(context);
		this.#drifted.delete(context);
		if (this.#addresses.delete(context)) {
			this.#onDown(context);
		}
	}

	#newAddresses(type: PdpDefinition["type"]): string[] {
		const draw = (most: number) => this.#random.next() % most;
		const four = `10.${draw(256)}.${draw(256)}.${1 + draw(254)}`;
		const part = () => draw(0x10000).toString(16).toUpperCase();
		const six = `240E:404:${part()}:${part()}:${part()}:${part()}:${part()}:${part()}`;
		return type === "IP" ? [four] : type === "IPV6" ? [six] : [four, six];
	}
}
