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
	const all: Exchange[] = [];
	for (const file of files) {
		describe(file, () => {
			const exchanges: Exchange[] = readExchanges(readFileSync(`${folder}${file}`, "utf8"));
			all.push(...exchanges);
			for (const exchange of exchanges) {
				it(exchange.title, () => {
					ok(exchange.sections.length > 0, "names its section");
					const difference = play(exchange, new GoldenStage());
					if (difference !== undefined) throw new Error(`${file} ${describeDifference(difference)}`);
				});
			}
		});
	}

	it("are more than 150", () => ok(all.length > 150, `${all.length}`));

	it("do not pass with one byte of the module's changed", () => {
		let tried = 0;
		for (const exchange of all) {
			const at = exchange.entries.findLastIndex((it) => it.kind === "bytes" && it.sender === "module");
			const entry = exchange.entries[at];
			if (entry?.kind !== "bytes") continue;
			tried++;
			const middle = entry.bytes.length >> 1;
			const byte = String.fromCharCode(entry.bytes.charCodeAt(middle) ^ 1);
			const bytes = entry.bytes.slice(0, middle) + byte + entry.bytes.slice(middle + 1);
			const difference = play(
				{ ...exchange, entries: exchange.entries.with(at, { ...entry, bytes }) },
				new GoldenStage(),
			);
			ok(difference?.line === entry.line, `${exchange.title}: ${difference?.line}`);
		}
		ok(tried > 150, `${tried}`);
	});
});
