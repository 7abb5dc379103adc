import { Station } from "../network/station.js";
import type { Peer } from "../support/broker/memory-network.js";
import { bytesOf } from "../support/tokens.js";
import { type ListenerSubject, listenerSuite } from "./listener/suite.js";
import { closeSuite } from "./tcp/close.js";
import { constructorSuite } from "./tcp/constructor.js";
import type { TCPClass, TCPSubject } from "./tcp/subject.js";
import { transferSuite } from "./tcp/transfer.js";
import { type UDPSubject, udpSuite } from "./udp/suite.js";

/** Virtual ms in which everything happens that is due, closing with its patience included. */
const SETTLED = 5000;
/** For so long nothing passes the air, ms. */
const STALL = 60_000;

/** The server's end of connections, in the order in which they came. */
class Peers {
	readonly all: Peer[] = [];
	readonly sent: string[] = [];
	readonly isEnded: boolean[] = [];

	readonly accept = (peer: Peer) => {
		const at = this.all.push(peer) - 1;
		this.sent.push("");
		this.isEnded.push(false);
		peer.onData = (bytes) => {
			this.sent[at] += String.fromCharCode(...bytes);
		};
		peer.onEnd = () => {
			this.isEnded[at] = true;
		};
	};
}

async function makeTCP(): Promise<TCPSubject> {
	const station = new Station();
	const peers = new Peers();
	station.network.listen("192.0.2.1", 80, peers.accept);
	return {
		TCP: station.modem.TCP as unknown as TCPClass,
		options: () => ({ address: "192.0.2.1", port: 80 }),
		settle: async () => station.clock.advance(SETTLED),
		receive: (socket, data) => peers.all[socket]?.write(bytesOf(data)),
		drop: (socket) => peers.all[socket]?.close(),
		sent: (socket) => {
			const sent = peers.sent[socket] ?? "";
			if (sent !== "") peers.sent[socket] = "";
			return sent;
		},
		isEnded: (socket) => peers.isEnded[socket] === true,
		stall(isStalled) {
			if (isStalled) station.module.faults.cause({ fault: "stall", ms: STALL });
			else station.clock.advance(STALL);
		},
		limit: 12,
		receiveStore: 1460,
		close: () => station.close(),
	};
}

async function makeUDP(): Promise<UDPSubject> {
	const station = new Station();
	const sent: string[] = [];
	for (const [host, port] of [
		["192.0.2.9", 53],
		["192.0.2.10", 54],
	] as const) {
		station.network.serve(host, port, (bytes) => sent.push(`${host} ${port} ${String.fromCharCode(...bytes)}`));
	}
	const ports: number[] = [];
	station.onSent = () => {
		for (const [, port] of station.sent.matchAll(/AT\+QIOPEN=.*,(\d+),0\r/g)) ports.push(Number(port));
		station.sent = station.sent.slice(station.sent.lastIndexOf("\r") + 1);
	};
	return {
		UDP: station.modem.UDP as unknown as UDPSubject["UDP"],
		settle: async () => station.clock.advance(SETTLED),
		receive: (socket, data, host, port) => station.network.datagram(ports[socket] ?? 0, bytesOf(data), { host, port }),
		sent: () => sent.splice(0),
		isGone: (socket) => {
			const probe = station.network.openDatagrams(ports[socket] ?? 1);
			let isFree = true;
			probe.onError = () => {
				isFree = false;
			};
			station.clock.advance(1);
			probe.close();
			return isFree;
		},
		longest: 1460,
		close: () => station.close(),
	};
}

async function makeListener(): Promise<ListenerSubject> {
	const station = new Station();
	const address = "198.51.100.7";
	let next = 4000;
	return {
		Listener: station.modem.Listener as unknown as ListenerSubject["Listener"],
		TCP: station.modem.TCP as unknown as ListenerSubject["TCP"],
		settle: async () => station.clock.advance(SETTLED),
		arrive(port) {
			const peers = new Peers();
			const peer = station.network.arrive(port, { host: address, port: next++ });
			if (peer === undefined) throw new Error(`nobody listens on ${port}`);
			peers.accept(peer);
			return {
				send: (data) => peer.write(bytesOf(data)),
				end: () => peer.close(),
				received: () => peers.sent[0] as string,
				isEnded: () => peers.isEnded[0] === true,
			};
		},
		address,
		backlog: 4,
		close: () => station.close(),
	};
}

describe("ECMA-419, clause 10, over the simulated module", () => {
	describe("TCP", () => {
		describe("constructor", () => constructorSuite(makeTCP));
		describe("close", () => closeSuite(makeTCP));
		describe("transfer", () => transferSuite(makeTCP));
	});
	describe("UDP", () => udpSuite(makeUDP));
	describe("Listener", () => listenerSuite(makeListener));
});
