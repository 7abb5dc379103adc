import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Exchange, readExchanges } from "../../../../tools/sim/transcript/exchange.js";
import { describeDifference, play } from "../../../../tools/sim/transcript/player.js";
import { ok } from "../../../support/assert.js";
import { GoldenStage } from "./stage.js";

// The exchanges are texts; they are not compiled.
const folder = fileURLToPath(new URL("../../../../../tests/tools/sim/golden/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

describe("the exchanges of the note", () => {
	let count = 0;
	for (const file of files) {
		describe(file, () => {
			const exchanges: Exchange[] = readExchanges(readFileSync(`${folder}${file}`, "utf8"));
			count += exchanges.length;
			for (const exchange of exchanges) {
				it(exchange.title, () => {
					ok(exchange.sections.length > 0, "names its section");
					const difference = play(exchange, new GoldenStage());
					if (difference !== undefined) throw new Error(`${file} ${describeDifference(difference)}`);
				});
			}
		});
	}

	it("are more than 150", () => ok(count > 150, `${count}`));
});
