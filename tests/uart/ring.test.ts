import { Counters } from "../../modules/uart/counters.js";
import { Port } from "../../modules/uart/port.js";
import { Ring } from "../../modules/uart/ring.js";
import { Store } from "../../modules/uart/store.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { bytes, deepEqual, equal, throws } from "../support/assert.js";
import { StrictSerial } from "../support/strict-serial.js";
import { bytesOf } from "../support/tokens.js";

describe("Store", () => {
	it("gives pieces of exact length, the longest power of two first", () => {
		const store = new Store(100, 16);
		store.bytes.set(bytesOf("0123456789abcdefghijklmnopqrstuvwxyz"));
		bytes(store.piece(0, 36), "0123456789abcdef");
		bytes(store.piece(16, 7), "ghij");
		bytes(store.piece(35, 1), "z");
	});
});

describe("Ring", () => {
	it("keeps unread bytes in order and contiguous, round and round", () => {
		const counters = new Counters();
		const ring = new Ring(16, counters);
		let next = 0;
		let expected = 0;
		for (let round = 0; round < 500; round++) {
			const some = new Uint8Array((round * 7) % 17);
			for (let at = 0; at < some.length; at++) some[at] = next + at;
			next += ring.put(some);
			for (let left = (round * 5) % 13; left > 0 && ring.tail < ring.head; left--) {
				equal(ring.bytes[ring.tail], expected & 255);
				ring.tail++;
				expected++;
			}
		}
		equal(counters.ringHighWater, 16);
		equal(counters.bytesIn, next);
		equal(ring.head - ring.tail, next - expected);
	});

	it("takes no more than it has room for", () => {
		const ring = new Ring(8, new Counters());
		equal(ring.put(bytesOf("0123456789")), 8);
		equal(ring.room, 0);
		bytes(ring.bytes.slice(ring.tail, ring.head), "01234567");
	});

	it("tells each piece before it is looked at", () => {
		const ring = new Ring(256, new Counters());
		const pieces: string[] = [];
		ring.witness = {
			onRead: (view, length) => pieces.push(String.fromCharCode(...view.subarray(0, length))),
		};
		const source = bytesOf("0123456789");
		let from = 0;
		const serial = {
			read(view: Uint8Array) {
				view.set(source.subarray(from, from + view.length));
				from += view.length;
				return view.length;
			},
			write() {},
			close() {},
		};
		equal(ring.fill(serial, 10), 10);
		deepEqual(pieces, ["01234567", "89"]);
	});

	it("reads from the strictest serial, in exact lengths", () => {
		const counters = new Counters();
		const seen: number[] = [];
		const port = new Port(
			{ io: StrictSerial, baud: 9600 },
			{
				onBytes() {
					while (port.ring.tail < port.ring.head) seen.push(port.ring.bytes[port.ring.tail++] as number);
				},
				onFault() {},
			},
			counters,
			300,
			64,
		);
		port.open(9600);
		const all = new Uint8Array(1000);
		for (let at = 0; at < 1000; at++) all[at] = at * 3;
		(StrictSerial.last as StrictSerial).give(String.fromCharCode(...all));
		deepEqual(seen, [...all]);
		equal(counters.bytesIn, 1000);
	});
});

describe("Transmitter", () => {
	it("never writes more than the serial said it can take", () => {
		const counters = new Counters();
		const transmitter = new Transmitter(256, counters);
		const sizes: number[] = [];
		transmitter.attach({
			read: () => undefined,
			write: (buffer) => sizes.push(buffer.length),
			close() {},
		});
		transmitter.send(transmitter.line, 0, 200);
		deepEqual(sizes, []);
		throws(() => transmitter.send(transmitter.line, 0, 1), Error, "busy");
		transmitter.writable(5);
		deepEqual(sizes.splice(0), [4, 1]);
		transmitter.writable(150);
		deepEqual(sizes.splice(0), [64, 64, 16, 4, 2]);
		equal(transmitter.idle, false);
		transmitter.writable(1000);
		deepEqual(sizes.splice(0), [32, 8, 4, 1]);
		equal(transmitter.idle, true);
		equal(counters.bytesOut, 200);
	});

	it("drops what was not sent when it is stopped, and says how much", () => {
		const transmitter = new Transmitter(64, new Counters());
		transmitter.send(transmitter.line, 0, 10);
		equal(transmitter.stop(), 10);
		equal(transmitter.idle, true);
	});
});

describe("Port", () => {
	it("tells that the serial has failed, and touches it no more", () => {
		const faults: boolean[] = [];
		const port = new Port(
			{ io: StrictSerial, baud: 9600 },
			{ onBytes() {}, onFault: (lost) => faults.push(lost) },
			new Counters(),
			256,
			64,
		);
		port.open(9600);
		(StrictSerial.last as StrictSerial).hangUp();
		deepEqual(faults, [false]);
		equal(port.isOpen, false);
		port.close();
		equal((StrictSerial.last as StrictSerial).isClosed, false);
	});
});
