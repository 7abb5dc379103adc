/**
 * Inside the simulator all text of the AT side is a "byte string": one character per byte, codes 0 to 255. What the host
 * typed, payloads included, is thus kept exactly as it was, and UTF-8 matters only where MQTT asks for it.
 */
const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes of a byte string. */
export function toBytes(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let at = 0; at < text.length; at++) {
		bytes[at] = text.charCodeAt(at);
	}
	return bytes;
}

/** The byte string of bytes. */
export function fromBytes(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += 4096) {
		text += String.fromCharCode(...bytes.subarray(at, at + 4096));
	}
	return text;
}

/** The characters that a byte string holds as UTF-8. Bytes that are not UTF-8 become U+FFFD. */
export function toCharacters(text: string): string {
	return utf8Decoder.decode(toBytes(text));
}

/** The byte string that is the UTF-8 form of characters. */
export function fromCharacters(text: string): string {
	return fromBytes(utf8Encoder.encode(text));
}

/** Whether a byte string is well-formed UTF-8 without U+0000, as MQTT demands of its strings (MQTT 3.1.1, 1.5.3). */
export function isMqttString(text: string): boolean {
	return !text.includes("\0") && fromCharacters(toCharacters(text)) === text;
}
