import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Application, Verdict } from "./application.js";
import { makeTrust, type Trust } from "./certificates.js";
import type { Stage } from "./stage.js";

/** The name that the module knows the server by. */
const HOST = "files.example";
const PATH = "/firmware.bin";
/** Slots: the reader of HTTP lives in the callback of the socket, which comes from deep down, and closes the socket from there. */
const STACK = 640;
const SIZE = 40_000;
const PIECE = 8192;
/** The response that is broken off in the middle. */
const CUT = 3;

/** The file: all byte values, in no simple order. */
export const file = Buffer.from(Uint8Array.from({ length: SIZE }, (_, at) => (at * 89 + (at >> 8) * 7) & 255));

/** CRC-32 (IEEE 802.3) as the server names it. */
export function checksumOf(bytes: Uint8Array): string {
	let sum = 0xffffffff;
	for (const byte of bytes) {
		for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (((sum ^ (byte >> bit)) & 1) === 1 ? 0xedb88320 : 0);
	}
	return `crc32-${((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0")}`;
}

/** What of a run the verdict is made of. */
export interface DownloadSight {
	/** How the firmware ended: the word, and what it told with it. */
	readonly ending: readonly string[];
	/** Ranges that were asked for. */
	readonly ranges: readonly string[];
	readonly connections: number;
}

export function verdictOf({ ending, ranges, connections }: DownloadSight): Verdict {
	const expected = ["downloaded", `${SIZE}`, checksumOf(file)];
	const problems =
		ending.join(" ") === expected.join(" ") ? [] : [`told ${ending.join(" ")}, not ${expected.join(" ")}`];
	if (connections < 2) problems.push("the connection was not broken off");
	return { problems, figures: { bytes: SIZE, pieces: ranges.length, connections, checksum: ending[2] ?? "none" } };
}

/** Serves the file in ranges, and breaks one response off. */
class FileServer {
	readonly ranges: string[] = [];
	connections = 0;
	readonly #server: Server;
	readonly #content: Buffer;

	private constructor(trust: Trust, content: Buffer) {
		this.#content = content;
		const { certificate: cert, key } = trust.server;
		this.#server = createServer({ cert, key }, (request, response) => this.#answer(request, response));
		this.#server.on("secureConnection", () => this.connections++);
	}

	static async start(trust: Trust, content: Buffer): Promise<FileServer> {
		const it = new FileServer(trust, content);
		it.#server.listen(0, "127.0.0.1");
		await once(it.#server, "listening");
		return it;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#answer({ url, headers: { range = "" } }: IncomingMessage, response: ServerResponse): void {
		const [, from = "", to = ""] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
		const start = Number(from);
		if (url !== PATH || from === "" || start >= SIZE) {
			response.writeHead(url === PATH ? 416 : 404, { "Content-Length": 0 }).end();
			return;
		}
		this.ranges.push(range);
		const body = this.#content.subarray(start, Number(to) + 1);
		response.writeHead(206, {
			"Content-Length": body.length,
			"Content-Range": `bytes ${start}-${start + body.length - 1}/${SIZE}`,
			// Of the file as it should be: one that is served damaged is noticed.
			ETag: `"${checksumOf(file)}"`,
		});
		if (this.ranges.length !== CUT) response.end(body);
		else response.write(body.subarray(0, body.length >> 1), () => response.socket?.end());
	}
}

/** @param trust what the server shows; @param ca whom the firmware trusts; @param content what is served */
export async function download(stage: Stage, trust: Trust, ca: string, content: Buffer): Promise<Verdict> {
	const server = await FileServer.start(trust, content);
	try {
		stage.note("server", `started at https://127.0.0.1:${server.port}, for the module https://${HOST}${PATH}`);
		await stage.startModule({ map: { [`${HOST}:443`]: `127.0.0.1:${server.port}` } });
		let ending: string[] | undefined;
		await stage.startFirmware(
			"https-download",
			{ host: HOST, port: 443, path: PATH, piece: PIECE, ca },
			(kind, words) => {
				if (kind === "downloaded" || kind === "damaged" || kind === "failed") ending = [kind, ...words];
			},
			STACK,
		);
		await stage.until("the download ends", () => ending !== undefined);
		return verdictOf({ ending: ending ?? [], ranges: server.ranges, connections: server.connections });
	} finally {
		await server.close();
	}
}

/** `--application https-download` */
export const httpsDownload: Application = {
	summary: "a file in pieces over the module's TLS, through a broken connection, with its checksum",
	play(stage) {
		const trust = makeTrust(HOST);
		return download(stage, trust, trust.ca, file);
	},
};
