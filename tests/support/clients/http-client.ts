import { ascii, hash, Inflow, Outflow, type SocketClass } from "./inflow.js";

export interface HTTPRequest {
	readonly method: string;
	readonly path: string;
	readonly body?: Uint8Array;
}

/** Of a response: the status, and its body's length and hash. */
export interface HTTPResponse {
	readonly status: number;
	readonly length: number;
	readonly hash: number;
}

/**
 * Requests one after the other on one connection (HTTP/1.1, RFC 9112), bodies with a length or in chunks, over any TCP class
 * of ECMA-419, on every engine. Enough to prove the class with a server; no client for applications.
 */
export function requestAll(
	Socket: SocketClass,
	options: Readonly<Record<string, unknown>>,
	host: string,
	requests: readonly HTTPRequest[],
	done: (responses: HTTPResponse[], error?: unknown) => void,
): void {
	const inflow = new Inflow();
	const responses: HTTPResponse[] = [];
	let status = 0;
	/** Of the body: bytes that are still to come of it or of its chunk, -1 while that is not known. */
	let left = -1;
	let isChunked = false;
	let isInHead = true;
	let length = 0;
	let sum = hash(new Uint8Array(0));
	const next = () => {
		const { method, path, body } = requests[responses.length] as HTTPRequest;
		const size = body === undefined ? "" : `Content-Length: ${body.length}\r\n`;
		outflow.send(ascii(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${size}\r\n`));
		if (body !== undefined) outflow.send(body);
	};
	const end = () => {
		responses.push({ status, length, hash: sum });
		[status, left, isChunked, isInHead, length, sum] = [0, -1, false, true, 0, hash(new Uint8Array(0))];
		if (responses.length < requests.length) next();
		else {
			socket.close();
			done(responses);
		}
	};
	const readHead = (line: string) => {
		if (status === 0) status = Number(line.split(" ")[1]);
		else if (line === "") {
			isInHead = false;
			if (left === 0) end();
		} else if (/^content-length:/i.test(line)) left = Number(line.slice(15));
		else if (/^transfer-encoding: *chunked/i.test(line)) isChunked = true;
	};
	/** @returns whether there was anything to do */
	const step = (): boolean => {
		if (isInHead || (isChunked && left < 0)) {
			const line = inflow.line();
			if (line === undefined) return false;
			if (isInHead) readHead(line);
			else if (line !== "") left = Number.parseInt(line, 16);
			if (!isInHead && isChunked && left === 0) {
				// No trailer: the empty line behind the last chunk.
				isChunked = false;
				isInHead = true;
				left = 0;
			}
			return true;
		}
		const piece = inflow.take(Math.min(left, inflow.length));
		if (piece.length === 0) return false;
		sum = hash(piece, sum);
		length += piece.length;
		left -= piece.length;
		if (left > 0) return true;
		if (isChunked) left = -1;
		else end();
		return true;
	};
	const socket = new Socket({
		...options,
		onWritable: (count: number) => outflow.pump(count),
		onReadable() {
			inflow.put(socket.read() as ArrayBuffer);
			while (step());
		},
		onError: (error: unknown) => done(responses, error),
	} as never);
	const outflow = new Outflow(socket);
	next();
}
