import { ScriptedPeers } from "../../support/scripted-peers.js";
import { closeSuite } from "./close.js";
import { constructorSuite } from "./constructor.js";
import type { TCPClass, TCPSubject } from "./subject.js";
import { transferSuite } from "./transfer.js";

/** The driver's class, over a module that is a table of answers. */
async function make(): Promise<TCPSubject> {
	const peers = new ScriptedPeers();
	const { module, sockets } = peers;
	const id = (socket: number) => peers.ids[socket] as number;
	const subject: TCPSubject = {
		TCP: module.modem.TCP as unknown as TCPClass,
		options: () => ({ address: "192.0.2.9", port: 80 }),
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
		limit: 12,
		receiveStore: 1460,
		close: () => module.modem.close(),
	};
	peers.onStep = () => subject.onStep?.();
	return subject;
}

describe("ECMA-419, clause 10: TCP", () => {
	describe("constructor", () => constructorSuite(make));
	describe("close", () => closeSuite(make));
	describe("transfer", () => transferSuite(make));
});
