import { payloadAfter } from "../cli/payloads.js";
import type { Place } from "../hil/peer.js";
import { type PeerWords, readPeer } from "../hil/peer-words.js";
import type { BytesEntry, EventEntry } from "../sim/transcript/entry.js";
import { type Placed, type Point, Track } from "./track.js";
import type { Unit } from "./units.js";

/** What has come to the peer, and the line that tells so. */
export interface Arrival {
	readonly data: string;
	readonly line: number;
}

/** What a recording tells of the peer of sockets. */
export interface PeerScript {
	readonly places: Extract<PeerWords, { readonly name: "peer at" }>["places"];
	/** Whether anything has passed between it and the module. */
	readonly isMet: boolean;
	/** By connection. */
	readonly got: ReadonlyMap<number, readonly Arrival[]>;
	/** Datagrams, by the end of the peer. */
	readonly took: readonly [
		readonly (Arrival & { readonly from: Place })[],
		readonly (Arrival & { readonly from: Place })[],
	];
	/** Whom the module saw coming to its listeners, in order. */
	readonly visitors: readonly Place[];
	readonly releases: readonly Placed[];
	/** Ends of connections that are no doing of the peer's. */
	readonly unexplained: number;
}

const opening = /^AT\+(?:QIOPEN=\d+,(\d+),"TCP"|QSSLOPEN=\d+,\d+,(\d+)),"([^"]*)",(\d+)/i;
const binding = /^AT\+QIOPEN=\d+,(\d+),"UDP SERVICE","[^"]*",\d+,(\d+)/i;
const fetching = /^AT\+(?:QIRD=(\d+)|QSSLRECV=(\d+)),([1-9]\d*)/i;
const asking = /^AT\+(?:QISEND=(\d+)|QSSLSEND=(\d+)),0$/i;
const opened = /^\s*\+Q(I|SSL)OPEN: (\d+),(\d+)/;
const told = /^\s*\+Q(I|SSL)URC: "(recv|closed|incoming)",(\d+)(?:,\d+,"([^"]*)",(\d+))?/;
const fetched = /^\s*\+(?:QIRD|QSSLRECV): (\d+)(?:,"[^"]*",\d+)?\r\n/;
const answered = /^\s*\+Q(?:I|SSL)SEND: (\d+),(\d+),(\d+)/;

/** What was done, with how many bytes the module had sent before, and what it said, with the bytes of each. */
export interface Course {
	readonly entries: readonly { readonly entry: BytesEntry | EventEntry; readonly at: number }[];
	readonly units: readonly Unit[];
}

/**
 * Reads what a recording tells of the peer. What it did is written there; how the network has cut it, and when it arrived, is seen by
 * what the module said. @returns undefined when there was no peer
 */
export function readPeerScript(course: Course): PeerScript | undefined {
	const reader = new PeerReader(course);
	return reader.read();
}

/** A command that fetches data. */
interface Fetching {
	readonly track: Track;
	readonly most: number;
	readonly place: Point;
}

class PeerReader {
	readonly #course: Course;
	#places: PeerScript["places"] | undefined;
	#isMet = false;
	readonly #got = new Map<number, Arrival[]>();
	readonly #took: [(Arrival & { from: Place })[], (Arrival & { from: Place })[]] = [[], []];
	readonly #visitors: Place[] = [];
	readonly #tracks: Track[] = [];
	/** By `I` or `SSL`, and the number of the socket. */
	readonly #open = new Map<string, Track>();
	/** On their way to the peer; come to a listener, and the peer has not said so yet; the other way round. */
	#opening: Track[] = [];
	readonly #come: Track[] = [];
	readonly #visits: number[] = [];
	#visiting = 0;
	readonly #dropped = new Set<number>();
	/** The command in flight: what it fetches, or asks. */
	#fetching: Fetching | undefined;
	#asking: Track | undefined;
	/** Bytes of payload to come from the host. */
	#payload = 0;

	constructor(course: Course) {
		this.#course = course;
	}

	read(): PeerScript | undefined {
		const { entries, units } = this.#course;
		let done = 0;
		for (const [index, { entry, at }] of entries.entries()) {
			while (done < units.length && (units[done] as Unit).end <= at) this.#hear(units[done] as Unit, done++);
			if (entry.kind === "event") this.#happen(entry);
			else this.#send(entry.bytes, { before: index, behind: done });
		}
		while (done < units.length) this.#hear(units[done] as Unit, done++);
		if (this.#places === undefined) return undefined;
		const unexplained = this.#tracks.filter(
			({ ending, connection }) => ending !== undefined && connection !== undefined && !this.#dropped.has(connection),
		).length;
		const releases = this.#tracks.flatMap((track) => track.releases());
		return {
			places: this.#places,
			isMet: this.#isMet,
			got: this.#got,
			took: this.#took,
			visitors: this.#visitors,
			releases,
			unexplained,
		};
	}

	#happen({ words: text, line }: EventEntry): void {
		const words = readPeer(text);
		if (words === undefined) return;
		if (words.name !== "peer at") this.#isMet = true;
		if (words.name === "peer at") this.#places = words.places;
		else if (words.name === "peer visit") this.#visiting++;
		else if (words.name === "peer drop") this.#dropped.add(words.connection);
		else if (words.name === "peer took") this.#took[words.end].push({ data: words.data, from: words.from, line });
		else if (words.name === "peer got") {
			const all = this.#got.get(words.connection) ?? [];
			all.push({ data: words.data, line });
			this.#got.set(words.connection, all);
		} else if (words.name === "peer met") this.#meet(words.connection);
	}

	#meet(connection: number): void {
		if (this.#visiting > 0) {
			this.#visiting--;
			const track = this.#come.shift();
			if (track === undefined) this.#visits.push(connection);
			else track.connection = connection;
			return;
		}
		const track = this.#opening.shift();
		if (track !== undefined) track.connection = connection;
	}

	#send(bytes: string, place: Point): void {
		if (this.#payload > 0) {
			this.#payload = Math.max(0, this.#payload - bytes.length);
			return;
		}
		const line = bytes.trim();
		if (!/^AT/i.test(line)) return;
		this.#payload = payloadAfter(line);
		this.#fetching = undefined;
		this.#asking = undefined;
		// What is to hold from the next thing on that is done.
		const next = { before: place.before + 1, behind: place.behind };
		const [, plain, secure, host = "", port = ""] = opening.exec(line) ?? [];
		const number = plain ?? secure;
		if (number !== undefined) {
			const key = `${plain === undefined ? "SSL" : "I"}${number}`;
			this.#open.delete(key);
			if (this.#isPeer(host, Number(port))) this.#opening.push(this.#track(key, new Track(next)));
		}
		const [, service, localPort] = binding.exec(line) ?? [];
		if (service !== undefined) this.#track(`I${service}`, new Track(next, Number(localPort)));
		const [, one, other, most] = fetching.exec(line) ?? [];
		const fetchedFrom = this.#open.get(one === undefined ? `SSL${other}` : `I${one}`);
		if (most !== undefined && fetchedFrom !== undefined)
			this.#fetching = { track: fetchedFrom, most: Number(most), place };
		const [, asked, askedSecurely] = asking.exec(line) ?? [];
		if (asked !== undefined || askedSecurely !== undefined)
			this.#asking = this.#open.get(asked === undefined ? `SSL${askedSecurely}` : `I${asked}`);
	}

	#hear(unit: Unit, index: number): void {
		const { raw, begin } = unit;
		if (/^\s*(?:ERROR|\+CM[ES] ERROR)/.test(raw)) this.#payload = 0;
		const { entries } = this.#course;
		const place = () => {
			const found = entries.findIndex(({ at }) => at > begin);
			return { before: found < 0 ? entries.length : found, behind: index };
		};
		const [, family, number, result] = opened.exec(raw) ?? [];
		if (family !== undefined && result !== "0") {
			const failed = this.#open.get(`${family}${number}`);
			this.#opening = this.#opening.filter((it) => it !== failed);
		}
		const [, kin, what, socket, host = "", port = ""] = told.exec(raw) ?? [];
		const track = this.#open.get(`${kin}${socket}`);
		if (what === "recv") track?.tell(place());
		else if (what === "closed" && track !== undefined) track.ending = place();
		else if (what === "incoming") this.#enter(`I${socket}`, { host, port: Number(port) }, place());
		if (this.#fetching !== undefined) {
			const amount = fetched.exec(raw)?.[1];
			if (amount !== undefined) this.#fetch(this.#fetching, Number(amount), /^\s*\+QIRD: \d+,"/.test(raw));
		}
		const [, , passed, rest] = answered.exec(raw) ?? [];
		if (passed !== undefined && this.#asking !== undefined) {
			const after = { before: place().before, behind: index + 1 };
			this.#asking.questions.push({ place: after, passed: Number(passed), isAll: rest === "0" });
		}
	}

	/** Somebody has come to a listener. */
	#enter(key: string, from: Place, place: Point): void {
		const track = this.#track(key, new Track(place));
		this.#visitors.push(from);
		track.connection = this.#visits.shift();
		if (track.connection === undefined) this.#come.push(track);
	}

	#fetch({ track, most, place }: Fetching, amount: number, isDatagram: boolean): void {
		if (isDatagram) track.fetch(place, 1, false);
		else if (amount === 0) track.fetchNothing();
		else track.fetch(place, amount, amount < most);
	}

	#track(key: string, track: Track): Track {
		this.#tracks.push(track);
		this.#open.set(key, track);
		return track;
	}

	#isPeer(host: string, port: number): boolean {
		const places = this.#places;
		return (
			places !== undefined && [places.host, places.address].includes(host) && [places.tcp, places.tls].includes(port)
		);
	}
}
