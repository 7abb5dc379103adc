import { deepEqual, equal, ok } from "../../support/assert.js";
import type { Behaviour } from "./behaviour.js";
import { ClientCase } from "./client-case.js";
import { judgeClient, runClient } from "./client-matrix.js";
import type { Fault } from "./fault.js";
import { sumUp } from "./sums.js";

/** Publishes, with how many cases there are at least, and how many are indistinguishable at most. */
const rows: readonly { title: string; QoS: number; behaviour: Behaviour; cases: number; limit: number }[] = [
	{ title: "QoS 0", QoS: 0, behaviour: {}, cases: 4968, limit: 380 },
	{ title: "QoS 1", QoS: 1, behaviour: {}, cases: 5136, limit: 378 },
	{ title: "QoS 1, retransmission", QoS: 1, behaviour: { retransmits: true }, cases: 7346, limit: 378 },
	{ title: "QoS 2, result with OK", QoS: 2, behaviour: { result: "with OK" }, cases: 5134, limit: 378 },
];

const nothing: Fault = Object.freeze({ kind: "nothing", towards: "driver", at: -1 });

describe("The fault matrix of the whole driver: every fault at every byte of a publish", () => {
	for (const { title, QoS, behaviour, cases, limit } of rows) {
		it(`tells published, failed and unknown as they are, and publishes again: ${title}`, () => {
			const sums = sumUp(runClient(QoS, behaviour));
			sums.print(`client, ${title}`);
			deepEqual(sums.examples, []);
			ok(sums.cases >= cases, `${sums.cases} cases`);
			ok(sums.indistinguishable <= limit, `${sums.indistinguishable} indistinguishable, ${limit} at most`);
		});
	}

	it("would tell of a publish that is told otherwise, twice or never", () => {
		for (const told of [["failed"], ["published", "published"], []]) {
			const it = new ClientCase(1, {}, nothing, true).run();
			equal(judgeClient(it).verdict, "right");
			it.told.set(15, told);
			equal(judgeClient(it).verdict, "wrong");
		}
	});
});
