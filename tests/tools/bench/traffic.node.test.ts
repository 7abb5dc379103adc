import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lexicon } from "../../../modules/modem/names.js";
import { messages, readCorpus } from "../../../tools/bench/traffic.js";
import { equal, ok } from "../../support/assert.js";
import { scan } from "../../support/tokens.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe("The bench's traffic", () => {
	it("is what its generator makes", () => {
		const made = execFileSync(process.execPath, [here("../../../tools/bench/corpus.js")], { encoding: "utf8" });
		equal(made, readFileSync(here("../../../../tests/corpus/mqtt.jsonl"), "utf8"));
	});

	it("has true counts, and a quarter of it are payload", () => {
		const corpus = readCorpus();
		const tokens = scan(lexicon, corpus, (at) => at % 64 === 0, { prompt: true, ring: 2048 });
		equal(tokens.filter((it) => it.startsWith("broken")).length, 0);
		const announced = [...corpus.matchAll(/\r\n\+QMTRECV: 0,\d+,"[^"]*",(\d+),"/g)];
		const inside = announced.reduce((sum, [, length]) => sum + Number(length), 0);
		equal(tokens.filter((it) => it.startsWith("payload")).length, announced.length);
		ok(Math.abs(inside / corpus.length - 0.25) < 0.01, `${inside} of ${corpus.length}`);
	});

	it("has messages of any length", () => {
		equal(scan(lexicon, messages(3, 300), () => false).filter((it) => it.startsWith("payload")).length, 3);
	});
});
