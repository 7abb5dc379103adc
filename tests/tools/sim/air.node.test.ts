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
