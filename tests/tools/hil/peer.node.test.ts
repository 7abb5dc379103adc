import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { OwnPeer } from "../../../tools/hil/own-peer.js";
import type { Peer, PeerEvent } from "../../../tools/hil/peer.js";
import { hear } from "../../../tools/hil/peer-link.js";
import { PeerService } from "../../../tools/hil/peer-service.js";
import { RemotePeer } from "../../../tools/hil/remote-peer.js";
import { bytes, deepEqual, equal, ok } from "../../support/assert.js";

const TOKEN = "what nobody else knows";
const all = Uint8Array.from({ length: 256 }, (_, at) => at);
const allText = String.fromCharCode(...all);

/** What has happened at a peer, and who waits for more of it. */
class Events {
	readonly list: PeerEvent[] = [];
	#changed: () => void = () => {};

	constructor(peer: Peer) {
		peer.onEvent = (event) => {
			this.list.push(event);
			this.#changed();
		};
	}

	async until(isDone: (list: readonly PeerEvent[]) => boolean): Promise<void> {
		while (!isDone(this.list)) {
			await new Promise<void>((resolve) => {
				this.#changed = resolve;
			});
		}
	}

	/** All bytes of a connection so far. */
	data(connection: number): Uint8Array {
		const parts = this.list.map((it) =>
			it.event === "data" && it.connection === connection ? it.bytes : new Uint8Array(),
		);
		return Uint8Array.from(Buffer.concat(parts));
	}
}

/** All that a socket gets up to its end. */
async function received(socket: Socket): Promise<string> {
	let text = "";
	socket.setEncoding("latin1").on("data", (piece: string) => {
		text += piece;
	});
	await once(socket, "end");
	return text;
}

/** What a peer does, here and at the other end of a control connection alike. */
function peerSuite(make: () => Promise<Peer>): void {
	let peer: Peer;
	let events: Events;
	const sockets: Socket[] = [];

	before(async () => {
		peer = await make();
	});

	beforeEach(() => {
		events = new Events(peer);
	});

	after(async () => {
		for (const socket of sockets) socket.destroy();
		await peer?.close();
	});

	const arrive = async (socket: Socket): Promise<number> => {
		sockets.push(socket);
		await events.until((list) => list.some(({ event }) => event === "arrived"));
		const arrived = events.list.find(({ event }) => event === "arrived");
		return arrived?.event === "arrived" ? arrived.connection : -1;
	};

	it("carries every byte of TCP both ways, and tells and makes ends", async () => {
		const socket = connect(peer.places.tcp, peer.places.address);
		const connection = await arrive(socket);
		socket.write(all);
		await events.until(() => events.data(connection).length >= 256);
		bytes(events.data(connection), all);
		const text = received(socket);
		await peer.do({ name: "peer send", connection, data: allText });
		await peer.do({ name: "peer drop", connection });
		equal(await text, allText);
		await events.until((list) => list.some((it) => it.event === "ended" && it.connection === connection));
		equal(events.list.filter(({ event }) => event === "ended").length, 1);
	});

	it("does the same with TLS, as who it says that it is", async () => {
		const { tls: port, host, address, authority: ca } = peer.places;
		equal(host, "localhost");
		const socket = connectSecurely({ port, host: address, servername: host, ca });
		const connection = await arrive(socket);
		socket.write(all);
		await events.until(() => events.data(connection).length >= 256);
		bytes(events.data(connection), all);
		const text = received(socket);
		await peer.do({ name: "peer send", connection, data: allText });
		await peer.do({ name: "peer drop", connection });
		equal(await text, allText);
	});

	it("tells whom it has refused", async () => {
		const socket = connect(peer.places.tls, peer.places.address);
		sockets.push(socket);
		socket.on("error", () => {});
		socket.write("GET / HTTP/1.1\r\n\r\n");
		await events.until((list) => list.some((it) => it.event === "refused" && it.reason.includes("http request")));
	});

	it("sends and gets datagrams at both ends", async () => {
		const socket = createSocket("udp4");
		socket.bind(0, "127.0.0.1");
		await once(socket, "listening");
		const { port } = socket.address();
		for (const end of [0, 1] as const) {
			socket.send(all, peer.places.udp[end], peer.places.address);
			await events.until((list) => list.some((it) => it.event === "datagram" && it.end === end));
			const event = events.list.find((it) => it.event === "datagram" && it.end === end);
			ok(event?.event === "datagram");
			bytes(event.bytes, all);
			deepEqual(event.from, { host: "127.0.0.1", port });
			const got = once(socket, "message");
			await peer.do({ name: "peer datagram", end, to: { host: "127.0.0.1", port }, data: allText });
			const [message, from] = (await got) as [Buffer, { port: number }];
			equal(message.toString("latin1"), allText);
			equal(from.port, peer.places.udp[end]);
		}
		socket.close();
	});

	it("visits, and says why it cannot", async () => {
		const server = createServer((socket) => socket.end("welcome")).listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		await peer.do({ name: "peer visit", to: { host: "127.0.0.1", port } });
		await events.until((list) => list.some(({ event }) => event === "ended"));
		const [first] = events.list;
		ok(first?.event === "arrived");
		equal(Buffer.from(events.data(first.connection)).toString(), "welcome");
		await new Promise<void>((resolve) => server.close(() => resolve()));
		const reason = await peer
			.do({ name: "peer visit", to: { host: "127.0.0.1", port } })
			.catch((it: Error) => it.message);
		ok(String(reason).includes("ECONNREFUSED"), String(reason));
		const nobody = await peer.do({ name: "peer send", connection: 999, data: "" }).catch((it: Error) => it.message);
		equal(nobody, "nobody has come as number 999");
	});
}

describe("A peer", () => {
	describe("in this process", () => peerSuite(() => OwnPeer.start("localhost", 0, "own-peer")));

	describe("at the end of a control connection", () => {
		let service: PeerService;
		const notes: string[] = [];

		before(async () => {
			service = await PeerService.start("127.0.0.1", 0, TOKEN, (text) => notes.push(text));
		});

		after(() => service?.close());

		peerSuite(() => RemotePeer.connect({ host: "localhost", port: service.port }, TOKEN));

		/** What is answered to somebody who comes with something. */
		const answerTo = async (text: string): Promise<string> => {
			const socket = connect(service.port, "127.0.0.1");
			const answer = received(socket);
			socket.write(text);
			return (await answer).split("\n").at(-2) ?? "";
		};

		it("serves one run at a time, and lets nobody else in", async () => {
			const second = await RemotePeer.connect({ host: "localhost", port: service.port }, TOKEN).catch(
				(it: Error) => it,
			);
			ok((second as Error).message.endsWith("another run has the peer just now"), String(second));
		});

		it("refuses what proves nothing, and goes on", async () => {
			for (const text of [
				'{"kind":"proof","proof":"00","host":"h","address":"192.0.2.1"}\n',
				'{"kind":"request","id":1,"request":{"name":"peer visit","to":{"host":"127.0.0.1","port":1}}}\n',
				'{"kind":"proof"}\n',
			]) {
				ok((await answerTo(text)).includes("does not know the token"), text);
			}
			for (const text of ["GET / HTTP/1.1\r\n\r\n", "null\n", "5\n", "x".repeat(1_100_000)]) {
				ok((await answerTo(text)).includes("does not speak as a peer does"), text.slice(0, 10));
			}
			ok(notes.every((it) => !it.includes(TOKEN)));
		});

		it("asks everybody for another proof", async () => {
			const challenges = new Set<string>();
			for (let at = 0; at < 5; at++) {
				const socket = connect(service.port, "127.0.0.1");
				const challenge = await new Promise<string>((resolve, reject) =>
					hear<{ challenge: string }>(socket, (it) => resolve(it.challenge), reject),
				);
				ok(challenge.length >= 32);
				challenges.add(challenge);
				socket.destroy();
			}
			equal(challenges.size, 5);
		});
	});

	it("lets nobody in while no run is there, and forgets the one that is over", async () => {
		const service = await PeerService.start("127.0.0.1", 0, TOKEN, () => {});
		const early = connect(service.places.tcp, "127.0.0.1");
		early.on("error", () => {});
		await once(early, "close");
		const first = await RemotePeer.connect({ host: "127.0.0.1", port: service.port }, TOKEN);
		const visitor = connect(service.places.tcp, "127.0.0.1");
		visitor.on("error", () => {});
		await new Events(first).until((list) => list.length > 0);
		await first.close();
		await once(visitor, "close");
		// The next one counts from nothing.
		const next = await RemotePeer.connect({ host: "127.0.0.1", port: service.port }, TOKEN);
		const events = new Events(next);
		connect(service.places.tcp, "127.0.0.1").on("error", () => {});
		await events.until((list) => list.length > 0);
		deepEqual(events.list[0], { event: "arrived", connection: 0 });
		await next.close();
		await service.close();
	});

	it("says so when it goes in the middle of a request", async () => {
		const service = await PeerService.start("127.0.0.1", 0, TOKEN, () => {});
		const peer = await RemotePeer.connect({ host: "127.0.0.1", port: service.port }, TOKEN);
		// It has not even come to the peer then.
		const asked = peer.do({ name: "peer drop", connection: 0 }).catch((it: Error) => it.message);
		await service.close();
		equal(await asked, "the peer is gone");
		equal(await peer.do({ name: "peer drop", connection: 0 }).catch((it: Error) => it.message), "the peer is gone");
	});
});
