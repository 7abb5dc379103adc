import type { DeliveryOutcome } from "../../../modules/delivery.js";
import { deepEqual, equal } from "../../support/assert.js";
import type { PublishRecord } from "../../support/broker/session.js";
import { judge } from "./judge.js";

function record(number: number, QoS: 0 | 1 | 2, isComplete = true): PublishRecord {
	const payload = new Uint8Array(4);
	new DataView(payload.buffer).setUint32(0, number);
	return {
		client: "mast",
		topic: "up",
		id: 1,
		QoS,
		dup: false,
		retain: false,
		copies: 1,
		time: 0,
		payload,
		isComplete,
	};
}

/** How many lies the judge finds in one message that was told `outcomes` and seen `times` times. */
function lies(QoS: 0 | 1 | 2, outcomes: DeliveryOutcome[], times: number, isComplete = true): number {
	const log = Array.from({ length: times }, () => record(7, QoS, isComplete));
	return judge([{ number: 7, QoS, outcomes }], log).wrong.length;
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

	it("counts", () => {
		const { outcomes, doubles } = judge(
			[
				{ number: 7, QoS: 1, outcomes: ["published"] },
				{ number: 8, QoS: 2, outcomes: ["unknown"] },
			],
			[record(7, 1), record(7, 1), record(7, 1)],
		);
		deepEqual(outcomes, { published: 1, failed: 0, unknown: 1 });
		equal(doubles, 2);
	});
});
