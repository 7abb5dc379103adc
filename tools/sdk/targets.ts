import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import type { Attempts } from "./attempts.js";
import { BuildError, build } from "./build.js";
import { type Counts, ownWarnings } from "./counts.js";
import type { SDK } from "./sdk.js";
import { type Target, targets } from "./target.js";

/** What of a firmware goes into the page. */
export interface TargetCounts extends Target {
	readonly bytecode: number;
	readonly slots: number;
	readonly keys: number;
	/** The same of a firmware that does nothing, with the SDK's own modules of that board. */
	readonly empty: { readonly bytecode: number; readonly slots: number; readonly keys: number };
	/** Warnings of the linker about modules of this package, and about those of the SDK. */
	readonly warnings: { readonly own: number; readonly sdk: number };
}

const own = /^xs-quectel\//;

/** What is wrong with a firmware that the SDK took: what the linker warns of, and what is not in flash though it could be. */
export function problemsOf({ warnings, atStart }: Counts): string[] {
	return [
		...ownWarnings(warnings).map((text) => `the linker warns: ${text}`),
		...atStart.filter((name) => own.test(name)).map((name) => `${name} is not preloaded: it lives in RAM`),
	];
}

const brief = ({ bytecode, slots, keys }: Counts) => ({ bytecode, slots, keys });

async function measure(sdk: SDK, target: Target): Promise<TargetCounts> {
	const { platform, host } = target;
	const name = platform.replace("/", "-");
	const applications = join(root, "hosts", "applications");
	const full = await build(sdk, {
		name: `target-${name}`,
		platform,
		manifest: {
			include: [join(root, "hosts", host, "manifest.json")],
			modules: {
				main: join(applications, "main-job"),
				outbox: join(applications, "outbox"),
				telling: join(applications, "telling"),
			},
			config: { host: "broker.example", port: 1883, id: "mast", prefix: "mast", messages: 60 },
		},
	});
	const problems = problemsOf(full.counts);
	if (problems.length > 0) throw new BuildError(problems.join("; "));
	const empty = await build(sdk, {
		name: `empty-${name}`,
		platform,
		manifest: {
			include: ["$(MODDABLE)/examples/manifest_base.json", "$(MODDABLE)/modules/io/manifest.json"],
			modules: { main: "./main" },
		},
		files: { "main.js": "export default function () {}\n" },
	});
	const ownCount = ownWarnings(full.counts.warnings).length;
	return {
		...target,
		...brief(full.counts),
		empty: brief(empty.counts),
		warnings: { own: ownCount, sdk: full.counts.warnings.length - ownCount },
	};
}

/**
 * Takes the main job through the SDK's steps for every target. A target that the SDK refuses or warns of is told to
 * `attempts`.
 * @param only platforms; all by default
 */
export async function measureTargets(
	sdk: SDK,
	attempts: Attempts,
	only: readonly string[] = [],
): Promise<TargetCounts[]> {
	const measured: TargetCounts[] = [];
	const wanted = targets.filter(({ platform }) => only.length === 0 || only.includes(platform));
	for (const [n, target] of wanted.entries()) {
		console.error(`target ${n + 1} of ${wanted.length}: ${target.name}`);
		const its = await attempts.attempt(target.name, () => measure(sdk, target));
		if (its !== undefined) measured.push(its);
	}
	return measured;
}
