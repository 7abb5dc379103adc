import { readOutcomes, summarizeTests } from "../../../tools/sdk/socket-tests.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("the SDK's socket tests", () => {
	const told = [
		"Success!",
		"test socket-test/udp/close passed",
		"test socket-test/udp/write failed Error: 1 is not 2",
		"all done",
	];

	it("are counted from what the firmware told", () => {
		deepEqual(
			[...readOutcomes(told)],
			[
				["udp/close", undefined],
				["udp/write", "Error: 1 is not 2"],
			],
		);
	});

	it("that failed or never ended are named, and fail the run without a known reason", () => {
		const { name, passed, of, remarks, unexplained } = summarizeTests(
			"udp",
			["udp/close", "udp/target", "udp/write"],
			readOutcomes(told),
		);
		equal(name, "tests/modules/io/socket/udp");
		deepEqual([passed, of], [1, 3]);
		deepEqual(remarks, ["`target`: did not end", "`write`: Error: 1 is not 2"]);
		equal(unexplained.length, 2);
	});
});
