import { Direction, Escalation, FlightRecorder } from "../../modules/at/flight-recorder.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);

describe("FlightRecorder", () => {
	it("joins what goes one way within one tick, and keeps times of any sign", () => {
		const it = new FlightRecorder(512);
		it.take(Direction.out, bytesOf("AT"), 2, -2);
		it.take(Direction.out, bytesOf("\rxx"), 1, -2);
		it.take(Direction.in, bytesOf("OK"), 2, -2);
		it.take(Direction.in, bytesOf("!"), 1, 0x7fffffff);
		it.freeze(Escalation.resync, 7);
		it.take(Direction.in, bytesOf("later"), 5, 8);
		const { runs, ...more } = it.recording as NonNullable<typeof it.recording>;
		deepEqual(more, { escalation: Escalation.resync, time: 7, isCut: false });
		deepEqual(
			runs.map(({ direction, time, bytes }) => [direction, time, textOf(bytes)]),
			[
				[Direction.out, -2, "AT\r"],
				[Direction.in, -2, "OK"],
				[Direction.in, 0x7fffffff, "!"],
			],
		);
	});

	it("is frozen at each step up, and anew once things were well", () => {
		const it = new FlightRecorder(512);
		const escalations: (number | undefined)[] = [];
		const freeze = (escalation: number, time: number) => {
			it.freeze(escalation, time);
			escalations.push(it.recording?.time);
		};
		freeze(Escalation.resync, 1);
		freeze(Escalation.resync, 2);
		freeze(Escalation.reset, 3);
		freeze(Escalation.setUp, 4);
		it.settle(Escalation.resync);
		freeze(Escalation.setUp, 5);
		it.settle(Escalation.reset);
		freeze(Escalation.setUp, 6);
		deepEqual(escalations, [1, 1, 3, 3, 3, 6]);
	});

	it("forgets the oldest runs first, whole ones", () => {
		const it = new FlightRecorder(512);
		const all: string[] = [];
		for (let time = 0; time < 1000; time++) {
			const text = `${time}`.padEnd(1 + (time % 64), "x");
			all.push(text);
			it.take(Direction.in, bytesOf(text), text.length, time);
			if (time % 37 !== 0) continue;
			it.freeze(Escalation.reset, time);
			it.settle(Escalation.reset);
			const { runs, isCut } = it.recording as NonNullable<typeof it.recording>;
			const kept = runs.map(({ bytes }) => textOf(bytes));
			deepEqual(kept, all.slice(-kept.length));
			equal(isCut, kept.length < all.length);
			ok(time < 10 || kept.join("").length > 100);
		}
	});

	/** Lengths of the runs that there are. */
	function lengths(it: FlightRecorder): number[] | undefined {
		it.freeze(Escalation.reset, 0);
		it.settle(Escalation.reset);
		return it.recording?.runs.map(({ bytes }) => bytes.length);
	}

	it("begins a new run behind 128 bytes, headers included", () => {
		for (const [first, second, expected] of [
			[120, 5, [1, 125]],
			[121, 5, [1, 121, 5]],
			[200, 5, [1, 200, 5]],
		] as const) {
			const it = new FlightRecorder(512);
			it.take(Direction.out, new Uint8Array(1), 1, 0);
			it.take(Direction.in, new Uint8Array(first), first, 0);
			it.take(Direction.in, new Uint8Array(second), second, 0);
			deepEqual(lengths(it), [...expected]);
		}
	});

	it("is filled to its last byte, and then keeps a half", () => {
		const it = new FlightRecorder(512);
		const piece = new Uint8Array(249);
		it.take(Direction.in, piece, 249, 1);
		it.take(Direction.in, piece, 249, 2);
		deepEqual(lengths(it), [249, 249]);
		equal(it.recording?.isCut, false);
		it.take(Direction.in, piece, 3, 3);
		deepEqual(lengths(it), [249, 3]);
		equal(it.recording?.isCut, true);
	});

	it("goes on with a run though older ones were dropped meanwhile", () => {
		const it = new FlightRecorder(512);
		it.take(Direction.in, new Uint8Array(249), 249, 1);
		it.take(Direction.out, new Uint8Array(49), 49, 2);
		it.take(Direction.in, new Uint8Array(40), 40, 3);
		it.take(Direction.in, new Uint8Array(150), 10, 3);
		deepEqual(lengths(it), [49, 50]);
	});

	it("begins anew when it has dropped all", () => {
		const it = new FlightRecorder(512);
		const piece = new Uint8Array(256).fill(Direction.in);
		for (let round = 0; round < 3; round++) it.take(Direction.in, piece, 256, 1);
		deepEqual(lengths(it), [256]);
		it.take(Direction.in, piece.subarray(0, 2), 2, 1);
		deepEqual(lengths(it), [256, 2]);
	});

	it("takes long runs in one tick, and pieces that fill it", () => {
		const it = new FlightRecorder(512);
		const piece = new Uint8Array(256).fill(65);
		for (let round = 0; round < 9; round++) it.take(Direction.in, piece, 256, 1);
		it.freeze(Escalation.reset, 1);
		const { runs } = it.recording as NonNullable<typeof it.recording>;
		deepEqual([...new Set(runs.map(({ bytes }) => bytes.length))], [256]);
	});
});
