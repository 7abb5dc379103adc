import { measureApplications, runMove } from "./applications.js";
import { Attempts } from "./attempts.js";
import { runExamples } from "./clients.js";
import { runMainJob } from "./main-job.js";
import { runPackage } from "./package.js";
import type { Recording } from "./recording.js";
import type { SDK } from "./sdk.js";
import { runSocketTests } from "./socket-tests.js";
import { measureSmaller, measureTargets } from "./targets.js";

/** What parts of a run come to: as the recording has it. */
export type Found = Omit<Recording, "versions" | "dates" | "isWhole">;

/** One of the things that a run of `npm run test:sdk` looks at. */
export interface Part {
	/** As `--only` has it. */
	readonly name: string;
	/** What of it fails is told to `attempts`, and does not stop the rest. */
	run(sdk: SDK, attempts: Attempts, target: readonly string[]): Promise<Found>;
}

/** In this order. */
export const parts: readonly Part[] = Object.freeze([
	{
		name: "targets",
		async run(sdk, attempts, target) {
			const targets = await measureTargets(sdk, attempts, target);
			for (const { name, bytecode, slots, keys } of targets) {
				console.log(`${name}: ${bytecode} bytes of bytecode, ${slots} slots, ${keys} keys`);
			}
			const smaller = target.length > 0 ? [] : await measureSmaller(sdk, attempts);
			for (const { manifest, platform, bytecode, slots, keys } of smaller) {
				console.log(`${manifest} for ${platform}: ${bytecode} bytes of bytecode, ${slots} slots, ${keys} keys`);
			}
			return { targets, smaller };
		},
	},
	{
		name: "main-job",
		async run(sdk, attempts) {
			const done = await attempts.attempt("the main job", () => runMainJob(sdk));
			if (done === undefined) return {};
			const { published, delivered, commands, lost } = done;
			console.log(`main job: ${published} published, ${delivered} delivered, ${commands} commands taken, ${lost} lost`);
			if (lost > 0) attempts.fail("the main job", `lost ${lost}`);
			return { mainJob: { published, delivered, commands, lost } };
		},
	},
	{
		name: "package",
		async run(sdk, attempts) {
			const packed = await runPackage(sdk, attempts);
			for (const { name, arrived, published, commands } of packed) {
				console.log(`${name}: ${published} published, ${arrived} arrived, ${commands} commands taken`);
				if (arrived !== published) attempts.fail(name, `${arrived} of ${published} arrived`);
			}
			return { packed };
		},
	},
	{
		name: "applications",
		async run(sdk, attempts) {
			const applications = await measureApplications(sdk, attempts);
			for (const { manifest, platform, bytecode, slots, keys } of applications) {
				console.log(`${manifest} for ${platform}: ${bytecode} bytes of bytecode, ${slots} slots, ${keys} keys`);
			}
			const moved = (await attempts.attempt("the move to LTE", () => runMove(sdk))) ?? [];
			for (const { manifest, counted, said } of moved)
				console.log(`${manifest}: ${counted} counted, ${said} said back`);
			return { applications, moved };
		},
	},
	{
		name: "clients",
		async run(sdk, attempts) {
			const clients = [
				...((await attempts.attempt("the SDK's applications", () => runExamples(sdk))) ?? []),
				...((await attempts.attempt("the SDK's tests", () => runSocketTests(sdk))) ?? []),
			];
			for (const { name, passed, of, remarks, unexplained } of clients) {
				console.log(`${name}: ${passed} of ${of}${remarks.length === 0 ? "" : `; not: ${remarks.join("; ")}`}`);
				if (unexplained.length > 0) attempts.fail(name, unexplained.join("; "));
			}
			return { clients };
		},
	},
] satisfies Part[]);

/** How a run ended. */
export interface Run {
	/** What each part came to that ended well. */
	readonly found: Found;
	/** What failed, with its reason. The run is whole when nothing did. */
	readonly failures: readonly string[];
}

/** Runs parts in their order. What fails does not stop the rest. */
export async function runParts(sdk: SDK, wanted: readonly Part[], target: readonly string[] = []): Promise<Run> {
	let found: Found = {};
	const failures: string[] = [];
	for (const [n, part] of wanted.entries()) {
		const begin = Date.now();
		console.error(`part ${n + 1} of ${wanted.length}: ${part.name}`);
		const attempts = new Attempts();
		const its = await attempts.attempt(part.name, () => part.run(sdk, attempts, target));
		if (attempts.failures.length === 0) found = { ...found, ...its };
		failures.push(...attempts.failures);
		const seconds = Math.round((Date.now() - begin) / 1000);
		console.error(`${part.name}: ${attempts.failures.length === 0 ? "passed" : "FAILED"} after ${seconds} s`);
	}
	return { found, failures };
}
