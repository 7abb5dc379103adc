import { createHmac, timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import type { PeerEvent, PeerPlaces, PeerRequest } from "./peer.js";

/** Between a run and its peer, one of these a line, as JSON; bytes in Base64. First the peer greets, the run proves that it knows the token. */
export type FromPeer =
	| { readonly kind: "greeting"; readonly version: number; readonly challenge: string }
	| { readonly kind: "ready"; readonly places: PeerPlaces }
	/** It is of no use: the connection ends. */
	| { readonly kind: "refusal"; readonly reason: string }
	| { readonly kind: "done"; readonly id: number; readonly error?: string }
	| { readonly kind: "event"; readonly event: PeerEvent };

export type ToPeer =
	/** `host` and `address`: what the run, and the module, find the peer under. */
	| { readonly kind: "proof"; readonly proof: string; readonly host: string; readonly address: string }
	| { readonly kind: "request"; readonly id: number; readonly request: PeerRequest };

/** What both sides have to speak. */
export const VERSION = 1;
/** Longest line; data of suites is a few kB. */
const LONGEST = 1_000_000;
const STRANGE = "it does not speak as a peer does";

/** What proves that one knows the token, which itself is never sent. */
export function proofOf(token: string, challenge: string): string {
	return createHmac("sha256", token).update(challenge).digest("hex");
}

/** Whether it does. */
export function isProof(proof: unknown, token: string, challenge: string): boolean {
	const wanted = Buffer.from(proofOf(token, challenge));
	const got = Buffer.from(typeof proof === "string" ? proof : "");
	return wanted.length === got.length && timingSafeEqual(wanted, got);
}

/** Sends one. */
export function tell(socket: Socket, message: FromPeer | ToPeer): void {
	const text = JSON.stringify(message, (_key, value: unknown) =>
		value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value,
	);
	if (!socket.destroyed) socket.write(`${text}\n`);
}

/** Hears them. @param onBroken told what was no message; nothing is heard then */
export function hear<Message>(
	socket: Socket,
	onMessage: (message: Message) => void,
	onBroken: (reason: string) => void,
): void {
	let text = "";
	socket.setEncoding("utf8").on("data", (piece: string) => {
		text += piece;
		for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
			const line = text.slice(0, end);
			text = text.slice(end + 1);
			const message = read(line);
			if (message === undefined) {
				socket.removeAllListeners("data");
				onBroken(STRANGE);
				return;
			}
			onMessage(message as Message);
		}
		if (text.length <= LONGEST) return;
		socket.removeAllListeners("data");
		onBroken(STRANGE);
	});
}

function read(line: string): object | undefined {
	try {
		const message: unknown = JSON.parse(line, (_key, value: unknown) => {
			const base64 = (value as { base64?: unknown } | null)?.base64;
			return typeof base64 === "string" ? Uint8Array.from(Buffer.from(base64, "base64")) : value;
		});
		return typeof message === "object" && message !== null ? message : undefined;
	} catch {
		return undefined;
	}
}
