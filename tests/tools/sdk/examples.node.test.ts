import { examples, met } from "../../../tools/sdk/examples.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

describe("what is expected of the SDK's applications", () => {
	it("is not met by silence", () => {
		for (const { folder, expected } of examples) {
			ok(expected.length > 0, folder);
			deepEqual(met(expected, "", { seen: [] }), [], folder);
		}
	});

	it("needs both ends to have seen it", () => {
		const [{ expected }] = examples as [(typeof examples)[number]];
		const told = `Status 200\nbody of /?1 ${"0123456789".repeat(300)}\n\n\n **DONE 1 **`;
		const request = "GET /?1 example.com ecma-419 test";
		deepEqual(
			met(expected, told, { seen: [request] }).map(({ what }) => what),
			["request 1"],
		);
		equal(met(expected, told, { seen: [] }).length, 0);
		equal(met(expected, told.replace("0123", "0122"), { seen: [request] }).length, 0);
	});
});
