import type { LaunchOptions } from "../../hosts/xs/engine.js";
import type { Figure } from "./figure.js";
import { canCount, instructions, run } from "./program.js";
import { messages, readCorpus } from "./traffic.js";

/** Passes over the traffic whose difference is the cost of the passes alone. */
const FEW = 1;
const MANY = 4;

/** What one pass over a text costs. */
interface Cost {
	readonly bytecodes: number;
	/** undefined where they cannot be counted. */
	readonly instructions: number | undefined;
	readonly slots: number;
	readonly chunkBytes: number;
}

/** What a program that reads is started with. */
export function trafficOptions(text: string, passes: number): LaunchOptions {
	// Parts, for the engine reads no string literal of any length.
	const parts = text.match(/[\s\S]{1,1000}/g) ?? [];
	const traffic = `export default [${parts.map((it) => JSON.stringify(it)).join(",\n")}].join("");`;
	return { modules: { traffic }, limits: "none", arguments: [String(passes)] };
}

async function costOf(program: "scan" | "naive", text: string): Promise<Cost> {
	const entry = `tools/bench/xs/${program}.ts`;
	const options = (passes: number) => trafficOptions(text, passes);
	const { lines } = await run(entry, options(MANY));
	const told = lines[0] as Readonly<Record<string, number>>;
	const counted = canCount()
		? (await instructions(entry, options(MANY))) - (await instructions(entry, options(FEW)))
		: undefined;
	return {
		bytecodes: (told.bytecodes as number) / MANY,
		instructions: counted === undefined ? undefined : counted / (MANY - FEW),
		slots: (told.slots as number) / MANY,
		chunkBytes: (told.chunkBytes as number) / MANY,
	};
}

function figures(name: string, cost: Cost, bytes: number, budget?: number): Figure[] {
	const perByte = cost.instructions === undefined ? undefined : cost.instructions / bytes;
	return [
		{ name: `${name}.bytecodesPerByte`, value: cost.bytecodes / bytes, unit: "" },
		{
			name: `${name}.instructionsPerByte`,
			value: perByte,
			unit: "",
			...(budget === undefined ? {} : { budget }),
			...(perByte === undefined ? { remark: "needs valgrind" } : {}),
		},
	];
}

/** Scanner and fields on the corpus, inside payloads of 1 KB, and the naive reader on the corpus. */
export async function measureReading(): Promise<Figure[]> {
	const corpus = readCorpus();
	const scan = await costOf("scan", corpus);
	const [count, length] = [20, 1024];
	const [full, empty] = [await costOf("scan", messages(count, length)), await costOf("scan", messages(count, 0))];
	const inside: Cost = {
		...full,
		bytecodes: full.bytecodes - empty.bytecodes,
		instructions:
			full.instructions === undefined || empty.instructions === undefined
				? undefined
				: full.instructions - empty.instructions,
	};
	const naive = await costOf("naive", corpus);
	return [
		...figures("scan", scan, corpus.length, 1000),
		...figures("scanPayload", inside, count * length, 100),
		...figures("naive", naive, corpus.length),
		{ name: "naive.slots", value: Math.round(naive.slots), unit: "per pass" },
		{ name: "naive.chunkBytes", value: Math.round(naive.chunkBytes), unit: "per pass" },
	];
}
