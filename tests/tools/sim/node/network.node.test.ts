import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { NetworkSocket } from "../../../../tools/sim/network.js";
import { NodeNetwork } from "../../../../tools/sim/node/network.js";
import { equal, throws } from "../../../support/assert.js";

/** Everything a socket tells, one after the other. */
class Log {
	readonly events: string[] = [];
	#waiting: (() => void) | undefined;

	constructor(socket: NetworkSocket) {
		const add = (event: string) => {
			this.events.push(event);
			this.#waiting?.();
		};
		socket.onOpen = () => add("open");
		socket.onData = (bytes) => add(`data ${Buffer.from(bytes).toString()}`);
		socket.onClose = () => add("close");
		socket.onError = (failure) => add(`error ${failure}`);
	}

	async reach(count: number): Promise<string> {
		while (this.events.length < count) {
			await new Promise<void>((resolve) => {
				this.#waiting = resolve;
			});
		}
		return this.events.join();
	}
}

describe("real sockets behind the network port", () => {
	let server: Server;
	let port: number;
	let onSocket: (socket: Socket) => void = () => {};
	let ended: Promise<string>;

	beforeEach(async () => {
		let tell: (how: string) => void;
		ended = new Promise((resolve) => {
			tell = resolve;
		});
		server = createServer((socket) => {
			socket.on("error", () => tell("reset"));
			socket.on("end", () => tell("end"));
			onSocket(socket);
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		({ port } = server.address() as AddressInfo);
	});

	afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

	const resolve = (network: NodeNetwork, host: string) =>
		new Promise<string | undefined>((done) => network.resolve(host, done));

	it("opens, passes bytes both ways, and ends in good order", async () => {
		onSocket = (socket) => socket.on("data", (bytes) => socket.write(bytes));
		const socket = new NodeNetwork().connect({ host: "127.0.0.1", port });
		const log = new Log(socket);
		equal(await log.reach(1), "open");
		socket.write(Uint8Array.of(104, 105));
		equal(await log.reach(2), "open,data hi");
		socket.close();
		equal(await ended, "end");
		equal(log.events.length, 2);
	});

	it("tells once that the peer has closed", async () => {
		onSocket = (socket) => socket.end("bye");
		const log = new Log(new NodeNetwork().connect({ host: "127.0.0.1", port }));
		equal(await log.reach(3), "open,data bye,close");
	});

	it("tells a reset by the peer", async () => {
		onSocket = (socket) => socket.once("data", () => socket.resetAndDestroy());
		const socket = new NodeNetwork().connect({ host: "127.0.0.1", port });
		const log = new Log(socket);
		await log.reach(1);
		socket.write(Uint8Array.of(1));
		equal(await log.reach(2), "open,error reset");
	});

	it("resets with abort", async () => {
		onSocket = (socket) => socket.resume();
		const socket = new NodeNetwork().connect({ host: "127.0.0.1", port });
		await new Log(socket).reach(1);
		socket.abort();
		equal(await ended, "reset");
	});

	it("tells that nobody listens", async () => {
		const other = createServer();
		await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
		const free = (other.address() as AddressInfo).port;
		await new Promise<void>((done) => other.close(() => done()));
		const log = new Log(new NodeNetwork().connect({ host: "127.0.0.1", port: free }));
		equal(await log.reach(1), "error refused");
	});

	it("knows addresses and localhost, and no name that does not exist", async () => {
		const network = new NodeNetwork();
		equal(await resolve(network, "127.0.0.1"), "127.0.0.1");
		equal(await resolve(network, "localhost"), "127.0.0.1");
		equal(await resolve(network, "no-such-name.invalid"), undefined);
	});

	it("goes where its map says", async () => {
		onSocket = (socket) => socket.end("here");
		const network = new NodeNetwork({ map: { "broker.example:1883": `127.0.0.1:${port}` } });
		const log = new Log(network.connect({ host: "broker.example", port: 1883 }));
		equal(await log.reach(3), "open,data here,close");
	});

	it("knows an address for each name of its map, which stays the same and leads there too", async () => {
		onSocket = (socket) => socket.end("here");
		const to = `127.0.0.1:${port}`;
		const map = { "Broker.example:1883": to, "192.0.2.5:80": to, "broker.example:8883": to, "web.example:80": to };
		const network = new NodeNetwork({ map });
		equal(await resolve(network, "broker.Example"), "198.18.0.1");
		equal(await resolve(new NodeNetwork({ map }), "broker.example"), "198.18.0.1");
		equal(await resolve(network, "192.0.2.5"), "192.0.2.5");
		equal(await resolve(network, "web.example"), "198.18.0.3");
		for (const [host, mapped] of [
			["198.18.0.1", 1883],
			["198.18.0.1", 8883],
			["192.0.2.5", 80],
			["198.18.0.3", 80],
		] as const) {
			equal(await new Log(network.connect({ host, port: mapped })).reach(3), "open,data here,close");
		}
	});

	it("takes no map that is none", () => {
		throws(() => new NodeNetwork({ map: { "broker:1883": "127.0.0.1" } }), RangeError, "127.0.0.1");
		throws(() => new NodeNetwork({ map: { broker: "127.0.0.1:1" } }), RangeError, "broker");
	});
});
