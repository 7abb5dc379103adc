import { setImmediate as turn } from "node:timers/promises";
import { Lanes } from "../../../tools/check/lanes.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("Lanes", () => {
	it("have so many things done at a time, whoever wants them, in the order in which they came", async () => {
		const lanes = new Lanes(2);
		const begun: string[] = [];
		let running = 0;
		let most = 0;
		const work = async (name: string) => {
			begun.push(name);
			most = Math.max(most, ++running);
			for (let turns = name === "a" ? 20 : 2; turns > 0; turns--) await turn();
			running--;
			return name.toUpperCase();
		};
		const all = await Promise.all([lanes.each(["a", "b"], work), lanes.take(() => work("c")), lanes.each(["d"], work)]);
		deepEqual(all, [["A", "B"], "C", ["D"]]);
		deepEqual(begun, ["a", "b", "c", "d"]);
		equal(most, 2);
	});

	it("are free again when the work fails", async () => {
		const lanes = new Lanes(1);
		const failed = await lanes.take(() => Promise.reject(new Error("deliberate"))).catch((it: Error) => it.message);
		equal(failed, "deliberate");
		equal(await lanes.take(async () => "done"), "done");
	});
});
