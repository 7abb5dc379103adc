import { readWorld, type WorldWords } from "../recording/world-words.js";
import type { Found, Network, NetworkDatagrams, NetworkListener, NetworkSocket, Target } from "../sim/network.js";
import { CHINA } from "../sim/network-time.js";
import { timeService } from "../sim/time-service.js";
import type { Exchange } from "../sim/transcript/exchange.js";
import type { Step } from "./script.js";

/** Where time servers are that a recording has by their names only: 198.18.0.0/15, which no host on the internet has (RFC 2544, C.2.2). */
const TIME_SERVERS = "198.19.0.";

type Told<Name> = Extract<WorldWords, { readonly name: Name }> & { readonly line: number };

/** The module's clock at some line of the recording. */
interface Anchor {
	/** Of the command that has shown or set it. */
	readonly line: number;
	/** ms since the recording began. */
	readonly time: number;
	/** ms since 1970. */
	readonly utc: number;
}

/**
 * The names, the time servers and the time of day that a recording tells of, in front of the rest of a network. At each step of a replay
 * they are what they were then: a lookup is given what was found when that was recorded, and the clock jumps with the recording.
 */
export class ReplayWorld implements Network {
	/** Where the network is, quarters of an hour from UTC. */
	readonly zone: number;
	readonly #network: Network;
	readonly #hosts: (Told<"name"> | Told<"time">)[] = [];
	readonly #anchors: Anchor[] = [];
	/** Names by the addresses that lookups were given. */
	readonly #given = new Map<string, string>();
	readonly #began = Date.now();
	/** Of the last step. */
	#line = 0;
	#time = 0;

	constructor(network: Network, entries: Exchange["entries"]) {
		this.#network = network;
		const zones: number[] = [];
		let command = { line: 0, time: 0 };
		for (const entry of entries) {
			const { line, time } = entry;
			if (entry.kind === "bytes") {
				if (entry.sender === "host") command = { line, time };
				continue;
			}
			const words = readWorld(entry.words);
			if (words?.name === "name") this.#hosts.push({ ...words, line });
			else if (words?.name === "time") this.#hosts.push({ ...words, line });
			else if (words?.name === "clock") this.#anchors.push({ ...command, utc: words.told.utc });
			if ((words?.name === "time" || words?.name === "clock") && words.told !== undefined) zones.push(words.told.zone);
		}
		this.zone = zones[0] ?? CHINA;
	}

	/** A step of the recording is done now. */
	moveTo({ entry }: Step): void {
		if (entry.kind === "release") return;
		this.#line = entry.line;
		this.#time = entry.time;
	}

	/** ms since 1970, by the module's clock; it stands still between two steps. */
	get now(): number {
		const anchors = this.#anchors;
		const anchor = anchors.findLast(({ line }) => line <= this.#line) ?? anchors[0];
		return Math.round(anchor === undefined ? this.#began + this.#time : anchor.utc + this.#time - anchor.time);
	}

	// ---- Network

	resolve(host: string, callback: (address: string | undefined, found?: Found) => void): void {
		const told = this.#told(host);
		if (told === undefined) this.#network.resolve(host, callback);
		else if (told.name === "time") setImmediate(callback, this.#timeServer(host));
		else {
			const [address] = told.addresses;
			if (address !== undefined) this.#given.set(address, host);
			setImmediate(callback, address, told);
		}
	}

	/** Without TLS: whom the module has spoken to then had a key that is nowhere in the recording. */
	connect({ host, port }: Target): NetworkSocket {
		return this.#network.connect({ host: this.#given.get(host) ?? host, port });
	}

	openListener(port: number): NetworkListener {
		return this.#network.openListener(port);
	}

	openDatagrams(port: number): NetworkDatagrams {
		const datagrams = this.#network.openDatagrams(port);
		const send = datagrams.send.bind(datagrams);
		datagrams.send = (bytes, to) => {
			const told = this.#told(this.#given.get(to.host) ?? to.host);
			const utc = told?.name === "time" ? told.told?.utc : undefined;
			if (utc === undefined) send(bytes, to);
			else timeService(() => utc)(bytes, (answer) => setImmediate(() => datagrams.onDatagram(answer, to)));
		};
		return datagrams;
	}

	ping(host: string, callback: () => void): () => void {
		return this.#network.ping(this.#given.get(host) ?? host, callback);
	}

	/** What the recording tells of a host behind the last step, or else what it has told before. */
	#told(host: string): Told<"name"> | Told<"time"> | undefined {
		const its = this.#hosts.filter((it) => isSameHost(it.host, host));
		return its.find(({ line }) => line > this.#line) ?? its.at(-1);
	}

	/** @returns an address for it */
	#timeServer(host: string): string {
		const address = TIME_SERVERS + ((this.#hosts.findIndex((it) => isSameHost(it.host, host)) % 254) + 1);
		this.#given.set(address, host);
		return address;
	}
}

function isSameHost(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}
