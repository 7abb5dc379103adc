import type { LineListener } from "../../modules/at/command.js";
import { Listeners } from "../../modules/at/listeners.js";
import { equal } from "../support/assert.js";

const listener = (): LineListener => ({ onURC() {} });

describe("Listeners", () => {
	it("finds who listens to a name, and nobody for the others", () => {
		const listeners = new Listeners(3);
		const [a, b] = [listener(), listener()];
		listeners.add(1, a);
		listeners.add(3, b);
		equal(listeners.of(1), a);
		equal(listeners.of(3), b);
		equal(listeners.of(0), undefined);
		equal(listeners.of(2), undefined);
	});

	it("lets one listen to many names, and the last one to each", () => {
		const listeners = new Listeners(3);
		const [a, b] = [listener(), listener()];
		listeners.add(1, a);
		listeners.add(2, a);
		listeners.add(2, b);
		listeners.add(3, a);
		equal(listeners.of(1), a);
		equal(listeners.of(2), b);
		equal(listeners.of(3), a);
	});

	it("may be told again and again who listens", () => {
		const listeners = new Listeners(2);
		const [a, b] = [listener(), listener()];
		for (let round = 0; round < 300; round++) {
			listeners.add(1, a);
			listeners.add(2, b);
			equal(listeners.of(1), a);
			equal(listeners.of(2), b);
		}
	});
});
