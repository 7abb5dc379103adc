import { isIP } from "node:net";

/** 198.18.0.0/15, which no host on the internet has (RFC 2544, C.2.2). */
const FIRST = (198 << 24) | (18 << 16);

/**
 * The names in a map of places, each with an address of its own that stays the same: a lookup has to give one, and whoever
 * connects to it means the name. Names are in lower case.
 */
export class MappedPlaces {
	readonly #addresses = new Map<string, string>();
	readonly #names = new Map<string, string>();

	/** @param places as `host:port`, in an order that stays the same */
	constructor(places: Iterable<string>) {
		for (const place of places) {
			const host = place.slice(0, place.lastIndexOf(":")).toLowerCase();
			if (this.#addresses.has(host)) {
				continue;
			}
			const address = isIP(host) === 0 ? dotted(FIRST + this.#addresses.size + 1) : host;
			this.#addresses.set(host, address);
			this.#names.set(address, host);
		}
	}

	/** The address of a name; undefined when it is not in the map. An address is its own. */
	addressOf(host: string): string | undefined {
		return this.#addresses.get(host.toLowerCase());
	}

	/** Who is meant by a host: the name that has this address, or the host itself. */
	nameOf(host: string): string {
		return this.#names.get(host) ?? host.toLowerCase();
	}
}

function dotted(address: number): string {
	return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
