import { CommandError, Exit } from "../../../tools/cli/command.js";
import { Attempts } from "../../../tools/sdk/attempts.js";
import { BuildError } from "../../../tools/sdk/build.js";
import { type Part, parts, runParts } from "../../../tools/sdk/parts.js";
import type { SDK } from "../../../tools/sdk/sdk.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const sdk: SDK = { folder: "/sdk", version: "8.2.3", env: {} };
const mainJob = { published: 1, delivered: 1, commands: 1, lost: 0 };

/** Silence, and what was said. */
async function quietly<Made>(work: () => Promise<Made>): Promise<{ made: Made; said: string[] }> {
	const said: string[] = [];
	const { error } = console;
	console.error = (text: string) => said.push(text);
	try {
		return { made: await work(), said };
	} finally {
		console.error = error;
	}
}

describe("a run of the SDK's parts", () => {
	const ran: string[] = [];
	const passing: Part = {
		name: "one",
		async run() {
			ran.push("one");
			return { mainJob };
		},
	};
	const failing: Part = {
		name: "two",
		async run() {
			ran.push("two");
			throw new BuildError("make ended with 2\nand more");
		},
	};
	const half: Part = {
		name: "three",
		async run(_sdk, attempts, target) {
			ran.push("three");
			await attempts.attempt("its first", () => Promise.reject(new CommandError(Exit.environment, "no CMake")));
			await attempts.attempt("its second", () => Promise.resolve(ran.push(...target)));
			return { clients: [] };
		},
	};

	beforeEach(() => {
		ran.splice(0);
	});

	it("goes on behind what fails, and keeps why", async () => {
		const { made, said } = await quietly(() => runParts(sdk, [failing, half, passing], ["esp32"]));
		deepEqual(ran, ["two", "three", "esp32", "one"]);
		deepEqual(made.failures, ["two: make ended with 2", "its first: no CMake"]);
		ok(said.includes("FAILED two: make ended with 2\nand more"));
		ok(said.includes("part 2 of 3: three"));
		ok(said.some((line) => line.startsWith("three: FAILED after ")));
		ok(said.some((line) => line.startsWith("one: passed after ")));
	});

	it("comes to what passed whole, and nothing else", async () => {
		const { made } = await quietly(() => runParts(sdk, [half, passing]));
		deepEqual(made.found, { mainJob });
	});

	it("tells a fault of its own with its place", async () => {
		const attempts = new Attempts();
		const { said } = await quietly(() => attempts.attempt("it", () => Promise.reject(new TypeError("no function"))));
		ok(/^FAILED it: TypeError: no function\n +at /.test(said[0] ?? ""), said[0]);
		deepEqual(attempts.failures, ["it: TypeError: no function"]);
	});

	it("has parts of different names", () => {
		equal(new Set(parts.map(({ name }) => name)).size, parts.length);
		ok(parts.length > 0);
	});
});
