import fc from "fast-check";
import type { Act, Conversation } from "./conversation.js";
import { type Piece, piece } from "./pieces.js";

/** What a bad wire does to one byte, or in front of it. */
interface Damage {
	/** Which byte, counted round and round. */
	readonly at: number;
	readonly kind: "lose" | "double" | "change" | "insert" | "cut";
	readonly value: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
	at: fc.nat(4095),
	kind: fc.constantFrom<Damage["kind"][]>("lose", "double", "change", "insert", "cut"),
	value: fc.oneof(fc.nat(255), fc.constantFrom(10, 13, 34, 44, 48, 62, 0)),
});

function spoil(text: string, { kind, value }: Damage, at: number): string {
	const byte = String.fromCharCode(value);
	if (kind === "lose") return text.slice(0, at) + text.slice(at + 1);
	if (kind === "double") return text.slice(0, at + 1) + text.slice(at);
	if (kind === "change") return text.slice(0, at) + byte + text.slice(at + 1);
	if (kind === "insert") return text.slice(0, at) + byte + text.slice(at);
	return text.slice(0, at) + text.slice(at + 1 + (value & 31));
}

/** Puts the pieces one behind the other, damaged, and says in front of which byte the driver acts. */
function join(pieces: readonly Piece[], damages: readonly Damage[]): Pick<Conversation, "text" | "acts"> {
	const texts = pieces.map(({ text }) => text);
	const total = texts.reduce((sum, { length }) => sum + length, 0);
	for (const it of damages) {
		let at = total === 0 ? 0 : it.at % total;
		for (const [index, text] of texts.entries()) {
			if (at < text.length) {
				texts[index] = spoil(text, it, at);
				break;
			}
			at -= text.length;
		}
	}
	const acts: Act[] = [];
	let text = "";
	for (const [index, { act }] of pieces.entries()) {
		if (act !== undefined) acts.push({ at: text.length, kind: act });
		text += texts[index];
	}
	return { text, acts };
}

const cuts = fc.oneof(
	fc.constant([]),
	fc.constant([1]),
	fc.constant([8]),
	fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
	fc.tuple(fc.integer({ min: 1, max: 400 }), fc.constant(4096)).map(([first, rest]) => [first, rest]),
);

/** Random conversations of a driver with its module, or with a broken one, cut anywhere. */
export const conversation: fc.Arbitrary<Conversation> = fc
	.record({
		said: fc.array(piece, { maxLength: 9 }),
		damages: fc.oneof(fc.constant([]), fc.array(damage, { minLength: 1, maxLength: 3 })),
		pieces: cuts,
		capacity: fc.constantFrom(256, 257, 512, 2048),
		longest: fc.constantFrom(2000, 1500, 60),
	})
	.map(({ said, damages, ...rest }) => ({ ...join(said, damages), ...rest }));
