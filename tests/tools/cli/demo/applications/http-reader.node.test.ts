import { HTTPReader } from "../../../../../hosts/applications/http-reader.js";
import { deepEqual, throws } from "../../../../support/assert.js";

const text = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nETag: "a:b"\r\n\r\nhello';
const empty = "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n";

/** What is told of these bytes, given in pieces of `size`. */
function toldOf(bytes: Uint8Array, size: number): string[] {
	const told: string[] = [];
	let body = "";
	const reader = new HTTPReader({
		onHead: ({ status, fields, length }) => told.push(`${status} ${length} ${fields.get("etag") ?? ""}`),
		onBody(part) {
			body += Buffer.from(part).toString("latin1");
		},
		onEnd() {
			told.push(`end ${body}`);
			body = "";
		},
	});
	for (let at = 0; at < bytes.length; at += size) reader.take(bytes.subarray(at, at + size));
	return told;
}

describe("HTTPReader", () => {
	it("reads responses one after the other, in any cut", () => {
		const bytes = Buffer.from(text + empty + text);
		for (let size = 1; size <= bytes.length; size++) {
			deepEqual(toldOf(bytes, size), ['206 5 "a:b"', "end hello", "404 0 ", "end ", '206 5 "a:b"', "end hello"]);
		}
	});

	it("tells nothing of the end of a body that is not whole", () => {
		deepEqual(toldOf(Buffer.from(text.slice(0, -1)), 7), ['206 5 "a:b"']);
	});

	it("refuses what is no response with a length, and a head without end", () => {
		const cases: readonly (readonly [text: string, error: string])[] = [
			["HTTP/1.1 200 OK\r\n\r\n", "HTTP: a response without its length"],
			["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP: a response without its length"],
			["HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n", "HTTP: a response without its length"],
			["HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", "HTTP: no status line of HTTP/1.1"],
			["SSH-2.0\r\n\r\n", "HTTP: no status line of HTTP/1.1"],
			[`HTTP/1.1 200 OK\r\nX: ${"x".repeat(1024)}`, "HTTP: the head is too long"],
		];
		for (const [it, error] of cases) throws(() => toldOf(Buffer.from(it), 100), Error, error);
	});
});
