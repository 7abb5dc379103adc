import type { Serial } from "../../modules/io.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { bytes, deepEqual, equal } from "../support/assert.js";

/** A serial that answers each read with what `answers` says, and writes down how long the views were. */
function scripted(answers: readonly (number | undefined)[]): { serial: Serial; asked: number[] } {
	const asked: number[] = [];
	const serial: Serial = {
		read(buffer) {
			const answer = answers[asked.length];
			asked.push(buffer.length);
			buffer.fill(48 + asked.length);
			return answer;
		},
		write() {},
		close() {},
	};
	return { serial, asked };
}

function unread(ring: Ring): Uint8Array {
	return ring.bytes.slice(ring.tail, ring.head);
}

describe("Ring, filled from a Serial", () => {
	it("asks for exact lengths, the longest first, until it has the count", () => {
		const { serial, asked } = scripted([4, 2, 1]);
		const ring = new Ring(256, new Counters());
		equal(ring.fill(serial, 7), 7);
		deepEqual(asked, [4, 2, 1]);
		bytes(unread(ring), "1111223");
	});

	it("asks no more when the serial had less than it said", () => {
		const { serial, asked } = scripted([3, 4]);
		const ring = new Ring(256, new Counters());
		equal(ring.fill(serial, 8), 3);
		deepEqual(asked, [8]);
		bytes(unread(ring), "111");
	});

	it("takes nothing when the serial had nothing", () => {
		for (const nothing of [undefined, 0]) {
			const { serial, asked } = scripted([nothing, 8]);
			const counters = new Counters();
			const ring = new Ring(256, counters);
			let pieces = 0;
			ring.witness = { onRead: () => pieces++ };
			equal(ring.fill(serial, 8), 0);
			deepEqual(asked, [8]);
			equal(ring.head, 0);
			equal(counters.bytesIn, 0);
			equal(pieces, 0);
		}
	});

	it("takes no more than there is room for, wherever the unread bytes stand", () => {
		const ring = new Ring(16, new Counters());
		ring.put(new Uint8Array(14));
		ring.tail += 10;
		const { serial, asked } = scripted([8, 4, 4]);
		equal(ring.fill(serial, 20), 12);
		deepEqual(asked, [8, 4]);
		equal(ring.room, 0);
		equal(ring.fill(serial, 1), 0);
	});

	it("moves what is unread to the front only when it must, and begins there when nothing is", () => {
		const ring = new Ring(16, new Counters());
		ring.put(new Uint8Array(10));
		ring.tail = 4;
		ring.put(new Uint8Array(6));
		deepEqual([ring.tail, ring.head], [4, 16]);
		ring.put(new Uint8Array(1));
		deepEqual([ring.tail, ring.head], [0, 13]);
		ring.tail = ring.head;
		ring.put(new Uint8Array(2));
		deepEqual([ring.tail, ring.head], [0, 2]);
	});

	it("keeps the most bytes that ever waited", () => {
		const counters = new Counters();
		const ring = new Ring(16, counters);
		ring.put(new Uint8Array(9));
		ring.tail = ring.head;
		ring.put(new Uint8Array(3));
		equal(counters.ringHighWater, 9);
	});
});

describe("Transmitter, and who hears of it", () => {
	function attached(): { transmitter: Transmitter; sizes: number[]; drained: () => number } {
		const transmitter = new Transmitter(64, new Counters());
		const sizes: number[] = [];
		let count = 0;
		transmitter.owner = { onDrained: () => count++ };
		transmitter.attach({ read: () => undefined, write: (buffer) => sizes.push(buffer.length), close() {} });
		return { transmitter, sizes, drained: () => count };
	}

	it("tells once that a run has gone out, and not before", () => {
		const { transmitter, sizes, drained } = attached();
		transmitter.send(transmitter.line, 0, 6);
		transmitter.writable(4);
		deepEqual([sizes, drained()], [[4], 0]);
		transmitter.writable(4);
		deepEqual([sizes, drained()], [[4, 2], 1]);
		transmitter.writable(4);
		equal(drained(), 1);
	});

	it("keeps credit for what is sent later, and loses it with the serial", () => {
		const { transmitter, sizes } = attached();
		transmitter.writable(8);
		transmitter.send(transmitter.line, 0, 2);
		deepEqual(sizes, [2]);
		transmitter.attach(undefined);
		transmitter.send(transmitter.line, 0, 2);
		transmitter.writable(8);
		deepEqual(sizes, [2]);
		equal(transmitter.idle, false);
	});

	it("shows a trace each piece before it goes out", () => {
		const { transmitter, sizes } = attached();
		const seen: number[] = [];
		transmitter.witness = { onWrite: (piece) => seen.push(piece.length - sizes.length) };
		transmitter.writable(64);
		transmitter.send(transmitter.line, 0, 3);
		deepEqual(seen, [2, 0]);
	});
});
