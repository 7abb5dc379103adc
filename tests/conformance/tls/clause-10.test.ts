import { ScriptedPeers } from "../../support/scripted-peers.js";
import { closeSuite } from "../tcp/close.js";
import { constructorSuite } from "../tcp/constructor.js";
import type { TCPClass } from "../tcp/subject.js";
import { transferSuite } from "../tcp/transfer.js";
import { type TLSSubject, tlsSuite } from "./suite.js";

/** The driver's class, over a module that is a table of answers. */
async function make(): Promise<TLSSubject> {
	const peers = new ScriptedPeers();
	const { module, sockets } = peers;
	const names: string[] = [];
	const id = (socket: number) => peers.ids[socket] as number;
	const subject: TLSSubject = {
		TCP: module.modem.TLS as unknown as TCPClass,
		options: () => ({ address: "192.0.2.9", port: 443, tls: { host: "192.0.2.9", verify: false } }),
		settle: async () => module.settle(),
		receive: (socket, data) => sockets.receive(id(socket), data),
		drop: (socket) => sockets.drop(id(socket)),
		sent: (socket) => peers.sent(socket),
		isEnded: (socket) => !sockets.ids.includes(id(socket)),
		stall(isStalled) {
			sockets.isFull = isStalled;
			if (isStalled) return;
			module.clock.advance(2000);
			module.settle();
		},
		onStep: undefined,
		limit: 6,
		receiveStore: 1460,
		close: () => module.modem.close(),
		names: () => names,
	};
	peers.onStep = (line) => {
		const name = /^AT\+QSSLOPEN=\d+,\d+,\d+,"(.*)"/.exec(line)?.[1];
		if (name !== undefined) names.push(name);
		subject.onStep?.();
	};
	return subject;
}

describe("ECMA-419, clause 10: TLS", () => {
	describe("as TCP, constructor", () => constructorSuite(make));
	describe("as TCP, close", () => closeSuite(make));
	describe("as TCP, transfer", () => transferSuite(make));
	describe("alone", () => tlsSuite(make));
});
