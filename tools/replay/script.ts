import type { BytesEntry, EventEntry } from "../sim/transcript/entry.js";
import type { Exchange } from "../sim/transcript/exchange.js";
import { isClock } from "./comparison.js";
import { type PeerScript, readPeerScript } from "./peer-script.js";
import type { Release } from "./track.js";
import { type Unit, Units } from "./units.js";

/** What a recording expects of the module. */
export interface Expected extends Unit {
	/** Line of the recording where it ends. */
	readonly line: number;
	/** It ends with the checksum of a file whose content the recording hides. */
	readonly hasHiddenSum: boolean;
}

/** What a host, or the far side of the network, does in a recording. */
export interface Step {
	readonly entry: BytesEntry | EventEntry | Release;
	/** So many of the expected units have come before. */
	readonly behind: number;
}

/** A recording as something that can be done again. */
export interface Script {
	readonly expected: readonly Expected[];
	readonly steps: readonly Step[];
	/** What is known of the peer of sockets, where there was one. */
	readonly peer: PeerScript | undefined;
	/** How much of it cannot be compared, and why. */
	readonly uncompared: readonly Uncompared[];
}

/** Something that a recording does not hold, so that a replay cannot compare it. */
export interface Uncompared {
	readonly count: number;
	readonly what: string;
	readonly why: string;
}

const sum = /^\s*\+(?:QFUPL|QFDWL): \d+,[0-9a-f]+\r\n$/i;

/** Reads what passed; what the module said before the host had sent anything belongs to nobody. */
export function readScript({ entries }: Exchange): Script {
	const expected: Expected[] = [];
	const bounds: { readonly end: number; readonly line: number }[] = [];
	const waiting: { readonly entry: BytesEntry | EventEntry; readonly at: number }[] = [];
	let count = 0;
	let first = Number.POSITIVE_INFINITY;
	/** The last bytes of the host are asterisks: those of a file. */
	let hidesFiles = false;
	const units = new Units((unit) => {
		const line = bounds.find(({ end }) => end >= unit.end)?.line ?? 0;
		if (unit.end > first) expected.push({ ...unit, line, hasHiddenSum: sum.test(unit.raw) && hidesFiles });
	});
	for (const entry of entries) {
		if (entry.kind === "bytes" && entry.sender === "module") {
			count += entry.bytes.length;
			bounds.push({ end: count, line: entry.line });
			units.take(Buffer.from(entry.bytes, "latin1"));
			continue;
		}
		if (entry.kind === "bytes") {
			units.sent(entry.bytes);
			if (/^\*+$/.test(entry.bytes)) hidesFiles = true;
			first = Math.min(first, count);
		}
		waiting.push({ entry, at: count });
	}
	units.end();
	const peer = readPeerScript({ entries: waiting, units: expected });
	const steps: Step[] = [];
	const releases = [...(peer?.releases ?? [])].sort((a, b) => a.before - b.before || a.behind - b.behind);
	for (let index = 0; index <= waiting.length; index++) {
		while (releases[0]?.before === index) {
			const { release, behind } = releases.shift() as (typeof releases)[0];
			steps.push({ entry: release, behind });
		}
		const next = waiting[index];
		if (next === undefined) break;
		steps.push({ entry: next.entry, behind: expected.filter(({ end }) => end <= next.at).length });
	}
	return { expected, steps, peer, uncompared: findUncompared(entries, expected, peer) };
}

function findUncompared(entries: Exchange["entries"], expected: readonly Expected[], peer: PeerScript | undefined) {
	const sums = expected.filter(({ hasHiddenSum }) => hasHiddenSum).length;
	const count = (pattern: RegExp) => {
		let all = 0;
		for (const it of entries)
			if (it.kind === "bytes" && it.sender === "host") all += it.bytes.match(pattern)?.length ?? 0;
		return all;
	};
	const why = "they are not in the recording";
	const all: Uncompared[] = [
		{ count: sums, what: "checksums of files", why: "the recording hides what is in them" },
		{ count: expected.filter(({ raw }) => isClock(raw)).length, what: "times of day", why: "it is another time now" },
		{ count: count(/AT\+QSSLOPEN=\d/g), what: "TLS handshakes of sockets", why },
	];
	if (peer === undefined) {
		all.push({
			count: count(/AT\+QIOPEN=\d/g),
			what: "sockets",
			why: "the recording does not tell what their peer did",
		});
	} else {
		all.push({
			count: peer.visitors.length,
			what: "addresses and ports of visitors",
			why: "the network has drawn them",
		});
		all.push({ count: peer.unexplained, what: "ends of connections", why: "the peer has not made them" });
	}
	return all.filter((it) => it.count > 0);
}
