// HTTPS download: a file in pieces, each asked for by its range, over the module's TLS. A connection that breaks costs what was not
// received yet; the checksum that the server names says whether all of it is right.
import device from "embedded:provider/builtin";
import config from "mc/config";
import Timer from "timer";
import { byteLength, encode } from "xs-quectel/text";
import { HTTPReader, type ResponseHead } from "./http-reader.js";
import { tellingModem, tellWords } from "./telling.js";

const { host, port, apn, path = "/", piece = 4096 } = config;

new device.provider.Modem({ ...device.modem, apn, ...tellingModem });
const { client: secure } = device.network.tls;
type Socket = InstanceType<typeof secure.io>;

function bytesOf(text: string): Uint8Array {
	const bytes = new Uint8Array(byteLength(text));
	encode(text, bytes, 0);
	return bytes;
}

/** The authority that answers for the server, if the manifest does not name a file of the module for all connections. */
const trust = config.ca === undefined ? {} : { tls: { ca: bytesOf(config.ca) } };
/** Attempts in a row that bring nothing. */
const TRIES = 3;

/** Bytes received, and bytes in all once that is known. */
let received = 0;
let size = -1;
/** CRC-32 (IEEE 802.3) of what was received, and how the server names that of the file. */
let sum = -1;
let tag = "";
let failures = 0;

function add(bytes: Uint8Array): void {
	for (const byte of bytes) {
		sum ^= byte;
		for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
	}
	received += bytes.length;
	failures = 0;
}

const checksum = () => `crc32-${(~sum >>> 0).toString(16).padStart(8, "0")}`;

/** @throws Error for anything but the piece that was asked for, of the same file as before */
function checkHead({ status, fields }: ResponseHead): void {
	if (status !== 206) throw new Error(`HTTP: status ${status}`);
	const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(fields.get("content-range") ?? "");
	if (range === null || Number(range[1]) !== received) throw new Error("HTTP: another range");
	const name = (fields.get("etag") ?? "").replaceAll('"', "");
	if (size >= 0 && (name !== tag || Number(range[2]) !== size)) throw new Error("HTTP: the file has changed");
	tag = name;
	size = Number(range[2]);
}

function fail(why: string): void {
	tellWords("failed", why);
}

function connect(): void {
	let socket: Socket;
	let isConnected = false;
	const ask = () => {
		const range = `Range: bytes=${received}-${received + piece - 1}`;
		socket.write(bytesOf(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${range}\r\n\r\n`));
	};
	const reader = new HTTPReader({
		onHead: checkHead,
		onBody: add,
		onEnd() {
			tellWords("received", received, "of", size);
			if (received < size) ask();
			else {
				socket.close();
				tellWords(checksum() === tag ? "downloaded" : "damaged", size, checksum());
			}
		},
	});
	socket = new secure.io({
		...{ ...secure, ...trust, host, port },
		onWritable() {
			if (isConnected) return;
			isConnected = true;
			tellWords("connected", host);
			ask();
		},
		onReadable(count) {
			try {
				reader.take(new Uint8Array(this.read(count) as ArrayBuffer));
			} catch (error) {
				this.close();
				fail((error as Error).message);
			}
		},
		onError(error) {
			tellWords("broken-off", received, error.message);
			this.close();
			if (++failures < TRIES) Timer.set(connect, 1000);
			else fail(error.message);
		},
	});
}

connect();
