import { SeededRandom } from "../../../modules/random.js";
import { Air } from "../../../tools/sim/air.js";
import { Conditions } from "../../../tools/sim/faults/conditions.js";
import { Latency } from "../../../tools/sim/latency.js";
import { Timeline } from "../../../tools/sim/timeline.js";
import { equal, ok } from "../../support/assert.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { ScriptedNetwork } from "./scripted-network.js";

describe("the air", () => {
	const start = () => {
		const clock = new VirtualClock();
		const network = new ScriptedNetwork(new Timeline(clock));
		const air = new Air(new Timeline(clock), new Latency("real", new SeededRandom(3)), network, new Conditions());
		const socket = air.connect({ host: "broker", port: 1883 });
		const events: string[] = [];
		socket.onOpen = () => events.push("open");
		socket.onData = (bytes) => events.push(`data ${bytes.length}`);
		socket.onClose = () => events.push("close");
		socket.onError = (failure) => events.push(failure);
		return { clock, network, air, socket, events };
	};

	it("opens after a round trip of 150 to 190 ms", () => {
		const { clock, events } = start();
		ok(clock.runUntil(() => events.length > 0, 1000));
		ok(clock.time >= 150 && clock.time <= 190, `${clock.time} ms`);
	});

	it("keeps the order in both directions, and takes 75 to 95 ms each way", () => {
		const { clock, network, socket, events } = start();
		clock.advance(1000);
		network.onPacket = () => {};
		for (let count = 1; count <= 50; count++) {
			network.peer.sendBytes(new Uint8Array(count));
			socket.write(Uint8Array.of(0x30, 4, 0, 1, 0x74, count));
			clock.advance(1);
		}
		const first = 1000 + 75;
		clock.advanceTo(first - 1);
		equal(events.join(), "open");
		clock.advanceTo(1000 + 95);
		ok(events[1] === "data 1");
		clock.advanceTo(1000 + 50 + 95);
		network.peer.close();
		clock.advance(200);
		equal(events.join(), ["open", ...Array.from({ length: 50 }, (_, at) => `data ${at + 1}`), "close"].join());
		const payloads = network.peer.got("publish").map((packet) => packet.cmd === "publish" && packet.payload[0]);
		equal(payloads.join(), Array.from({ length: 50 }, (_, at) => at + 1).join());
	});

	it("loses what is on its way to a peer that has closed", () => {
		const { clock, network, socket, events } = start();
		clock.advance(1000);
		network.peer.close();
		clock.advance(1);
		socket.write(Uint8Array.of(0xc0, 0));
		clock.advance(1000);
		equal(events.join(), "open,close");
		equal(network.peer.got("pingreq").length, 0);
	});

	it("still delivers what was written before close, and tells nothing more", () => {
		const { clock, network, socket, events } = start();
		clock.advance(1000);
		socket.write(Uint8Array.of(0xc0, 0));
		socket.close();
		network.peer.sendBytes(new Uint8Array(3));
		clock.advance(1000);
		equal(network.peer.got("pingreq").length, 1);
		equal(network.peer.ended, "closed");
		equal(events.join(), "open");
	});

	it("lets nothing pass once it is cut", () => {
		const { clock, network, air, socket, events } = start();
		clock.advance(1000);
		socket.write(Uint8Array.of(0xc0, 0));
		network.peer.sendBytes(new Uint8Array(3));
		air.cut();
		clock.advance(1000);
		equal(network.peer.got("pingreq").length, 0);
		equal(network.peer.ended, "aborted");
		equal(events.join(), "open");
	});

	it("gives up a connection that is cut while it opens", () => {
		const { clock, network, air, events } = start();
		clock.advance(10);
		air.cut();
		clock.advance(1000);
		equal(events.length, 0);
		equal(network.peers.length, 0);
	});
});

describe("datagrams, listeners and signs of life in the air", () => {
	const FROM = { host: "198.51.100.7", port: 5000 };
	const start = () => {
		const clock = new VirtualClock();
		const network = new ScriptedNetwork(new Timeline(clock));
		const air = new Air(new Timeline(clock), new Latency(80, new SeededRandom(3)), network, new Conditions());
		const events: string[] = [];
		const tell = (what: string) => events.push(`${clock.time} ${what}`);
		return { clock, network, air, events, tell };
	};
	const opened = () => {
		const site = start();
		const datagrams = site.air.openDatagrams(3030);
		datagrams.onOpen = () => site.tell("open");
		datagrams.onDatagram = (bytes, { port }) => site.tell(`${bytes.length} from ${port}`);
		site.clock.advance(10);
		return { ...site, datagrams };
	};

	it("open a port at once, and take their time there and back", () => {
		const { clock, network, events, datagrams, air } = opened();
		datagrams.send(new Uint8Array(3), FROM);
		clock.advanceTo(89);
		equal(network.datagrams[0]!.sent.length, 0);
		clock.advanceTo(100);
		equal(network.datagrams[0]!.sent.length, 1);
		network.datagrams[0]!.arrive(new Uint8Array(4), FROM);
		clock.advance(1000);
		equal(events.join(), "0 open,180 4 from 5000");
		equal(`${air.traffic.sent} ${air.traffic.received}`, "3 4");
	});

	it("wait while the air stalls, and are lost when it is hollow, deaf or cut", () => {
		const { clock, network, air, events, datagrams } = opened();
		air.stall(1000);
		network.datagrams[0]!.arrive(new Uint8Array(1), FROM);
		clock.advance(2000);
		equal(events.at(-1), "1090 1 from 5000");
		air.hollow();
		datagrams.send(new Uint8Array(3), FROM);
		network.datagrams[0]!.arrive(new Uint8Array(2), FROM);
		clock.advance(1000);
		equal(events.length, 2);
		equal(network.datagrams[0]!.sent.length, 0);
		air.cut();
		equal(network.datagrams[0]!.closed, true);
		equal(air.busy, false);
	});

	it("let connections come, unless the network has forgotten the context, and end with a cut", () => {
		const { clock, network, air, tell, events } = start();
		const listener = air.openListener(2020);
		listener.onConnection = (socket, { port }) => {
			tell(`incoming ${port}`);
			socket.onData = (bytes) => tell(`${bytes.length}`);
		};
		clock.advance(10);
		network.arrive(2020, FROM)!.sendBytes(new Uint8Array(5));
		clock.advance(1000);
		equal(events.join(), "10 incoming 5000,90 5");
		equal(air.busy, true);
		air.deaf = true;
		network.arrive(2020, FROM);
		clock.advance(1000);
		equal(events.length, 2);
		air.cut();
		equal(network.arrive(2020, FROM), undefined);
		equal(network.peers[0]!.ended, "aborted");
	});

	it("show signs of life in their time, none when given up, deaf or dead", () => {
		const { clock, network, air, tell, events } = start();
		air.ping("192.0.2.1", () => tell("alive"));
		const giveUp = air.ping("192.0.2.1", () => tell("given up"));
		clock.advance(100);
		giveUp();
		network.dead.add("192.0.2.2");
		air.ping("192.0.2.2", () => tell("dead"));
		air.deaf = true;
		air.ping("192.0.2.1", () => tell("deaf"));
		clock.advance(1000);
		equal(events.join(), "160 alive");
	});

	it("find no name and open no connection while the network has forgotten the context", () => {
		const { clock, network, air, tell, events } = start();
		air.deaf = true;
		air.resolve("broker", (address) => tell(`${address}`));
		const socket = air.connect({ host: "192.0.2.1", port: 1883 });
		socket.onOpen = () => tell("open");
		clock.advance(10_000);
		equal(events.join(), "80 undefined");
		equal(network.peers.length, 0);
	});

	it("tell when bytes have passed, and never when they have not", () => {
		const { clock, air, tell, events } = start();
		const socket = air.connect({ host: "192.0.2.1", port: 7 });
		clock.advance(1000);
		socket.write(new Uint8Array(1), () => tell("passed"));
		clock.advance(1000);
		air.hollow();
		socket.write(new Uint8Array(1), () => tell("passed too"));
		clock.advance(1000);
		equal(events.join(), "1160 passed");
	});
});
