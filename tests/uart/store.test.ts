import { Store } from "../../modules/uart/store.js";
import { bytes, deepEqual } from "../support/assert.js";

describe("Store", () => {
	it("copies runs of every length to where they belong, and nothing else", () => {
		const store = new Store(40, 8);
		for (let at = 0; at < 40; at++) store.bytes[at] = at + 1;
		const kept = store.bytes.slice(0, 40);
		for (let count = 0; count <= 33; count++) {
			const into = new Uint8Array(36);
			store.copy(7, count, into, 2);
			const expected = new Uint8Array(36);
			for (let at = 0; at < count; at++) expected[2 + at] = 8 + at;
			deepEqual([...into], [...expected]);
		}
		bytes(store.bytes.slice(0, 40), kept);
	});
});
