import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import { linkTo, openDevice } from "../cli/simulate-device.js";
import { serve } from "../sim/node/serve.js";
import { build, work } from "./build.js";
import type { ClientResult } from "./client.js";
import { type Example, examples, met } from "./examples.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import type { SDK } from "./sdk.js";
import { certificateFor, type Running } from "./servers.js";

/** How long an application has, ms. */
const PATIENCE = 60_000;
const LOOK = 100;

/** Starts the application with the device in its usual place, the global one. */
function starter({ mqtt, client }: Example): string {
	const replaced =
		mqtt === "mqtt" || mqtt === "mqtts"
			? `const its = {...device.network.${mqtt}};
network = {...network, ${mqtt}: {...its, io: Modules.importNow("${client.specifier}")}};`
			: "";
	return `import device from "embedded:provider/builtin";
import Modules from "modules";
let network = device.network;
${replaced}
globalThis.device = {...device, network};
Modules.importNow("application");
`;
}

function manifestOf(example: Example, link: string, ca: string | undefined) {
	const folder = "$(MODDABLE)/examples/io/tcp";
	return {
		include: [
			join(root, "dist", "hosts", "desktop", "manifest.json"),
			"$(MODDABLE)/modules/data/text/decoder/manifest.json",
		],
		modules: {
			main: "./main",
			application: `${folder}/${example.folder}/main`,
			[example.client.specifier]: `${folder}/${example.client.file}`,
			// What the WebSocket client needs, with its part in C.
			...(example.folder.startsWith("websocket") ? { "*": "$(MODULES)/data/logical/*" } : {}),
		},
		preload: [example.client.specifier],
		config: {
			modem: { apn: "internet", serial: { device: link }, ...(ca === undefined ? {} : { tls: { ca } }) },
		},
	};
}

/** Waits until everything has come, or the firmware has ended, or time is up. */
async function watch(example: Example, firmware: SDKFirmware, server: Running): Promise<void> {
	const possible = example.expected.filter(({ not }) => not === undefined);
	let isOver = false;
	void firmware.exited.then(() => {
		isOver = true;
	});
	const end = Date.now() + PATIENCE;
	while (!isOver && Date.now() < end && met(possible, firmware.lines.join("\n"), server).length < possible.length) {
		await new Promise((resolve) => setTimeout(resolve, LOOK));
	}
}

async function runExample(sdk: SDK, launcher: string, example: Example): Promise<ClientResult> {
	const { folder, remark, place, isSecure, expected } = example;
	const name = `examples/io/tcp/${folder}`;
	const undo: (() => unknown)[] = [];
	try {
		const certificate = isSecure ? certificateFor(place.split(":")[0] as string) : undefined;
		const server = await example.serve(certificate);
		undo.push(() => server.close());
		const link = join(work, `module-${process.pid}`);
		const built = await build(sdk, {
			name: `example-${folder}${example.mqtt === "module" ? "-module" : ""}`,
			platform: "lin",
			manifest: manifestOf(example, link, certificate?.cert),
			files: { "main.js": starter(example) },
		});
		const device = await openDevice("pty");
		undo.push(linkTo(device.path, link));
		const map = { [place]: `127.0.0.1:${server.port}` };
		const module = await serve({ latency: "none", seed: 1, powered: true, device, map });
		undo.push(() => module.close());
		const firmware = new SDKFirmware(launcher, built.firmware);
		undo.push(() => {
			firmware.end();
			return firmware.exited;
		});
		await watch(example, firmware, server);
		const come = met(expected, firmware.lines.join("\n"), server);
		const missing = expected.filter((it) => !come.includes(it));
		const remarks = [...new Set(missing.map(({ what, not }) => (not === undefined ? what : not)))];
		return {
			name: remark === undefined ? name : `${name} (${remark})`,
			...{ passed: come.length, of: expected.length, remarks },
			// What nobody knows a reason for.
			unexplained: missing.filter(({ not }) => not === undefined).map(({ what }) => what),
		};
	} finally {
		for (const step of undo.reverse()) await step();
	}
}

/** Runs the SDK's example applications over the classes here, as JavaScript, as packed. */
export async function runExamples(sdk: SDK): Promise<ClientResult[]> {
	execFileSync(process.execPath, [join(root, "tools", "build", "package.mjs")], { stdio: "ignore" });
	const launcher = compileLauncher(sdk);
	const results: ClientResult[] = [];
	for (const example of examples) {
		console.error(`example: ${example.folder} ${example.remark ?? ""}`);
		results.push(await runExample(sdk, launcher, example));
	}
	return results;
}
