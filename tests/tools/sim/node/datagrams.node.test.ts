import { createSocket, type Socket } from "node:dgram";
import type { NetworkDatagrams } from "../../../../tools/sim/network.js";
import { NodeNetwork } from "../../../../tools/sim/node/network.js";
import { equal, ok } from "../../../support/assert.js";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** A UDP port of Node that sends back what comes, with a mark. */
async function echo(): Promise<{ socket: Socket; port: number }> {
	const socket = createSocket("udp4");
	socket.on("message", (bytes, { address, port }) => socket.send(`<${bytes}>`, port, address));
	await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
	return { socket, port: socket.address().port };
}

const opened = (datagrams: NetworkDatagrams) =>
	new Promise<boolean>((resolve) => {
		datagrams.onOpen = () => resolve(true);
		datagrams.onError = () => resolve(false);
	});

const next = (datagrams: NetworkDatagrams) =>
	new Promise<string>((resolve) => {
		datagrams.onDatagram = (bytes, { host, port }) => resolve(`${text(bytes)} ${host}:${port}`);
	});

describe("real datagrams behind the network port", () => {
	let server: { socket: Socket; port: number };
	const open: NetworkDatagrams[] = [];

	beforeEach(async () => {
		server = await echo();
	});

	afterEach(async () => {
		for (const one of open.splice(0)) one.close();
		await new Promise<void>((resolve) => server.socket.close(() => resolve()));
	});

	const datagramsOf = (network: NodeNetwork, port: number) => {
		const datagrams = network.openDatagrams(port);
		open.push(datagrams);
		return datagrams;
	};

	it("go there and back, and say whom they are from", async () => {
		const datagrams = datagramsOf(new NodeNetwork(), 0);
		ok(await opened(datagrams));
		const answer = next(datagrams);
		datagrams.send(Buffer.from("hello"), { host: "127.0.0.1", port: server.port });
		equal(await answer, `<hello> 127.0.0.1:${server.port}`);
	});

	it("go where the map says, and come back under the name that the module knows", async () => {
		const network = new NodeNetwork({ map: { "time.example:123": `127.0.0.1:${server.port}` } });
		const datagrams = datagramsOf(network, 0);
		ok(await opened(datagrams));
		const answer = next(datagrams);
		datagrams.send(Buffer.from("t"), { host: "time.example", port: 123 });
		equal(await answer, "<t> time.example:123");
	});

	it("have a port of their own, which only one can have", async () => {
		const free = await echo();
		await new Promise<void>((resolve) => free.socket.close(() => resolve()));
		const network = new NodeNetwork();
		ok(await opened(datagramsOf(network, free.port)));
		equal(await opened(datagramsOf(network, free.port)), false);
	});

	it("are lost when nobody takes them, and nothing breaks", async () => {
		const gone = await echo();
		await new Promise<void>((resolve) => gone.socket.close(() => resolve()));
		const datagrams = datagramsOf(new NodeNetwork(), 0);
		ok(await opened(datagrams));
		datagrams.send(Buffer.from("lost"), { host: "127.0.0.1", port: gone.port });
		const answer = next(datagrams);
		datagrams.send(Buffer.from("kept"), { host: "127.0.0.1", port: server.port });
		equal(await answer, `<kept> 127.0.0.1:${server.port}`);
	});
});

describe("a sign of life on real sockets", () => {
	it("is a refusal too, and none comes of what was given up", async () => {
		const network = new NodeNetwork();
		let times = 0;
		network.ping("127.0.0.1", () => times++)();
		await new Promise<void>((resolve) => network.ping("127.0.0.1", resolve));
		await new Promise<void>((resolve) => network.ping("127.0.0.1", resolve));
		equal(times, 0);
	});
});
