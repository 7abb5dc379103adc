import { Identifiers } from "../../modules/delivery/identifiers.js";
import { MQTTIdentifiers } from "../../modules/network/mqtt-ids.js";
import { SeededRandom } from "../../modules/random.js";
import { equal, ok } from "../support/assert.js";

const COUNT = 5048;

/** Both allocators: of the delivery, over any client, and of the module's own clients. */
const makers: Readonly<Record<string, () => { next(): number; spoil(id: number): void }>> = {
	Identifiers() {
		const ids = new Identifiers(new SeededRandom(5));
		return { next: () => ids.next(() => false), spoil: (id) => ids.spoil(id) };
	},
	MQTTIdentifiers() {
		const ids = new MQTTIdentifiers();
		return { next: () => ids.next({ hasIdentifier: () => false }), spoil: (id) => ids.spoil(id) };
	},
};

for (const [name, make] of Object.entries(makers)) {
	describe(name, () => {
		it("gives each of them once in a round, all multiples of 11 of five digits", () => {
			const ids = make();
			const all = new Set<number>();
			for (let at = 0; at < COUNT; at++) all.add(ids.next());
			equal(all.size, COUNT);
			for (const id of all) ok(id % 11 === 0 && id >= 10010 && id <= 65527, `${id}`);
		});

		it("never gives one again that was spoilt, and forgets them all when half of them are", () => {
			const ids = make();
			const spoilt = new Set<number>();
			for (let at = 0; at < COUNT / 2; at++) {
				const id = ids.next();
				ids.next();
				if (at % 2 === 0) ids.next();
				ids.spoil(id);
				ids.spoil(id);
				spoilt.add(id);
			}
			equal(spoilt.size, COUNT / 2);
			for (let at = 0; at < COUNT; at++) ok(!spoilt.has(ids.next()));
			ids.spoil(ids.next());
			let again = 0;
			for (let at = 1; at < COUNT; at++) if (spoilt.has(ids.next())) again++;
			equal(again, COUNT / 2);
		});
	});
}

describe("MQTTIdentifiers, beside", () => {
	it("leaves out what is in use, and takes no notice of ids that are none of its own", () => {
		const ids = new MQTTIdentifiers();
		ids.spoil(5);
		ids.spoil(10011);
		const first = ids.next({ hasIdentifier: (id) => id === 10010 });
		equal(first, 10021);
	});
});
