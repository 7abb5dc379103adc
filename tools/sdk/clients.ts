import { isIP } from "node:net";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import { linkTo, openDevice } from "../cli/simulate-device.js";
import { NodeNetwork } from "../sim/node/network.js";
import { serve } from "../sim/node/serve.js";
import { build, makeJavaScript, work } from "./build.js";
import type { ClientResult } from "./client.js";
import { type Example, examples, met } from "./examples.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import type { SDK } from "./sdk.js";
import { certificateFor, type Running } from "./servers.js";

/** How long an application has, ms. */
const PATIENCE = 30_000;
const LOOK = 100;

/** An address that is kept for documentation. */
const ADDRESS = "192.0.2.1";

/** A network with one name in it, and its server here. */
class OneServer extends NodeNetwork {
	readonly #name: string;

	constructor(place: string, port: number) {
		const [name, its] = place.split(":") as [string, string];
		const here = `127.0.0.1:${port}`;
		super({ map: { [place]: here, [`${ADDRESS}:${its}`]: here } });
		this.#name = name;
	}

	override resolve(host: string, callback: (address: string | undefined) => void): void {
		const address = isIP(host) === 0 ? undefined : host;
		setImmediate(callback, host === this.#name ? ADDRESS : address);
	}
}

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

function manifestOf(example: Example, link: string, isSecure: boolean) {
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
		// The SDK's clients call back from within their calls, on top of the driver's own.
		creation: { stack: 1024 },
		config: {
			// Whether certificates are verified is the module's work, and tested where that is.
			modem: { apn: "internet", serial: { device: link }, ...(isSecure ? { tls: { verify: false } } : {}) },
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
			manifest: manifestOf(example, link, isSecure),
			files: { "main.js": starter(example) },
		});
		const device = await openDevice("pty");
		undo.push(linkTo(device.path, link));
		const network = new OneServer(place, server.port);
		const module = await serve({ latency: "none", seed: 1, powered: true, device, network });
		undo.push(() => module.close());
		const firmware = new SDKFirmware(launcher, built.firmware);
		undo.push(() => {
			firmware.end();
			return firmware.exited;
		});
		await watch(example, firmware, server);
		const come = met(expected, firmware.lines.join("\n"), server);
		const missing = expected.filter((it) => !come.includes(it));
		if (missing.some(({ not }) => not === undefined)) {
			console.error(`  told: ${firmware.lines.slice(-8).join("\n  ").slice(0, 2000)}`);
			console.error(`  seen: ${server.seen.join("\n  ").slice(0, 2000)}`);
		}
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

/**
 * Runs the SDK's example applications over the classes here, as JavaScript, as packed.
 * @param only folders; all by default
 */
export async function runExamples(sdk: SDK, only: readonly string[] = []): Promise<ClientResult[]> {
	makeJavaScript();
	const launcher = compileLauncher(sdk);
	const results: ClientResult[] = [];
	for (const example of examples) {
		if (only.length > 0 && !only.includes(example.folder)) continue;
		console.error(`example: ${example.folder} ${example.remark ?? ""}`);
		results.push(await runExample(sdk, launcher, example));
	}
	return results;
}
