import { missingForCortexM4 } from "../../hosts/xs/cortex-m4.js";
import type { EngineReport } from "../../hosts/xs/report.js";
import { MESSAGES, play, record } from "./counted-run.js";
import { run } from "./program.js";
import { trafficOptions } from "./reading.js";
import { readCorpus } from "./traffic.js";

/** What one function takes by itself, of a path through the driver. */
export interface Share {
	/** Module and name, as `at/scanner next`; of what is in C its name alone. */
	readonly name: string;
	/** Calls, and instructions without those of what it calls, for each unit. */
	readonly calls: number;
	readonly instructions: number;
}

/** Where the instructions of one path go. */
export interface Profile {
	readonly title: string;
	/** For what they are counted. */
	readonly unit: string;
	/** The most expensive function first. */
	readonly shares: readonly Share[];
}

/** How many functions are told one by one. */
const TOLD = 25;

/** Functions that C made for script have a name only where it gave them one. */
function nameOf(module: string, name: string, calls: number): string {
	const parts = [module.replace(/^xs-quectel\//, ""), name].filter((it) => it !== "");
	return parts.length > 0 ? parts.join(" ") : calls > 0 ? "(in C, without a name)" : "(outside of functions)";
}

/** The functions of a section, for each of `units` that it counted. */
export function shares({ profile = [] }: EngineReport, section: number, units: number): Share[] {
	return profile
		.filter((it) => it.section === section)
		.map(({ module, name, calls, instructions }) => ({
			name: nameOf(module, name, calls),
			calls: calls / units,
			instructions: instructions / units,
		}))
		.sort((a, b) => b.instructions - a.instructions);
}

/** As people read it: a line for each of the most expensive functions, the others in one. */
export function profileText({ title, unit, shares: all }: Profile): string {
	const sum = all.reduce((total, { instructions }) => total + instructions, 0);
	const rest = all.slice(TOLD);
	const others: Share = {
		name: `${rest.length} others`,
		calls: rest.reduce((total, { calls }) => total + calls, 0),
		instructions: rest.reduce((total, { instructions }) => total + instructions, 0),
	};
	const number = (value: number) => value.toFixed(value < 100 ? 2 : 0).padStart(10);
	const lines = [...all.slice(0, TOLD), ...(rest.length > 0 ? [others] : [])].map(
		({ name, calls, instructions }) =>
			`${((instructions * 100) / sum).toFixed(1).padStart(6)} %${number(instructions)}${number(calls)}  ${name}\n`,
	);
	return `${title}: ${sum.toFixed(0)} instructions for each ${unit}\n   share instructions  calls  function\n${lines.join("")}\n`;
}

/**
 * Where the instructions of publishing, receiving, booting and reading go on the emulated Cortex-M4: those of `m4.publish`,
 * `m4.receive`, `m4.boot` and `m4.scan`, with what noting costs taken off.
 * @throws Error when the tools are not there
 */
export async function measureProfiles(): Promise<Profile[]> {
	const missing = missingForCortexM4();
	if (missing.length > 0) throw new Error(`--profile: needs ${missing.join(", ")}`);
	const { report } = await play(await record(), "profile");
	const corpus = readCorpus();
	const scan = await run("tools/bench/xs/scan.ts", {
		...trafficOptions(corpus, 1),
		...{ processor: "cortex-m4", variant: "profile", isCounted: true },
	});
	if (scan.report === undefined) throw new Error("the engine told no report");
	return [
		{ title: "publish", unit: "message", shares: shares(report, 1, MESSAGES) },
		{ title: "receive", unit: "message", shares: shares(report, 2, MESSAGES) },
		{ title: "boot", unit: "start", shares: shares(report, 3, 1) },
		{ title: "scan", unit: "byte", shares: shares(scan.report, 1, corpus.length) },
	];
}
