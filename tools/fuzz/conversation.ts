/** What the driver does to its scanner while bytes arrive. */
export interface Act {
	/** In front of which byte it happens. */
	readonly at: number;
	/** Awaits a prompt, awaits none any more, or gives up all that is unread. */
	readonly kind: "await" | "withdraw" | "reset";
}

/** One experiment: what arrives, what the driver does meanwhile, and how large the scanner's parts are. */
export interface Conversation {
	/** The bytes, as characters up to U+00FF. */
	readonly text: string;
	/** In order of `at`. */
	readonly acts: readonly Act[];
	/** Lengths of the pieces in which the bytes arrive, over and over; empty: all at once. */
	readonly pieces: readonly number[];
	/** Of the ring, bytes. */
	readonly capacity: number;
	/** Longest payload that is believed, bytes. */
	readonly longest: number;
}

/** A conversation as text that can be pasted into a test. */
export function describeConversation({ text, acts, pieces, capacity, longest }: Conversation): string {
	const escaped = JSON.stringify(text).replace(/[\x7f-\xff]/g, (it) => `\\x${it.charCodeAt(0).toString(16)}`);
	return `{ text: ${escaped}, acts: ${JSON.stringify(acts)}, pieces: ${JSON.stringify(pieces)}, capacity: ${capacity}, longest: ${longest} }`;
}
