import { deepEqual } from "../../support/assert.js";
import { Story } from "./story.js";

describe("An outbox in the module's flash, at every seventh byte", () => {
	for (const what of ["host reset", "module reset"] as const) {
		it(`tells the truth about every message after: ${what}`, () => {
			for (let at = 0, isOver = false; !isOver; at += 7) {
				const story = new Story();
				story.when(at, what);
				story.run();
				deepEqual(story.wrong, [], `${what} at byte ${at}`);
				isOver = !story.hasHappened;
				story.close();
			}
		});
	}
});
