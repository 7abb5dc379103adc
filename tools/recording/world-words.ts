/**
 * What a recording tells of the world beside the bytes: what the network and whoever is in it have told the module, and what is known
 * of file contents that are hidden. A replay has its far side from here, and holds what the module says against it.
 */
export type WorldWords =
	/** A name was looked up. No addresses: nobody has it. */
	| {
			readonly name: "name";
			readonly host: string;
			readonly addresses: readonly string[];
			/** s */
			readonly timeToLive: number;
	  }
	/** A time server was asked. */
	| { readonly name: "time"; readonly host: string; readonly told: Moment | undefined }
	/** The module's clock was read or set. */
	| { readonly name: "clock"; readonly told: Moment }
	/** A file that was in the module before. */
	| { readonly name: "file"; readonly path: string; readonly size: number }
	/** What was in the file that has passed, whatever it is: its length in bytes, and the checksum of the file commands. */
	| { readonly name: "content"; readonly length: number; readonly sum: string };

/** Words of a recording whose secrets are shown: behind them an asterisk is an asterisk. */
export const REVEALED = "world revealed";

export interface Moment {
	/** ms since 1970, whole seconds. */
	readonly utc: number;
	/** Quarters of an hour from UTC. */
	readonly zone: number;
}

function describeMoment({ utc, zone }: Moment): string {
	return `${new Date(utc).toISOString().slice(0, 19)}Z ${zone < 0 ? "" : "+"}${zone}`;
}

/** As words of a transcript, see ../sim/transcript/entry.ts; names as URI components. */
export function describeWorld(words: WorldWords): string {
	switch (words.name) {
		case "name": {
			const { host, addresses, timeToLive } = words;
			const found = addresses.length === 0 ? "" : ` ${timeToLive} ${addresses.join(" ")}`;
			return `world name ${encodeURIComponent(host)}${found}`;
		}
		case "time": {
			const { host, told } = words;
			return `world time ${encodeURIComponent(host)}${told === undefined ? "" : ` ${describeMoment(told)}`}`;
		}
		case "clock":
			return `world clock ${describeMoment(words.told)}`;
		case "file":
			return `world file ${encodeURIComponent(words.path)} ${words.size}`;
		case "content":
			return `world content ${words.length} ${words.sum}`;
	}
}

function readMoment(time: string, zone: string): Moment | undefined {
	const utc = Date.parse(time);
	if (Number.isNaN(utc) || !/^[+-]\d{1,2}$/.test(zone)) return undefined;
	return { utc, zone: Number(zone) };
}

/** What {@link describeWorld} wrote; undefined for other words. */
export function readWorld(text: string): WorldWords | undefined {
	const [first, kind, one = "", two = "", ...rest] = text.split(" ");
	if (first !== "world" || one === "") return undefined;
	if (kind === "name" && (two === "" || (/^\d{1,9}$/.test(two) && rest.length > 0))) {
		return { name: "name", host: decodeURIComponent(one), addresses: rest, timeToLive: Number(two) };
	}
	if (kind === "time") {
		const told = readMoment(two, rest[0] ?? "");
		if (two === "" || told !== undefined) return { name: "time", host: decodeURIComponent(one), told };
	}
	if (kind === "clock") {
		const told = readMoment(one, two);
		if (told !== undefined) return { name: "clock", told };
	}
	if (kind === "file" && /^\d{1,10}$/.test(two)) {
		return { name: "file", path: decodeURIComponent(one), size: Number(two) };
	}
	if (kind === "content" && /^\d{1,10}$/.test(one) && /^[0-9a-f]{1,4}$/.test(two)) {
		return { name: "content", length: Number(one), sum: two };
	}
	return undefined;
}
