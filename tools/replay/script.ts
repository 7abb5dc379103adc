import { REVEALED, readWorld } from "../recording/world-words.js";
import type { BytesEntry, EventEntry } from "../sim/transcript/entry.js";
import type { Exchange } from "../sim/transcript/exchange.js";
import { hasIdentifier, isClock } from "./comparison.js";
import { type FoundFile, HiddenFiles } from "./hidden-files.js";
import { type PeerScript, readPeerScript } from "./peer-script.js";
import type { Release } from "./track.js";
import { type Unit, Units } from "./units.js";

/** What a recording expects of the module. */
export interface Expected extends Unit {
	/** Line of the recording where it ends. */
	readonly line: number;
	/** The line where its byte at `index` is. */
	lineAt(index: number): number;
	/** It ends with the checksum of a file of which the recording hides too much. */
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
	/** As they are in the recording. */
	readonly entries: Exchange["entries"];
	readonly expected: readonly Expected[];
	readonly steps: readonly Step[];
	/** What is known of the peer of sockets, where there was one. */
	readonly peer: PeerScript | undefined;
	/** Whether secrets are shown as they were; else they are hidden in what the module says, too. */
	readonly reveals: boolean;
	/** What the host sends first as the PIN of the SIM; undefined: nothing. */
	readonly pin: string | undefined;
	/** Files that the module had before. */
	readonly files: readonly FoundFile[];
	/** How much of it cannot be compared, wherever it is replayed, and why. */
	readonly uncompared: readonly Uncompared[];
}

/** Something that a recording does not hold, so that a replay cannot compare it. */
export interface Uncompared {
	readonly count: number;
	readonly what: string;
	readonly why: string;
}

const hiddenPIN = /(?<=AT\+CPIN="?)\*{4,8}(?="?\r)/gi;

/**
 * Reads what passed; what the module said before the host had sent anything belongs to nobody.
 * @param pinOf what goes out for a hidden PIN of that length; undefined: asterisks, which no SIM takes for a try
 */
export function readScript(
	{ entries }: Exchange,
	pinOf: (length: number) => string | undefined = () => undefined,
): Script {
	const expected: Expected[] = [];
	const bounds: { readonly end: number; readonly line: number }[] = [];
	const waiting: { readonly entry: BytesEntry | EventEntry; readonly at: number }[] = [];
	let count = 0;
	let first = Number.POSITIVE_INFINITY;
	const reveals = entries.some((it) => it.kind === "event" && it.words === REVEALED);
	let pin: string | undefined;
	const hidden = new HiddenFiles(reveals ? [] : entries);
	const lineAt = (offset: number) => bounds.find(({ end }) => end > offset)?.line ?? 0;
	const units = new Units((unit) => {
		const line = lineAt(unit.end - 1);
		if (unit.end <= first) return;
		const hasHiddenSum = hidden.unknown.has(line) && sum.test(unit.raw);
		expected.push({ ...unit, line, lineAt: (index) => lineAt(unit.begin + index), hasHiddenSum });
	});
	for (const entry of entries) {
		if (entry.kind === "bytes" && entry.sender === "module") {
			count += entry.bytes.length;
			bounds.push({ end: count, line: entry.line });
			units.take(Buffer.from(entry.bytes, "latin1"));
			continue;
		}
		if (entry.kind === "bytes") {
			const bytes = (hidden.sent(entry.line) ?? entry.bytes).replace(hiddenPIN, (it) => pinOf(it.length) ?? it);
			pin ??= /AT\+CPIN="?(\d{4,8})"?\r/i.exec(bytes)?.[1];
			units.sent(bytes);
			first = Math.min(first, count);
			waiting.push({ entry: { ...entry, bytes }, at: count });
		} else if (!isOfWorld(entry.words)) waiting.push({ entry, at: count });
	}
	units.end();
	const peer = readPeerScript({ entries: waiting, units: expected });
	const steps: Step[] = [];
	let behind = 0;
	const releases = [...(peer?.releases ?? [])].sort((a, b) => a.before - b.before || a.behind - b.behind);
	for (let index = 0; index <= waiting.length; index++) {
		while (releases[0]?.before === index) {
			const it = releases.shift() as (typeof releases)[0];
			steps.push({ entry: it.release, behind: it.behind });
		}
		const next = waiting[index];
		if (next === undefined) break;
		while ((expected[behind]?.end ?? Number.POSITIVE_INFINITY) <= next.at) behind++;
		steps.push({ entry: next.entry, behind });
	}
	const uncompared = findUncompared(entries, expected, peer);
	return { entries, expected, steps, peer, reveals, pin, files: hidden.found, uncompared };
}

const mqttOverTLS = /AT\+QMTCFG="ssl",(\d),([01])|AT\+QMTOPEN=(\d),/gi;
const sum = /^\s*\+(?:QFUPL|QFDWL): \d+,[0-9a-f]+\r\n$/i;

/** Whether it is no step, but what a replay has its world from. */
function isOfWorld(words: string): boolean {
	return words === REVEALED || readWorld(words) !== undefined;
}

/** What of it cannot be compared where it is another time now. */
export function timesOf({ expected }: Script): Uncompared {
	return {
		count: expected.filter(({ raw }) => isClock(raw)).length,
		what: "times of day",
		why: "it is another time now",
	};
}

function findUncompared(entries: Exchange["entries"], expected: readonly Expected[], peer: PeerScript | undefined) {
	const sums = expected.filter(({ hasHiddenSum }) => hasHiddenSum).length;
	const identifiers = expected.filter(({ raw }) => hasIdentifier(raw)).length;
	const count = (pattern: RegExp) => {
		let all = 0;
		for (const it of entries)
			if (it.kind === "bytes" && it.sender === "host") all += it.bytes.match(pattern)?.length ?? 0;
		return all;
	};
	const why = "they are not in the recording";
	let secure = 0;
	const clients = new Set<string>();
	for (const it of entries) {
		if (it.kind !== "bytes" || it.sender === "module") continue;
		for (const [, client = "", on, opened] of it.bytes.matchAll(mqttOverTLS)) {
			if (opened !== undefined) secure += clients.has(opened) ? 1 : 0;
			else if (on === "1") clients.add(client);
			else clients.delete(client);
		}
	}
	const all: Uncompared[] = [
		{ count: sums, what: "checksums of files", why: "the recording does not tell how they came to be" },
		{ count: identifiers, what: "identifiers of messages", why: "a broker draws them" },
		{ count: count(/AT\+QSSLOPEN=\d/g), what: "TLS handshakes of sockets", why },
		{ count: secure, what: "TLS handshakes of MQTT clients", why },
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
