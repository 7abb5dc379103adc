import { readFileSync } from "node:fs";

/** What the corpus file holds: what the module says, piece by piece, one character for each byte. */
export function readCorpus(): string {
	const path = new URL("../../../tests/corpus/mqtt.jsonl", import.meta.url);
	const lines = readFileSync(path, "utf8").trimEnd().split("\n");
	return lines.map((line) => JSON.parse(line) as string).join("");
}

/** Messages with counted payloads of `length` bytes. */
export function messages(count: number, length: number): string {
	const payload = Array.from({ length }, (_, at) => String.fromCharCode((at * 37) & 255)).join("");
	return `\r\n+QMTRECV: 0,1,"site/17/command",${length},"${payload}"\r\n`.repeat(count);
}
