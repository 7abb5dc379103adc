import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import type { Verdict } from "../cli/demo/applications/application.js";
import { converse } from "../cli/demo/applications/wifi-to-lte.js";
import { linkTo, openDevice } from "../cli/simulate-device.js";
import { serve } from "../sim/node/serve.js";
import type { Attempts } from "./attempts.js";
import { BuildError, build, work } from "./build.js";
import { ownWarnings } from "./counts.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import type { SDK } from "./sdk.js";
import { problemsOf } from "./targets.js";

/** Manifests in hosts/applications that the SDK builds, and whether the application then talks over the module. */
export const applications = Object.freeze([
	{ manifest: "telemetry.json", hasModem: true },
	{ manifest: "remote-control.json", hasModem: true },
	{ manifest: "https-download.json", hasModem: true },
	{ manifest: "wifi-to-lte/wifi.json", hasModem: false },
	{ manifest: "wifi-to-lte/lte.json", hasModem: true },
]);

/** Where they are built for. */
export const applicationPlatforms: readonly string[] = Object.freeze(["lin", "esp32"]);

/** How long a step of a running application may take, ms. */
const PATIENCE = 60_000;

/** What came of one application on one platform. */
export interface ApplicationCounts {
	/** Path below hosts/applications. */
	readonly manifest: string;
	readonly platform: string;
	readonly bytecode: number;
	readonly slots: number;
	readonly keys: number;
	/** Warnings of the linker about the application, its host and the driver. */
	readonly warnings: number;
}

/** How the application for Wi-Fi went that moves to LTE by one include. */
export interface MoveCounts {
	/** Path below hosts/applications: the manifest it was built with. */
	readonly manifest: string;
	readonly counted: number;
	readonly said: number;
}

/** A project that is the manifest and nothing else; what it configures is overruled. */
function projectOf(manifest: string, platform: string, config: Readonly<Record<string, unknown>> = {}) {
	const name = `application-${manifest.replace("/", "-").replace(".json", "")}-${platform}`;
	return { name, platform, manifest: { include: [join(root, "hosts", "applications", manifest)], config } };
}

async function measure(sdk: SDK, manifest: string, platform: string): Promise<ApplicationCounts> {
	const { counts } = await build(sdk, projectOf(manifest, platform));
	const problems = problemsOf(counts);
	if (problems.length > 0) throw new BuildError(problems.join("; "));
	const { bytecode, slots, keys, warnings } = counts;
	return { manifest, platform, bytecode, slots, keys, warnings: ownWarnings(warnings).length };
}

/**
 * Takes every application through the SDK's TypeScript, compiler and linker steps, by its own manifest. What the SDK refuses or warns
 * of is told to `attempts`.
 */
export async function measureApplications(sdk: SDK, attempts: Attempts): Promise<ApplicationCounts[]> {
	const wanted = applications.flatMap(({ manifest }) =>
		applicationPlatforms.map((platform) => ({ manifest, platform })),
	);
	const measured: ApplicationCounts[] = [];
	for (const [n, { manifest, platform }] of wanted.entries()) {
		console.error(`application ${n + 1} of ${wanted.length}: ${manifest} for ${platform}`);
		const its = await attempts.attempt(`${manifest} for ${platform}`, () => measure(sdk, manifest, platform));
		if (its !== undefined) measured.push(its);
	}
	return measured;
}

/** One who waits for what a firmware and a cloud do. */
class Watch {
	#look: () => void = () => {};
	#failure: Error | undefined;

	look(): void {
		this.#look();
	}

	fail(error: Error): void {
		this.#failure ??= error;
		this.#look();
	}

	/** @throws BuildError when it takes too long, or what was told to `fail` */
	until(what: string, isSo: () => boolean): Promise<void> {
		return new Promise((resolve, reject) => {
			const end = (error?: Error) => {
				clearTimeout(timer);
				this.#look = () => {};
				if (error === undefined) resolve();
				else reject(error);
			};
			const timer = setTimeout(() => end(new BuildError(`not in ${PATIENCE / 1000} s: ${what}`)), PATIENCE);
			this.#look = () => {
				if (isSo()) end();
				else if (this.#failure !== undefined) end(this.#failure);
			};
			this.#look();
		});
	}
}

/** Builds a manifest for Linux and runs it, with the module at the end of a PTY if it has one, until the cloud's side has its verdict. */
async function move(sdk: SDK, manifest: string, hasModem: boolean): Promise<Verdict> {
	const undo: (() => unknown)[] = [];
	const watch = new Watch();
	try {
		return await converse({
			look: () => watch.look(),
			until: (what, isSo) => watch.until(what, isSo),
			note: (subject, text) => console.error(`  ${subject}: ${text}`),
			async start(broker, onSubscribed) {
				const link = join(work, `module-${process.pid}`);
				const modem = { apn: "internet", serial: { device: link } };
				const config = { ...broker, host: "127.0.0.1", id: "xs-quectel-sdk", ...(hasModem ? { modem } : {}) };
				const project = projectOf(manifest, "lin", config);
				const { firmware: file } = await build(sdk, { ...project, name: `${project.name}-run`, isFirmware: true });
				if (hasModem) {
					const device = await openDevice("pty");
					undo.push(linkTo(device.path, link));
					const module = await serve({ latency: "real", seed: 1, powered: true, device });
					undo.push(() => module.close());
				}
				const firmware = new SDKFirmware(compileLauncher(sdk), file);
				undo.push(() => {
					firmware.end();
					return firmware.exited;
				});
				firmware.on("line", (line) => {
					console.error(`  firmware: ${line}`);
					if (line === "subscribed") onSubscribed();
				});
				void firmware.exited.then(({ reason }) => watch.fail(new BuildError(`the firmware ended: ${reason}`)));
			},
		});
	} finally {
		for (const step of undo.reverse()) await step();
	}
}

/**
 * Runs the application for Wi-Fi twice on Linux, headless: by `wifi.json` over the network of this machine, and by `lte.json` over the
 * simulated module. Between the two there is one include.
 * @throws BuildError when it does not count, or say back, what it should
 */
export async function runMove(sdk: SDK): Promise<MoveCounts[]> {
	const results: MoveCounts[] = [];
	for (const { manifest, hasModem } of applications) {
		if (!manifest.startsWith("wifi-to-lte/")) continue;
		console.error(`moving: ${manifest}`);
		const { problems, figures } = await move(sdk, manifest, hasModem);
		if (problems.length > 0) throw new BuildError(`${manifest}: ${problems.join("; ")}`);
		results.push({ manifest, counted: Number(figures.counted), said: Number(figures.said) });
	}
	return results;
}
