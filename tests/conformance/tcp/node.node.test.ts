import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { NodeTCP } from "../../support/node-tcp.js";
import { closeSuite } from "./close.js";
import { constructorSuite } from "./constructor.js";
import type { TCPClass, TCPSubject } from "./subject.js";
import { transferSuite } from "./transfer.js";

/** Turns of the event loop in which nothing happens, after which nothing will: on one machine bytes pass at once. */
const QUIET = 20;

/** Node's own sockets behind an adapter, over the loopback interface: a second implementation, which the suite itself is checked by. */
async function make(): Promise<TCPSubject> {
	const peers: Socket[] = [];
	const sent: string[] = [];
	const isEnded: boolean[] = [];
	let events = 0;
	class Counted extends NodeTCP {
		constructor(options: Record<string, unknown>) {
			super(options, () => events++);
		}
	}
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		events++;
		const at = peers.push(socket) - 1;
		sent.push("");
		socket.setNoDelay(true);
		socket.on("data", (data) => {
			events++;
			sent[at] += data.toString("latin1");
		});
		socket.on("end", () => {
			events++;
			isEnded[at] = true;
			socket.end();
		});
		socket.on("error", () => {
			isEnded[at] = true;
		});
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		TCP: Counted as unknown as TCPClass,
		options: () => ({ address: "127.0.0.1", port }),
		async settle() {
			for (let quiet = 0; quiet < QUIET; quiet++) {
				const before = events;
				await turn();
				if (events !== before) quiet = 0;
			}
		},
		receive: (socket, data) => peers[socket]?.write(data, "latin1"),
		drop: (socket) => peers[socket]?.end(),
		sent(socket) {
			const all = sent[socket] ?? "";
			sent[socket] = "";
			return all;
		},
		isEnded: (socket) => isEnded[socket] === true,
		limit: Number.POSITIVE_INFINITY,
		receiveStore: 1460,
		close() {
			for (const peer of peers) peer.destroy();
			server.close();
		},
	};
}

describe("ECMA-419, clause 10: Node's own sockets as TCP", () => {
	describe("constructor", () => constructorSuite(make));
	describe("close", () => closeSuite(make));
	describe("transfer", () => transferSuite(make));
});
