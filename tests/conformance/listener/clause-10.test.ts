import { ScriptedPeers } from "../../support/scripted-peers.js";
import { type ListenerSubject, listenerSuite } from "./suite.js";

/** The driver's class, over a module that is a table of answers. */
async function make(): Promise<ListenerSubject> {
	const { module, sockets } = new ScriptedPeers();
	const address = "198.51.100.7";
	let next = 4000;
	return {
		Listener: module.modem.Listener as unknown as ListenerSubject["Listener"],
		TCP: module.modem.TCP as unknown as ListenerSubject["TCP"],
		settle: async () => module.settle(),
		arrive() {
			let id = 0;
			while (sockets.ids.includes(id)) id++;
			const server = sockets.ids.find((it) => sockets.kind(it) === "TCP LISTENER 8080") as number;
			sockets.arrive(id, server, `"${address}",${next++}`);
			let received = "";
			return {
				send: (data) => sockets.receive(id, data),
				end: () => sockets.drop(id),
				received() {
					for (const it of sockets.sent()) if (it.startsWith(`${id} `)) received += it.slice(`${id} `.length);
					return received;
				},
				isEnded: () => !sockets.ids.includes(id),
			};
		},
		address,
		backlog: 4,
		close: () => module.modem.close(),
	};
}

describe("ECMA-419, clause 10: Listener", () => listenerSuite(make));
