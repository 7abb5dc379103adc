import type { Request } from "./messages.js";
import type { PeerRequest } from "./peer.js";

/** What the broker's side of the network does, as words of a transcript. */
export type FarSide = Exclude<Request, PeerRequest | { readonly name: "restart" }>;

/** Whether a recording tells of it. */
export function isFarSide(request: Request): request is FarSide {
	return request.name === "publish" || request.name === "drop" || request.name === "stall";
}

/** The words for it: `publish 0 TOPIC PAYLOAD`, `drop CLIENT`, `stall on`; names and payload as URI components. */
export function describeFarSide(request: FarSide): string {
	const encode = (text: string) => encodeURIComponent(text);
	if (request.name === "publish")
		return `publish ${request.qos} ${encode(request.topic)} ${encode(request.payload)}`.trimEnd();
	if (request.name === "drop") return `drop ${encode(request.client)}`;
	return `stall ${request.isStalled ? "on" : "off"}`;
}

/** What {@link describeFarSide} wrote; undefined for other words. */
export function readFarSide(words: string): FarSide | undefined {
	const [name, ...rest] = words.split(" ");
	const [first = "", second = "", third = ""] = rest;
	if (name === "publish" && /^[012]$/.test(first) && second !== "") {
		const qos = Number(first) as 0 | 1 | 2;
		return { name, topic: decodeURIComponent(second), payload: decodeURIComponent(third), qos };
	}
	if (name === "drop" && first !== "") return { name, client: decodeURIComponent(first) };
	if (name === "stall" && (first === "on" || first === "off")) return { name, isStalled: first === "on" };
	return undefined;
}
