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

/** Manifests for smaller builds, and what each leaves in: see modules/README.md. */
export const smallerBuilds = Object.freeze([
	{ manifest: "manifest-mqtt.json", platform: "esp32", host: "esp32" },
	{ manifest: "manifest-mqtts.json", platform: "esp32", host: "esp32" },
] as const);

/** What of such a build goes into the page. */
export interface SmallerCounts {
	readonly manifest: string;
	readonly platform: string;
	readonly bytecode: number;
	readonly slots: number;
	readonly keys: number;
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

/**
 * The main job for a platform.
 * @param more manifests of the package beside the host's
 * @throws BuildError when the linker warns of it, or it is not in flash whole
 */
async function buildMainJob(
	sdk: SDK,
	name: string,
	{ platform, host }: Pick<Target, "platform" | "host">,
	more: readonly string[] = [],
): Promise<Counts> {
	const applications = join(root, "hosts", "applications");
	const { counts } = await build(sdk, {
		name,
		platform,
		manifest: {
			include: [join(root, "hosts", host, "manifest.json"), ...more.map((it) => join(root, it))],
			modules: {
				main: join(applications, "main-job"),
				outbox: join(applications, "outbox"),
				telling: join(applications, "telling"),
			},
			config: { host: "broker.example", port: 1883, id: "mast", prefix: "mast", messages: 60 },
		},
	});
	const problems = problemsOf(counts);
	if (problems.length > 0) throw new BuildError(problems.join("; "));
	return counts;
}

async function measure(sdk: SDK, target: Target): Promise<TargetCounts> {
	const { platform } = target;
	const name = platform.replace("/", "-");
	const full = await buildMainJob(sdk, `target-${name}`, target);
	const empty = await build(sdk, {
		name: `empty-${name}`,
		platform,
		manifest: {
			include: ["$(MODDABLE)/examples/manifest_base.json", "$(MODDABLE)/modules/io/manifest.json"],
			modules: { main: "./main" },
		},
		files: { "main.js": "export default function () {}\n" },
	});
	const ownCount = ownWarnings(full.warnings).length;
	return {
		...target,
		...brief(full),
		empty: brief(empty.counts),
		warnings: { own: ownCount, sdk: full.warnings.length - ownCount },
	};
}

/** Takes the main job through the SDK's steps by each manifest for a smaller build. What fails is told to `attempts`. */
export async function measureSmaller(sdk: SDK, attempts: Attempts): Promise<SmallerCounts[]> {
	const measured: SmallerCounts[] = [];
	for (const { manifest, ...target } of smallerBuilds) {
		console.error(`smaller build: ${manifest}`);
		const name = `target-${manifest.replace(".json", "")}`;
		const its = await attempts.attempt(manifest, () => buildMainJob(sdk, name, target, [manifest]));
		if (its !== undefined) measured.push({ manifest, platform: target.platform, ...brief(its) });
	}
	return measured;
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
