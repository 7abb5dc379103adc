import { ScriptedPeers } from "../../support/scripted-peers.js";
import { type UDPSubject, udpSuite } from "./suite.js";

/** The driver's class, over a module that is a table of answers. */
async function make(): Promise<UDPSubject> {
	const { module, sockets, ids } = new ScriptedPeers();
	const id = (socket: number) => ids[socket] as number;
	return {
		UDP: module.modem.UDP as unknown as UDPSubject["UDP"],
		settle: async () => module.settle(),
		receive(socket, data, address, port) {
			if (sockets.ids.includes(id(socket))) sockets.receive(id(socket), data, `"${address}",${port}`);
		},
		sent: () =>
			sockets.sent().map((it) => {
				const [, data, address, port] = /^\d+ (.*) "(.*)",(\d+)$/s.exec(it) as unknown as string[];
				return `${address} ${port} ${data}`;
			}),
		isGone: (socket) => ids[socket] === undefined || !sockets.ids.includes(id(socket)),
		longest: 1460,
		close: () => module.modem.close(),
	};
}

describe("ECMA-419, clause 10: UDP", () => udpSuite(make));
