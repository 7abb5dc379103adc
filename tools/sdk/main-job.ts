import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import { CommandError, Exit } from "../cli/command.js";
import { LocalBroker } from "../cli/demo/broker.js";
import { Cloud } from "../cli/demo/cloud.js";
import { Journal } from "../cli/demo/journal.js";
import { Run } from "../cli/demo/run.js";
import { Show } from "../cli/demo/show.js";
import { linkTo, openDevice } from "../cli/simulate-device.js";
import { serve } from "../sim/node/serve.js";
import { type Build, build, makeJavaScript, work } from "./build.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import type { SDK } from "./sdk.js";

const MESSAGES = 60;
const COMMANDS = 3;
/** How long nothing may happen, ms. */
const PATIENCE = 60_000;

/** What the main job has done on the SDK. */
export interface MainJob {
	readonly build: Build;
	readonly published: number;
	readonly delivered: number;
	readonly commands: number;
	readonly lost: number;
}

/** Where the main job is played. */
export interface Stage {
	/** Of all topics. */
	readonly prefix: string;
	/**
	 * Starts the module, behind which the broker is, and builds the firmware for both.
	 * @param onEnd takes what is to be done at the end, the last first
	 */
	prepare(broker: number, onEnd: (step: () => unknown) => void): Promise<Build>;
}

/**
 * The main job with the SDK's engine and classes, the simulated module at the other end, a broker behind that, and an ordinary
 * MQTT client that checks every message.
 * @throws CommandError when it does not come to its end
 */
export async function playMainJob(sdk: SDK, { prefix, prepare }: Stage): Promise<MainJob> {
	const launcher = compileLauncher(sdk);
	const show = new Show(true);
	const undo: (() => unknown)[] = [];
	try {
		const broker = await LocalBroker.start();
		undo.push(() => broker.close());
		const url = `mqtt://127.0.0.1:${broker.port}`;
		const built = await prepare(broker.port, (step) => undo.push(step));
		const cloud = await Cloud.connect({ url, prefix, messages: MESSAGES, commands: COMMANDS });
		undo.push(() => cloud.close());
		const firmware = new SDKFirmware(launcher, built.firmware);
		undo.push(() => {
			firmware.end();
			return firmware.exited;
		});
		// On the SDK nothing ends by itself.
		firmware.on("line", (line) => {
			if (line === "disconnected as asked") firmware.end();
		});
		const journal = new Journal();
		const options = { messages: MESSAGES, url, cloud, firmware, journal, show, trace: false, patience: PATIENCE };
		const { exit, problem } = await new Run(options).play();
		if (exit !== Exit.ok) throw new CommandError(exit, `the main job on the SDK: ${problem}`);
		const published = Object.values(journal.published).reduce((sum, count) => sum + count, 0);
		let lost = cloud.wrong + COMMANDS - cloud.taken.size;
		for (let n = 0; n < MESSAGES; n++) if (!cloud.seen.has(n) || !journal.told.has(n)) lost++;
		return { build: built, published, delivered: cloud.seen.size, commands: cloud.taken.size, lost };
	} finally {
		for (const step of undo.reverse()) await step();
	}
}

/** What the manifest of a main job for that broker says, beside the host. */
function manifestOf(port: number, link: string) {
	const applications = join(root, "dist", "hosts", "applications");
	const modules = Object.entries({ main: "main-job", outbox: "outbox", telling: "telling" });
	return {
		modules: Object.fromEntries(modules.map(([key, file]) => [key, join(applications, file)])),
		config: {
			...{ host: "127.0.0.1", port, id: "xs-quectel-sdk", prefix: "sdk", messages: MESSAGES },
			...{ apn: "internet", modem: { serial: { device: link } } },
		},
	};
}

/**
 * The main job on hosts/desktop, its Serial on a PTY. Built as packed, from JavaScript: the targets are built from TypeScript.
 * @param include the host's manifest
 * @throws CommandError when it does not come to its end
 */
export function runMainJob(
	sdk: SDK,
	include = join(root, "dist", "hosts", "desktop", "manifest.json"),
): Promise<MainJob> {
	makeJavaScript();
	const link = join(work, `module-${process.pid}`);
	return playMainJob(sdk, {
		prefix: "sdk",
		async prepare(port, onEnd) {
			const manifest = { include: [include], ...manifestOf(port, link) };
			const built = await build(sdk, { name: "main-job", platform: "lin", isFirmware: true, manifest });
			const device = await openDevice("pty");
			onEnd(linkTo(device.path, link));
			const module = await serve({ latency: "real", seed: 1, powered: true, device });
			onEnd(() => module.close());
			return built;
		},
	});
}
