import type { PeerEvent, PeerPlaces, PeerRequest, Place } from "./peer.js";

/** What a recording tells of the peer: where it was, what it did, and what has come to it. */
export type PeerWords =
	| { readonly name: "peer at"; readonly places: Omit<PeerPlaces, "authority"> }
	| { readonly name: "peer met"; readonly connection: number }
	| { readonly name: "peer got"; readonly connection: number; readonly data: string }
	| { readonly name: "peer took"; readonly end: 0 | 1; readonly from: Place; readonly data: string }
	| PeerRequest;

const encode = (text: string) => encodeURIComponent(text);
const decode = (text: string) => decodeURIComponent(text);

/** As words of a transcript; data as URI components. */
export function describePeer(words: PeerWords): string {
	switch (words.name) {
		case "peer at": {
			const { host, address, tcp, tls, udp } = words.places;
			return `peer at ${encode(host)} ${address} ${tcp} ${tls} ${udp.join(" ")}`;
		}
		case "peer met":
		case "peer drop":
			return `${words.name} ${words.connection}`;
		case "peer got":
		case "peer send":
			return `${words.name} ${words.connection} ${encode(words.data)}`.trimEnd();
		case "peer took":
			return `peer took ${words.end} ${words.from.host} ${words.from.port} ${encode(words.data)}`.trimEnd();
		case "peer datagram":
			return `peer datagram ${words.end} ${words.to.host} ${words.to.port} ${encode(words.data)}`.trimEnd();
		case "peer visit":
			return `peer visit ${encode(words.to.host)} ${words.to.port}`;
	}
}

/** What {@link describePeer} wrote; undefined for other words. */
export function readPeer(text: string): PeerWords | undefined {
	const [first, second, ...rest] = text.split(" ");
	if (first !== "peer") return undefined;
	const [one = "", two = "", three = "", four = "", five = "", six = ""] = rest;
	const number = (digits: string) => (/^\d{1,7}$/.test(digits) ? Number(digits) : undefined);
	const end = one === "0" ? 0 : one === "1" ? 1 : undefined;
	const connection = number(one);
	const place = (host: string, port: string) => ({ host: decode(host), port: number(port) ?? 0 });
	if (second === "at" && six !== "") {
		const ports = [three, four, five, six].map(number);
		if (ports.includes(undefined)) return undefined;
		const [tcp, tls, ...udp] = ports as [number, number, number, number];
		return { name: "peer at", places: { host: decode(one), address: two, tcp, tls, udp } };
	}
	if (second === "visit" && two !== "") return { name: "peer visit", to: place(one, two) };
	if (end !== undefined && three !== "") {
		if (second === "took") return { name: "peer took", end, from: place(two, three), data: decode(four) };
		if (second === "datagram") return { name: "peer datagram", end, to: place(two, three), data: decode(four) };
	}
	if (connection === undefined) return undefined;
	if (second === "met") return { name: "peer met", connection };
	if (second === "drop") return { name: "peer drop", connection };
	if (second === "got") return { name: "peer got", connection, data: decode(two) };
	if (second === "send") return { name: "peer send", connection, data: decode(two) };
	return undefined;
}

/** The words for what has happened at the peer, where a recording tells of it. */
export function wordsOf(event: PeerEvent): PeerWords | undefined {
	const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
	if (event.event === "arrived") return { name: "peer met", connection: event.connection };
	if (event.event === "data") return { name: "peer got", connection: event.connection, data: textOf(event.bytes) };
	if (event.event === "datagram")
		return { name: "peer took", end: event.end, from: event.from, data: textOf(event.bytes) };
	return undefined;
}
