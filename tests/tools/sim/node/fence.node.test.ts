import { Fence } from "../../../../tools/sim/node/fence.js";
import { Timeline } from "../../../../tools/sim/timeline.js";
import { deepEqual, equal } from "../../../support/assert.js";
import { VirtualClock } from "../../../support/virtual-clock.js";
import { ScriptedNetwork } from "../scripted-network.js";

describe("a fence around the network", () => {
	let network: ScriptedNetwork;
	let refused: string[];
	let fence: Fence;

	beforeEach(() => {
		network = new ScriptedNetwork(new Timeline(new VirtualClock()));
		refused = [];
		fence = new Fence(network, ["Broker.example:1883", "10.1.2.3:80"], (place) => refused.push(place));
	});

	const resolve = (host: string) => new Promise<string | undefined>((done) => fence.resolve(host, done));

	it("looks up no name that is not mapped, and tells", async () => {
		equal(await resolve("elsewhere.example"), undefined);
		deepEqual(refused, ["elsewhere.example"]);
	});

	it("lets connections out to the address that a mapped name has, at its port", async () => {
		fence.connect({ host: "198.18.0.1", port: 1883 });
		equal(network.peers.length, 1);
		const socket = fence.connect({ host: "198.18.0.1", port: 1884 });
		equal(await new Promise((done) => (socket.onError = done)), "unreachable");
		deepEqual(refused, ["198.18.0.1:1884"]);
	});

	it("lets no connection out to another place, nor to another port of one that is mapped", async () => {
		for (const [host, port] of [
			["10.1.2.3", 81],
			["8.8.8.8", 80],
			["broker.example", 8883],
			["128.0.0.1", 1],
		] as const) {
			const socket = fence.connect({ host, port });
			equal(await new Promise((done) => (socket.onError = done)), "unreachable");
		}
		deepEqual(refused, ["10.1.2.3:81", "8.8.8.8:80", "broker.example:8883", "128.0.0.1:1"]);
		equal(network.peers.length, 0);
	});

	it("tells nothing of a connection that was given up", async () => {
		const socket = fence.connect({ host: "8.8.8.8", port: 1 });
		let told = false;
		socket.onError = () => {
			told = true;
		};
		socket.close();
		await new Promise<void>((done) => setImmediate(done));
		equal(told, false);
	});

	it("loses datagrams and pings to other places", () => {
		const sent: string[] = [];
		const places = {
			...network,
			openDatagrams: () => ({
				onOpen() {},
				onError() {},
				onDatagram() {},
				send: (_: Uint8Array, { host, port }: { host: string; port: number }) => sent.push(`${host}:${port}`),
				close() {},
			}),
			ping: (host: string) => {
				sent.push(host);
				return () => {};
			},
		};
		fence = new Fence(places as never, ["10.1.2.3:80"], (place) => refused.push(place));
		const datagrams = fence.openDatagrams(0);
		for (const host of ["127.0.0.1", "10.1.2.3", "10.1.2.4"]) {
			datagrams.send(Uint8Array.of(1), { host, port: 80 });
			fence.ping(host, () => {});
		}
		deepEqual(sent, ["127.0.0.1:80", "127.0.0.1", "10.1.2.3:80"]);
		deepEqual(refused, ["10.1.2.3", "10.1.2.4:80", "10.1.2.4"]);
	});
});
