import { Waiters } from "../../modules/at/waiters.js";
import { equal } from "../support/assert.js";

describe("Waiters", () => {
	it("come in order, each once, and may be forgotten", () => {
		const waiters = new Waiters<object>();
		const [a, b, c] = [{}, {}, {}] as const;
		equal(waiters.shift(), undefined);
		for (const it of [a, b, a, c]) waiters.add(it);
		equal(waiters.count, 3);
		waiters.remove(b);
		waiters.remove(b);
		equal(waiters.count, 2);
		equal(waiters.shift(), a);
		equal(waiters.shift(), c);
		equal(waiters.shift(), undefined);
		waiters.add(a);
		waiters.clear();
		equal(waiters.shift(), undefined);
	});
});
