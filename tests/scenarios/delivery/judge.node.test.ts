import { SeededRandom } from "../../../modules/random.js";
import { deepEqual, equal } from "../../support/assert.js";
import type { PublishRecord } from "../../support/broker/session.js";
import { outcomes } from "./application.js";
import { slopeOf } from "./heap.js";
import { Judge } from "./judge.js";
import { numberOf, payloadOf } from "./payload.js";

type Outcome = (typeof outcomes)[number];

const random = new SeededRandom(1);
/** When everything happens, ms. */
const NOON = 1_000_000;

function record(number: number, QoS: 0 | 1 | 2, isComplete = true): PublishRecord {
	const payload = payloadOf(number, random);
	return {
		...{ client: "pushed", topic: "up", id: 1, QoS, dup: false, retain: false, copies: 1, time: NOON },
		...{ payload, isComplete },
	};
}

/** A judge of one message that was told `told` and seen `times` times. */
function judged(QoS: 0 | 1 | 2, told: Outcome[], times: number, isComplete = true): Judge {
	const judge = new Judge(10);
	judge.handed(7, QoS);
	for (let at = 0; at < times; at++) judge.saw(record(7, QoS, isComplete));
	for (const it of told) judge.ended(7, outcomes.indexOf(it), NOON);
	return judge;
}

/** How many lies it finds. */
function lies(...them: Parameters<typeof judged>): number {
	return judged(...them).verdict().wrong.length;
}

describe("The judge", () => {
	it("finds every kind of lie", () => {
		equal(lies(1, ["published"], 0), 1);
		equal(lies(2, ["published"], 0), 1);
		equal(lies(2, ["published"], 1, false), 1);
		equal(lies(2, ["published"], 2), 1);
		equal(lies(2, ["unknown"], 2), 1);
		equal(lies(0, ["published"], 2), 1);
		equal(lies(0, ["failed"], 1), 1);
		equal(lies(2, ["failed"], 1), 1);
		equal(lies(1, ["unknown"], 1), 1);
		equal(lies(1, [], 1), 1);
		equal(lies(1, ["published", "published"], 1), 1);
	});

	it("believes what is true", () => {
		equal(lies(0, ["published"], 1), 0);
		equal(lies(0, ["published"], 0), 0);
		equal(lies(0, ["failed"], 0), 0);
		equal(lies(1, ["published"], 3), 0);
		equal(lies(2, ["published"], 1), 0);
		equal(lies(2, ["unknown"], 0), 0);
		equal(lies(2, ["unknown"], 1, false), 0);
	});

	it("sees that a message was released later", () => {
		const judge = judged(2, [], 0);
		const it = record(7, 2, false);
		judge.saw(it);
		judge.ended(7, 0, NOON);
		it.isComplete = true;
		judge.sweep(NOON);
		deepEqual(judge.verdict().wrong, []);
	});

	it("counts", () => {
		const judge = new Judge(10);
		for (const [number, QoS, outcome] of [
			[7, 1, "published"],
			[8, 2, "unknown"],
		] as const) {
			judge.handed(number, QoS);
			judge.ended(number, outcomes.indexOf(outcome), NOON);
		}
		for (let at = 0; at < 3; at++) judge.saw(record(7, 1));
		const { messages, outcomes: counts, doubles } = judge.verdict();
		equal(messages, 2);
		deepEqual(counts, { published: 1, failed: 0, unknown: 1 });
		equal(doubles, 2);
	});

	it("takes a lie for a deception only where bytes on the wire were others shortly before, and something else came", () => {
		const tell = (kind: string, end: number, foreign = NOON) => {
			const judge = judged(1, ["published"], 0);
			judge.spells.push({ kind, start: end - 1000, end });
			judge.saw({ ...record(7, 1), topic: "u", time: foreign });
			const { wrong, deceived } = judge.verdict();
			return [wrong.length, deceived.length];
		};
		deepEqual(tell("change", NOON - 59_000), [0, 1]);
		// The blemish of what came is one more.
		deepEqual(tell("change", NOON - 61_000), [2, 0]);
		deepEqual(tell("kick", NOON - 1000), [2, 0]);
		deepEqual(tell("change", NOON + 5000), [2, 0]);
		deepEqual(tell("change", NOON - 10_000, NOON + 1), [1, 0]);
		deepEqual(tell("change", NOON - 10_000, NOON - 60_001), [2, 0]);
	});

	it("lets no more be deceptions than came as something else", () => {
		const judge = new Judge(10);
		for (const number of [3, 4]) {
			judge.handed(number, 1);
			judge.ended(number, outcomes.indexOf("published"), NOON);
		}
		judge.saw({ ...record(3, 1), topic: "u" });
		judge.spells.push({ kind: "lose", start: NOON - 1000, end: NOON + 1000 });
		const { wrong, deceived } = judge.verdict();
		deepEqual([wrong.length, deceived.length], [1, 1]);
	});

	it("knows for each message that went missing untold which other one it came as", () => {
		const tell = (prepare: (judge: Judge) => void) => {
			const judge = new Judge(10);
			judge.counted(5, NOON - 10_000);
			judge.spells.push({ kind: "change", start: NOON - 1000, end: NOON + 1000 });
			for (const number of [3, 4]) judge.acknowledged(number, 1, NOON);
			prepare(judge);
			const { garbled, unseen, damaged, wrong } = judge.verdict();
			return [garbled, unseen.length, damaged, wrong.length];
		};
		deepEqual(
			tell(() => {}),
			[0, 2, 0, 0],
		);
		deepEqual(
			tell((judge) => judge.received(-1, 1, NOON)),
			[1, 1, 1, 0],
		);
		// To another client; too late; and under a topic of a fault's own.
		deepEqual(
			tell((judge) => judge.received(-1, 0, NOON)),
			[0, 2, 1, 0],
		);
		deepEqual(
			tell((judge) => judge.received(-1, 1, NOON + 30_001)),
			[0, 2, 1, 0],
		);
		deepEqual(
			tell((judge) => {
				judge.received(-2, 1, NOON);
				judge.received(-2, 1, NOON + 30_000);
			}),
			[2, 0, 0, 0],
		);
	});

	it("finds what nobody has sent, and what nobody may send", () => {
		const judge = new Judge(10);
		judge.handed(7, 1);
		judge.ended(7, 0, NOON);
		judge.saw(record(7, 1));
		judge.saw(record(7, 2));
		judge.saw({ ...record(7, 1), topic: "u" });
		const damaged = record(7, 1);
		(damaged.payload as Uint8Array)[5] = 1 + (damaged.payload[5] as number);
		judge.saw(damaged);
		judge.violated("somebody sent CONNECT twice", NOON);
		judge.received(-1, 0, NOON);
		const verdict = judge.verdict();
		equal(verdict.wrong.length, 5);
		equal(verdict.disfigured, 3);
		equal(verdict.damaged, 1);
	});

	it("wants each message that was acknowledged, or a cause, and that the driver counts something", () => {
		const tell = (prepare: (judge: Judge) => void) => {
			const judge = new Judge(10);
			judge.counted(5, NOON - 10_000);
			judge.acknowledged(3, 0, NOON);
			prepare(judge);
			const { acknowledged, missing, causes, unseen, wrong } = judge.verdict();
			return [acknowledged, missing, JSON.stringify(causes), unseen.length, wrong.length];
		};
		deepEqual(
			tell(() => {}),
			[1, 1, "{}", 1, 1],
		);
		deepEqual(
			tell((judge) => judge.received(3, 0, NOON)),
			[1, 0, "{}", 0, 0],
		);
		deepEqual(
			tell((judge) => {
				judge.spells.push({ kind: "lose", start: NOON - 2000, end: NOON - 1000 });
				judge.counted(6, NOON + 10_000);
			}),
			[1, 1, '{"lose":1}', 0, 0],
		);
		deepEqual(
			tell((judge) => {
				judge.overflowed(NOON + 1000);
				judge.counted(5, NOON + 10_000);
			}),
			[1, 1, '{"full":1}', 1, 0],
		);
		// The client's messages are stored, and it was told of full places some time ago; or too long ago.
		for (const [early, unseen] of [
			[29_000, 0],
			[31_000, 1],
		] as const) {
			const judge = new Judge(10);
			judge.counted(4, NOON - early - 1000);
			judge.counted(5, NOON - early);
			judge.acknowledged(3, 1, NOON);
			judge.overflowed(NOON);
			judge.counted(5, NOON + 100_000);
			equal(judge.verdict().unseen.length, unseen);
		}
		// A fault that came too late, or was long over, explains nothing.
		deepEqual(tell((judge) => judge.spells.push({ kind: "lose", start: NOON + 6000, end: NOON + 7000 }))[4], 1);
		deepEqual(tell((judge) => judge.spells.push({ kind: "lose", start: NOON - 90_000, end: NOON - 61_000 }))[4], 1);
	});
});

describe("A numbered payload", () => {
	it("tells its number, and that it is not whole", () => {
		const payload = payloadOf(123_456, random);
		equal(numberOf(payload), 123_456);
		for (let at = 0; at < payload.length; at++) {
			const other = payload.slice();
			other[at] = (other[at] as number) ^ 4;
			equal(numberOf(other), -1);
		}
		equal(numberOf(payload.subarray(1)), -1);
		equal(numberOf(new Uint8Array(3)), -1);
	});
});

describe("The slope of a heap", () => {
	it("leaves out the first fifth, and what was not looked at", () => {
		deepEqual(slopeOf([9000, 0, 9000, 10, 0, 10, 10, 10, 10, 10, 10, 10]), { length: 8, mean: 10, slope: 0 });
		deepEqual(slopeOf([0, 1, 2, 3, 4, 5]), { length: 4, mean: 3.5, slope: 1 });
	});
});
