// npm run endurance: a delivery through faults of every kind, at length, in virtual time, and what became of every message.

import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { runOnEngine } from "./engine-world.js";
import { slopeOf } from "./heap.js";
import type { Verdict } from "./judge.js";
import type { Surroundings } from "./surroundings.js";
import { World } from "./world.js";

const usage = "npm run endurance -- [--messages N] [--seed N] [--engine node|xs] [--json]";

function wholeNumber(name: string, text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1 || value > 0x7fffffff)
		throw new RangeError(`--${name}: 1 to ${0x7fffffff}`);
	return value;
}

/** Bytes of Node's heap behind a collection, at every `every`th call; otherwise 0. */
function looksAtHeap(every: number): () => number {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	let calls = 0;
	return () => {
		if (calls++ % every !== 0) return 0;
		collect();
		return process.memoryUsage().heapUsed;
	};
}

interface Run {
	readonly verdict: Verdict;
	readonly surroundings: Surroundings;
	readonly time: number;
}

function runOnNode(seed: number, count: number): Run {
	// Messages come every 400 ms, looks are offered every 10 s: some two hundred are taken.
	const world = new World({ seed, count, heap: looksAtHeap(Math.max(1, Math.round(count / 5000))) });
	try {
		return { verdict: world.run(), surroundings: world.surroundings, time: world.clock.time };
	} finally {
		world.close();
	}
}

const { values } = parseArgs({
	options: {
		messages: { type: "string", default: "100000" },
		seed: { type: "string", default: "1" },
		engine: { type: "string", default: "node" },
		json: { type: "boolean", default: false },
		help: { type: "boolean", default: false },
	},
});
const { engine } = values;
if (values.help) console.log(usage);
else {
	if (engine !== "node" && engine !== "xs") throw new RangeError("--engine: node or xs");
	const count = wholeNumber("messages", values.messages);
	const seed = wholeNumber("seed", values.seed);
	const { verdict, surroundings, time } = engine === "xs" ? await runOnEngine({ seed, count }) : runOnNode(seed, count);
	const { wrong, deceived, unseen, ...figures } = verdict;
	const { had, heap } = surroundings;
	const { length, mean, slope } = slopeOf(heap);
	const perMessage = (slope * length) / (0.8 * count);
	const lost = { unseen: unseen.length, wrong: wrong.length, deceived: deceived.length };
	const told = {
		...{ engine, seed, hours: time / 3_600_000, ...figures, ...lost, troubles: Object.fromEntries(had) },
		heap: {
			...{ looks: heap.length, bytes: Math.round(mean), bytesPerMessage: Number(perMessage.toFixed(3)) },
			...{ first: heap[0], last: heap.at(-1) },
		},
	};
	console.log(values.json ? JSON.stringify(told) : told);
	for (const it of unseen.slice(0, 20)) console.error(`unseen: ${it}`);
	for (const it of [...wrong.slice(0, 20), ...deceived.slice(0, 5).map((it) => `deceived: ${it}`)]) console.error(it);
	process.exitCode = wrong.length > 0 || unseen.length > 0 || verdict.outcomes.failed > 0 ? 1 : 0;
}
