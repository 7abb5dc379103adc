import { ascii, Inflow, Outflow, type SocketClass } from "./inflow.js";

/** The nonce of RFC 6455, 1.3, and what the server has to answer to it: so no hash is needed here. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/** Opcodes of RFC 6455, 5.2. */
const Opcode = Object.freeze({ text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const);

const MASK = Object.freeze([0x37, 0xfa, 0x21, 0x3d] as const);

/** A frame from client to server, masked. */
function frame(opcode: number, payload: Uint8Array): Uint8Array {
	const { length } = payload;
	const head = length < 126 ? [length | 128] : [126 | 128, length >> 8, length & 255];
	const bytes = new Uint8Array(1 + head.length + MASK.length + length);
	bytes.set([opcode | 128, ...head, ...MASK]);
	const start = bytes.length - length;
	for (let at = 0; at < length; at++) bytes[start + at] = (payload[at] as number) ^ (MASK[at & 3] as number);
	return bytes;
}

/** What was received: `text ...`, `binary <length>`, `ping`, `close <code>`. */
export type Heard = string;

/**
 * Opens a WebSocket (RFC 6455), sends messages, answers pings, and closes once as many messages have come back, over any TCP
 * class of ECMA-419, on every engine. Enough to prove the class with a server; no client for applications.
 */
export function talkAll(
	Socket: SocketClass,
	options: Readonly<Record<string, unknown>>,
	host: string,
	messages: readonly (string | Uint8Array)[],
	done: (heard: Heard[], error?: unknown) => void,
): void {
	const inflow = new Inflow();
	const heard: Heard[] = [];
	let isInHead = true;
	let isAccepted = false;
	let count = 0;
	const readHead = (line: string) => {
		if (/^sec-websocket-accept:/i.test(line)) isAccepted = line.slice(21).trim() === ACCEPT;
		else if (line === "") {
			isInHead = false;
			if (!isAccepted) throw new Error("not accepted");
			for (const message of messages) {
				const isText = typeof message === "string";
				outflow.send(frame(isText ? Opcode.text : Opcode.binary, isText ? ascii(message) : message));
			}
		}
	};
	const hear = (opcode: number, payload: Uint8Array) => {
		if (opcode === Opcode.ping) {
			heard.push("ping");
			outflow.send(frame(Opcode.pong, payload));
		} else if (opcode === Opcode.close) {
			heard.push(`close ${((payload[0] as number) << 8) | (payload[1] as number)}`);
			socket.close();
			done(heard);
		} else {
			heard.push(opcode === Opcode.text ? `text ${String.fromCharCode(...payload)}` : `binary ${payload.length}`);
			if (++count === messages.length) outflow.send(frame(Opcode.close, Uint8Array.of(3, 232)));
		}
	};
	/** @returns whether there was anything to do */
	const step = (): boolean => {
		if (isInHead) {
			const line = inflow.line();
			if (line !== undefined) readHead(line);
			return line !== undefined;
		}
		if (inflow.length < 2) return false;
		const isLong = inflow.at(1) === 126;
		if (isLong && inflow.length < 4) return false;
		const length = isLong ? (inflow.at(2) << 8) | inflow.at(3) : inflow.at(1);
		const head = isLong ? 4 : 2;
		if (inflow.length < head + length) return false;
		const opcode = inflow.at(0) & 15;
		inflow.take(head);
		hear(opcode, inflow.take(length));
		return true;
	};
	const socket = new Socket({
		...options,
		onWritable: (room: number) => outflow.pump(room),
		onReadable() {
			inflow.put(socket.read() as ArrayBuffer);
			while (step());
		},
		onError: (error: unknown) => done(heard, error),
	} as never);
	const outflow = new Outflow(socket);
	outflow.send(
		ascii(
			`GET /chat HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
				`Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
		),
	);
}
