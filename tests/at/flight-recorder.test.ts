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

	it("takes long runs in one tick, and pieces that fill it", () => {
		const it = new FlightRecorder(512);
		const piece = new Uint8Array(256).fill(65);
		for (let round = 0; round < 9; round++) it.take(Direction.in, piece, 256, 1);
		it.freeze(Escalation.reset, 1);
		const { runs } = it.recording as NonNullable<typeof it.recording>;
		deepEqual([...new Set(runs.map(({ bytes }) => bytes.length))], [256]);
	});
});
