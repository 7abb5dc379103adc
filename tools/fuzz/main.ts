// npm run fuzz -- --runs N [--seed S]: the scanner against the reference reader, for as long as one likes.

import { parseArgs } from "node:util";
import { Scanner } from "../../modules/at/scanner.js";
import { runCampaign } from "./campaign.js";

/** Conversations between two lines of progress. */
const BATCH = 10_000;

function readOptions(): { runs: number; seed: number } {
	try {
		const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
		const runs = Number(values.runs ?? 100_000);
		const seed = Number(values.seed ?? Math.trunc(Math.random() * 0x7fffffff));
		if (!Number.isSafeInteger(runs) || runs < 1) throw new Error("--runs wants a number of 1 or more");
		if (!Number.isSafeInteger(seed) || seed < 0) throw new Error("--seed wants a number of 0 or more");
		return { runs, seed };
	} catch (error) {
		console.error((error as Error).message);
		process.exit(2);
	}
}

const { runs, seed } = readOptions();
const start = performance.now();
const tokens: Record<string, number> = {};
let [done, bytes, counterexample] = [0, 0, ""];
for (let batch = 0; done < runs && counterexample === ""; batch++) {
	const it = runCampaign(Scanner, { runs: Math.min(BATCH, runs - done), seed: seed + batch, isShrinking: true });
	done += it.runs;
	bytes += it.bytes;
	for (const [kind, count] of Object.entries(it.tokens)) tokens[kind] = (tokens[kind] ?? 0) + count;
	counterexample = it.counterexample?.text ?? "";
	console.error(`${done} of ${runs} conversations, ${Math.round((performance.now() - start) / 1000)} s`);
}
const total = Object.values(tokens).reduce((sum, count) => sum + count, 0);
console.log(`seed ${seed}: ${done} conversations, ${total} tokens, ${bytes} bytes`);
console.log(
	Object.entries(tokens)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([kind, count]) => `${kind} ${count}`)
		.join(", "),
);
if (counterexample !== "") {
	console.log(`The scanner disagrees: ${counterexample}`);
	process.exitCode = 1;
}
