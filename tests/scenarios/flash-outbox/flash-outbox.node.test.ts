import { deepEqual, equal, ok } from "../../support/assert.js";
import { MESSAGES, Story } from "./story.js";

function tell(at: number, what: "host reset" | "module reset"): Story {
	const story = new Story();
	story.when(at, what);
	try {
		story.run();
	} catch (error) {
		throw new Error(`${what} at byte ${at}: ${(error as Error).message}`);
	}
	story.close();
	return story;
}

describe("An outbox in the module's flash", () => {
	let bytes = 0;

	it("keeps every message, and publishes it", () => {
		const story = tell(Number.POSITIVE_INFINITY, "host reset");
		deepEqual(story.wrong, []);
		equal(story.kept.size, MESSAGES);
		deepEqual(
			story.told.map(({ outcome }) => outcome),
			Array.from({ length: MESSAGES }, () => "published"),
		);
		equal(story.storeErrors, 0);
		bytes = story.sent;
		ok(bytes > 1000, `${bytes} bytes`);
	});

	for (const what of ["host reset", "module reset"] as const) {
		it(`tells the truth about every message after: ${what}, at every hundredth byte`, () => {
			let kept = 0;
			for (let at = what === "host reset" ? 0 : 50; at < bytes; at += 101) {
				const story = tell(at, what);
				deepEqual(story.wrong, [], `${what} at byte ${at}`);
				ok(story.hasHappened);
				kept += story.kept.size;
			}
			ok(kept > MESSAGES);
		});
	}
});
