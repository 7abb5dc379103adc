import { describePeer, type PeerWords, readPeer, wordsOf } from "../../../tools/hil/peer-words.js";
import { ReplayPeer } from "../../../tools/replay/replay-peer.js";
import { readScript } from "../../../tools/replay/script.js";
import type { Network } from "../../../tools/sim/network.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const all = String.fromCharCode(...Uint8Array.from({ length: 256 }, (_, at) => at));

describe("The words for a peer in a recording", () => {
	const words: readonly PeerWords[] = [
		{ name: "peer at", places: { host: "p.example", address: "192.0.2.1", tcp: 1, tls: 2, udp: [3, 4] } },
		{ name: "peer met", connection: 12 },
		{ name: "peer got", connection: 0, data: all },
		{ name: "peer got", connection: 0, data: "" },
		{ name: "peer took", end: 1, from: { host: "192.0.2.2", port: 5 }, data: all },
		{ name: "peer took", end: 0, from: { host: "192.0.2.2", port: 5 }, data: "" },
		{ name: "peer send", connection: 3, data: all },
		{ name: "peer drop", connection: 3 },
		{ name: "peer datagram", end: 0, to: { host: "192.0.2.2", port: 5 }, data: " a b " },
		{ name: "peer visit", to: { host: "module.example", port: 8080 } },
	];

	it("are printable, one line each, and are read as they were written", () => {
		for (const it of words) {
			const text = describePeer(it);
			ok(/^peer [!-~]+(?: [!-~]+)*$/.test(text), text);
			deepEqual(readPeer(text), it);
		}
	});

	it("are not read into other words", () => {
		for (const text of ["restart", "publish 1 t hello", "peer", "peer at h 1", "peer send x y", "peer took 2 h 5 d"]) {
			equal(readPeer(text), undefined, text);
		}
	});

	it("tell of what happens at the peer, but for ends and strangers", () => {
		const bytes = Uint8Array.of(0, 255);
		deepEqual(wordsOf({ event: "arrived", connection: 2 }), { name: "peer met", connection: 2 });
		deepEqual(wordsOf({ event: "data", connection: 2, bytes }), { name: "peer got", connection: 2, data: "\0\xff" });
		equal(wordsOf({ event: "ended", connection: 2 }), undefined);
		equal(wordsOf({ event: "refused", reason: "" }), undefined);
	});
});

/** What passes on a connection: the peer sends 5, 3 and 4 bytes, and the module is asked at other places than it is told. */
const session = String.raw`
! 0 peer at p.example 192.0.2.1 80 443 53 54
> 1 AT+QIOPEN=1,2,"TCP","p.example",80,0,0\r
< 2 \r\nOK\r\n
! 3 peer met 0
< 4 \r\n+QIOPEN: 2,0\r\n
! 5 peer send 0 abcde
! 6 peer send 0 fgh
< 7 \r\n+QIURC: "recv",2\r\n
> 8 AT+QIRD=2,4\r
< 9 \r\n+QIRD: 4\r\nabcd\r\n\r\nOK\r\n
> 10 AT+QIRD=2,1460\r
< 11 \r\n+QIRD: 1\r\ne\r\n\r\nOK\r\n
> 12 AT+QIRD=2,1460\r
< 13 \r\n+QIRD: 3\r\nfgh\r\n\r\nOK\r\n
< 14 \r\n+QIURC: "recv",2\r\n
> 15 AT+QIRD=2,1460\r
< 16 \r\n+QIRD: 0\r\n\r\nOK\r\n
> 17 AT+QISEND=2,3\r
< 18 \r\n>\x20
> 19 xyz
! 20 peer got 0 xy
< 21 \r\nSEND OK\r\n
> 22 AT+QISEND=2,0\r
< 23 \r\n+QISEND: 3,2,1\r\n\r\nOK\r\n
! 24 peer got 0 z
! 25 peer send 0 ijkl
! 26 peer drop 0
< 27 \r\n+QIURC: "closed",2\r\n
`;

describe("What a recording shows of the network", () => {
	const script = readScript(readExchanges(session)[0] as never);
	const releases = script.steps.flatMap(({ entry, behind }, at) =>
		entry.kind === "release" ? [{ entry, behind, at }] : [],
	);

	it("is how much had come when the module told, and when it was asked", () => {
		const data = releases.filter(({ entry }) => entry.what === "data");
		// The first five were there at once; three more came while they were fetched, and were told late; what came then is not known.
		deepEqual(
			data.map(({ entry }) => entry.amount),
			[5, 8, 8],
		);
		const before = data.map(
			({ at }) => script.steps.slice(at + 1).find(({ entry }) => entry.kind !== "release")?.entry,
		);
		deepEqual(
			before.map((entry) => (entry?.kind === "bytes" ? entry.bytes : "")),
			["AT+QIRD=2,4\r", "AT+QIRD=2,1460\r", "AT+QIRD=2,1460\r"],
		);
	});

	it("is when the peer's end came, and how much of the module's had arrived when that was asked", () => {
		const [end, ...more] = releases.filter(({ entry }) => entry.what === "end");
		equal(more.length, 0);
		equal(end?.behind, script.expected.length - 1);
		deepEqual(
			releases.filter(({ entry }) => entry.what === "passed").map(({ entry }) => entry.amount),
			[2, Number.POSITIVE_INFINITY],
		);
	});

	it("is nothing of the peer where nothing has passed with it", () => {
		equal(script.peer?.isMet, true);
		const [first = ""] = session.trim().split("\n");
		equal(readScript(readExchanges(`${first}\n> 1 AT\\r\n`)[0] as never).peer?.isMet, false);
	});

	it("is told as far as it is not known", () => {
		deepEqual(script.uncompared, []);
		const without = session.replace(/^! .*\n/gm, "");
		deepEqual(readScript(readExchanges(without)[0] as never).uncompared, [
			{ count: 1, what: "sockets", why: "the recording does not tell what their peer did" },
		]);
		const broken = session.replace("! 26 peer drop 0\n", "");
		deepEqual(readScript(readExchanges(broken)[0] as never).uncompared, [
			{ count: 1, what: "ends of connections", why: "the peer has not made them" },
		]);
	});

	it("is what the peer of a replay keeps to, and holds what comes against what came", async () => {
		const nothing: Network = {
			resolve() {},
			connect: () => undefined as never,
			openListener: () => undefined as never,
			openDatagrams: () => undefined as never,
			ping: () => () => {},
		};
		ok(script.peer !== undefined);
		const peer = new ReplayPeer(nothing, script.peer);
		const host = await new Promise<string | undefined>((resolve) => peer.resolve("p.example", resolve));
		equal(host, "192.0.2.1");
		const socket = peer.connect({ host: "192.0.2.1", port: 80 });
		const told: string[] = [];
		await new Promise<void>((resolve) => {
			socket.onOpen = resolve;
		});
		socket.onData = (bytes) => told.push(Buffer.from(bytes).toString());
		socket.onClose = () => told.push("end");
		peer.do({ name: "peer send", connection: 0, data: "abcde" });
		peer.do({ name: "peer send", connection: 0, data: "fgh" });
		peer.do({ name: "peer drop", connection: 0 });
		deepEqual(told, []);
		const of = { connection: 0 };
		peer.release({ kind: "release", what: "data", of, amount: 5 });
		peer.release({ kind: "release", what: "data", of, amount: 8 });
		peer.release({ kind: "release", what: "data", of, amount: 20 });
		peer.do({ name: "peer send", connection: 0, data: "ijkl" });
		peer.release({ kind: "release", what: "passed", of, amount: 2 });
		socket.write(Buffer.from("xy"), () => told.push("passed 2"));
		socket.write(Buffer.from("?"), () => told.push("passed 3"));
		await new Promise(setImmediate);
		peer.release({ kind: "release", what: "end", of, amount: 0 });
		deepEqual(told, ["abcde", "fgh", "ijkl", "passed 2", "end"]);
		const line = session.split("\n").findIndex((text) => text.includes("peer got 0 z")) + 1;
		deepEqual(peer.differences(), [
			{ line, expected: "connection 0 of the peer: z", got: "connection 0 of the peer: ?" },
		]);
	});
});
