import { randomOf } from "../../../hosts/moddable/random.js";
import { equal, ok } from "../../support/assert.js";
import { VirtualClock } from "../../support/virtual-clock.js";

describe("Random numbers of a host on the SDK", () => {
	const own = Math.random;
	afterEach(() => {
		Math.random = own;
	});

	/** An engine that gives the same numbers after each start, as that of the nRF52 does. */
	function restart(): void {
		let turn = 0;
		Math.random = () => (turn = (turn + 0.381966) % 1);
	}

	function draw(count: number, start: number): number[] {
		restart();
		const clock = new VirtualClock();
		clock.advance(start);
		const random = randomOf(clock);
		return Array.from({ length: count }, () => random.next());
	}

	it("differ between devices that begin to ask a millisecond apart, although the engine's do not", () => {
		const [one, other] = [draw(1000, 5000), draw(1000, 5001)];
		equal(one.filter((number, at) => number === other[at]).length, 0);
		// Half of the bits of each, on the whole.
		let changed = 0;
		for (const [at, number] of one.entries()) {
			for (let bits = number ^ (other[at] as number); bits !== 0; bits >>>= 1) changed += bits & 1;
		}
		ok(Math.abs(changed / 31_000 - 0.5) < 0.02, `${changed} of 31,000 bits`);
	});

	it("are whole and evenly spread from 0 to 2^31 - 1", () => {
		const counts = new Array(8).fill(0);
		for (const number of draw(8000, 1)) {
			ok(Number.isInteger(number) && number >= 0 && number < 2 ** 31, `${number}`);
			counts[Math.trunc(number / 2 ** 28)]++;
		}
		ok(Math.min(...counts) > 850 && Math.max(...counts) < 1150, counts.join());
	});
});
