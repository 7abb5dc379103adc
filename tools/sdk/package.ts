import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { root } from "../../hosts/xs/places.js";
import { Consumer } from "../check/consumer.js";
import { fencesOf } from "../check/fences.js";
import { LocalBroker, type Taken } from "../cli/demo/broker.js";
import type { Attempts } from "./attempts.js";
import { BuildError, compile } from "./build.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import { playMainJob } from "./main-job.js";
import type { SDK } from "./sdk.js";
import { startSimulator } from "./simulator-process.js";

/** What a project did that has the package from its tarball and nothing else. */
export interface PackageResult {
	readonly name: string;
	/** Messages that came to the broker as they should, of those that were published. */
	readonly arrived: number;
	readonly published: number;
	/** Commands that came to the application. */
	readonly commands: number;
}

/** How long the example has, ms. */
const PATIENCE = 60_000;
const LOOK = 50;
/** Where the pages' examples want to go; the simulated module is told where that is. */
const EXAMPLE = "broker.example:1883";

const isIt = ({ topic, payload }: Taken) => topic === "mast/17" && payload.equals(Buffer.from([21, 5]));

/** The example of the README, as it stands there. */
function exampleOf(page: string): string {
	const [example] = fencesOf(page).filter(({ language }) => language === "ts");
	if (example === undefined) throw new BuildError("the README has no example");
	return example.text;
}

/** The command of the installed package, as npm links it. */
const commandOf = (consumer: Consumer) => join(consumer.folder, "node_modules", ".bin", "xs-quectel");

/** The README's example in a project that includes the host from node_modules; the SDK compiles TypeScript, the package's too. */
async function runExample(sdk: SDK, consumer: Consumer): Promise<PackageResult> {
	const launcher = compileLauncher(sdk);
	const undo: (() => unknown)[] = [];
	try {
		const link = join(consumer.folder, "module");
		consumer.write("main.ts", exampleOf(readFileSync(join(root, "README.md"), "utf8")));
		const manifest = consumer.write(
			"manifest.json",
			JSON.stringify({
				include: ["node_modules/xs-quectel/hosts/desktop/manifest.json"],
				modules: { main: "./main" },
				config: { modem: { apn: "internet", serial: { device: link } } },
			}),
		);
		const { firmware: file } = await compile(sdk, {
			...{ name: "package-example", platform: "lin", isFirmware: true },
			...{ folder: consumer.folder, manifest },
		});
		const taken: Taken[] = [];
		const broker = await LocalBroker.start((message) => taken.push(message));
		undo.push(() => broker.close());
		const cloud = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`);
		undo.push(() => cloud.endAsync(true));
		// Kept for whoever subscribes: the command is there before the application is.
		await cloud.publishAsync("mast/17/command", "open", { qos: 1, retain: true });
		taken.splice(0);
		const options = ["--pty", link, "--latency", "none", "--map", `${EXAMPLE}=127.0.0.1:${broker.port}`];
		const module = await startSimulator(commandOf(consumer), options, consumer.folder);
		undo.push(() => module.close());
		const firmware = new SDKFirmware(launcher, file);
		undo.push(() => {
			firmware.end();
			return firmware.exited;
		});
		const told = (text: string) => firmware.lines.filter((line) => line === text).length;
		const end = Date.now() + PATIENCE;
		const isDone = () => told("1 published") > 0 && told("mast/17/command: 4 bytes") > 0;
		while (!isDone() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, LOOK));
		if (!isDone()) throw new BuildError(`the example told ${JSON.stringify(firmware.lines.slice(-8))}`);
		return {
			name: "the example of the README",
			arrived: taken.filter(isIt).length,
			published: told("1 published"),
			commands: told("mast/17/command: 4 bytes"),
		};
	} finally {
		for (const step of undo.reverse()) await step();
	}
}

/** The main job of the desktop's page, in its words but for the number of the port: from the package's JavaScript. */
async function runDesktop(sdk: SDK, consumer: Consumer): Promise<PackageResult> {
	const manifest = consumer.installed("dist/hosts/desktop/main-job/manifest.json");
	const { delivered, published, commands, lost } = await playMainJob(sdk, {
		prefix: "xs-quectel/desktop",
		async prepare(broker, onEnd) {
			const options = ["--tcp", "0", "--map", `127.0.0.1:1883=127.0.0.1:${broker}`];
			const module = await startSimulator(commandOf(consumer), options, consumer.folder);
			onEnd(() => module.close());
			const settings = [`device=tcp:127.0.0.1:${module.told.port}`];
			const folder = join(consumer.folder, "desktop");
			return compile(sdk, { name: "package-desktop", platform: "lin", isFirmware: true, folder, manifest, settings });
		},
	});
	if (lost > 0) throw new BuildError(`${lost} lost`);
	return { name: "the main job of `hosts/desktop`", arrived: delivered, published, commands };
}

/**
 * Packs the package, installs it in an empty folder, and lets the SDK build from there what the pages say; what is built runs over the
 * simulated module of the installed package's own command.
 */
export async function runPackage(sdk: SDK, attempts: Attempts): Promise<PackageResult[]> {
	const consumer = Consumer.install();
	try {
		const results: PackageResult[] = [];
		for (const work of [runExample, runDesktop]) {
			const its = await attempts.attempt(`the package: ${work.name}`, () => work(sdk, consumer));
			if (its !== undefined) results.push(its);
		}
		return results;
	} finally {
		consumer.remove();
	}
}
