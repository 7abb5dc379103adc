import { bytes, deepEqual, equal, throws } from "../assert.js";
import { VirtualClock } from "../virtual-clock.js";
import { MemoryNetwork, type Peer } from "./memory-network.js";

describe("MemoryNetwork", () => {
	function rig(delay = 50) {
		const clock = new VirtualClock();
		const network = new MemoryNetwork(clock, { delay });
		const told: string[] = [];
		const peers: Peer[] = [];
		const tell = (what: string) => told.push(`${what}@${clock.time}`);
		network.listen("broker.test", 1883, (peer) => {
			tell("accepted");
			peer.onData = (data) => tell(`got ${String.fromCharCode(...data)}`);
			peer.onEnd = () => tell("ended");
			peers.push(peer);
		});
		const connect = (port = 1883) => {
			const socket = network.connect({ host: "192.0.2.1", port });
			socket.onOpen = () => tell("open");
			socket.onData = (data) => tell(`data ${String.fromCharCode(...data)}`);
			socket.onClose = () => tell("closed");
			socket.onError = (failure) => tell(failure);
			return socket;
		};
		return { clock, network, told, peers, tell, connect };
	}

	it("looks names up after a round trip, and addresses at once, never inside the call", () => {
		const { clock, network, told, tell } = rig();
		network.resolve("broker.test", (address) => tell(`${address}`));
		network.resolve("nowhere.test", (address) => tell(`${address}`));
		deepEqual(told, []);
		clock.advance(200);
		network.resolve("10.0.0.7", (address) => tell(`${address}`));
		equal(told.length, 2);
		clock.advance(0);
		deepEqual(told, ["192.0.2.1@100", "undefined@100", "10.0.0.7@200"]);
	});

	it("opens after a round trip, and carries bytes in order", () => {
		const { clock, told, peers, connect } = rig();
		const socket = connect();
		deepEqual(told, []);
		clock.advance(100);
		socket.write(Uint8Array.of(97));
		socket.write(Uint8Array.of(98));
		peers[0]?.write(Uint8Array.of(99));
		clock.advance(100);
		deepEqual(told, ["accepted@100", "open@100", "got a@150", "got b@150", "data c@150"]);
	});

	it("keeps the order when the delay becomes shorter", () => {
		const { clock, network, told, connect } = rig();
		const socket = connect();
		clock.advance(100);
		told.length = 0;
		socket.write(Uint8Array.of(97));
		network.delay = 10;
		socket.write(Uint8Array.of(98));
		clock.advance(100);
		deepEqual(told, ["got a@150", "got b@150"]);
	});

	it("copies what is written", () => {
		const { clock, network, connect } = rig();
		let got = new Uint8Array();
		network.listen("192.0.2.1", 7, (peer) => {
			peer.onData = (data) => {
				got = Uint8Array.from(data);
			};
		});
		const socket = connect(7);
		clock.advance(100);
		const data = Uint8Array.of(1, 2);
		socket.write(data);
		data.fill(0);
		clock.advance(100);
		bytes(got, Uint8Array.of(1, 2));
	});

	it("delivers what was written before a close, and tells nothing to the one who closed", () => {
		const { clock, told, peers, connect } = rig();
		const socket = connect();
		clock.advance(100);
		told.length = 0;
		peers[0]?.write(Uint8Array.of(122));
		socket.write(Uint8Array.of(97));
		socket.close();
		socket.close();
		clock.advance(1000);
		deepEqual(told, ["got a@150", "ended@150"]);
		throws(() => socket.write(Uint8Array.of(1)), Error, "bad state");
	});

	it("tells the module of the server's close and reset", () => {
		const { clock, told, peers, connect } = rig();
		connect();
		connect();
		clock.advance(100);
		told.length = 0;
		peers[0]?.close();
		peers[1]?.abort();
		clock.advance(1000);
		deepEqual(told, ["closed@150", "reset@150"]);
	});

	it("calls nothing after an abort, not even open", () => {
		const { clock, told, connect } = rig();
		connect().abort();
		connect().close();
		clock.advance(1000);
		deepEqual(told, []);
	});

	it("refuses where nobody listens", () => {
		const { clock, told, connect } = rig();
		connect(1);
		clock.advance(1000);
		deepEqual(told, ["refused@100"]);
	});

	it("fails as it is told to", () => {
		const { clock, network, told, connect } = rig();
		network.reachability = "refused";
		connect();
		clock.advance(1000);
		network.reachability = "unreachable";
		connect();
		clock.advance(1000);
		network.reachability = "lost";
		connect();
		clock.advance(100_000);
		deepEqual(told, ["refused@100", "unreachable@1000", "timeout@77000"]);
	});

	it("loses bytes silently while it is lost", () => {
		const { clock, network, told, peers, connect } = rig();
		const socket = connect();
		clock.advance(100);
		told.length = 0;
		network.reachability = "lost";
		socket.write(Uint8Array.of(97));
		peers[0]?.write(Uint8Array.of(98));
		clock.advance(1000);
		deepEqual(told, []);
	});
});

describe("MemoryNetwork, what comes to the module", () => {
	const FROM = { host: "198.51.100.7", port: 5000 };
	const rig = () => {
		const clock = new VirtualClock();
		const network = new MemoryNetwork(clock, { delay: 50 });
		const told: string[] = [];
		const tell = (what: string) => told.push(`${what}@${clock.time}`);
		return { clock, network, told, tell };
	};

	it("carries datagrams to services and back, and to ports of the module", () => {
		const { clock, network, told, tell } = rig();
		network.serve("time.test", 123, (data, answer) => {
			tell(`asked ${data.length}`);
			answer(Uint8Array.of(1, 2));
		});
		const datagrams = network.openDatagrams(0);
		datagrams.onOpen = () => tell("open");
		datagrams.onDatagram = (data, { host, port }) => tell(`${data.length} from ${host}:${port}`);
		clock.advance(10);
		datagrams.send(Uint8Array.of(1, 2, 3), { host: "192.0.2.1", port: 123 });
		datagrams.send(Uint8Array.of(1), { host: "192.0.2.1", port: 124 });
		network.datagram(49152, Uint8Array.of(9), FROM);
		clock.advance(1000);
		datagrams.close();
		network.datagram(49152, Uint8Array.of(9), FROM);
		clock.advance(1000);
		deepEqual(told, ["open@0", "asked 3@60", "1 from 198.51.100.7:5000@60", "2 from 192.0.2.1:123@110"]);
	});

	it("has each port once", () => {
		const { clock, network, told, tell } = rig();
		for (const open of [() => network.openDatagrams(3030), () => network.openListener(2020)]) {
			open().onOpen = () => tell("open");
			const second = open();
			second.onError = () => tell("taken");
			clock.advance(10);
			second.close();
		}
		deepEqual(told, ["open@0", "taken@0", "open@10", "taken@10"]);
	});

	it("brings connections to a listener, as long as it is there", () => {
		const { clock, network, told, tell } = rig();
		equal(network.arrive(2020, FROM), undefined);
		const listener = network.openListener(2020);
		listener.onConnection = (socket, { port }) => {
			tell(`from ${port}`);
			socket.onData = (data) => tell(`got ${data.length}`);
			socket.onClose = () => tell("closed");
			socket.write(Uint8Array.of(7));
		};
		clock.advance(10);
		const peer = network.arrive(2020, FROM)!;
		peer.onData = (data) => tell(`peer got ${data.length}`);
		peer.write(Uint8Array.of(1, 2));
		peer.close();
		clock.advance(1000);
		listener.close();
		equal(network.arrive(2020, FROM), undefined);
		deepEqual(told.slice(0, 3), ["from 5000@60", "got 2@60", "closed@60"]);
	});

	it("shows signs of life where somebody is", () => {
		const { clock, network, told, tell } = rig();
		network.listen("broker.test", 1883, () => {});
		network.ping("192.0.2.1", () => tell("alive"));
		network.ping("192.0.2.9", () => tell("nobody"));
		network.ping("192.0.2.1", () => tell("given up"))();
		clock.advance(1000);
		deepEqual(told, ["alive@100"]);
	});
});
