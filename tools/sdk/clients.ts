import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import { makeTrust } from "../cli/demo/applications/certificates.js";
import { linkTo, openDevice } from "../cli/simulate-device.js";
import { build, makeJavaScript, work } from "./build.js";
import type { ClientResult } from "./client.js";
import { type Example, examples, met } from "./examples.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import { type ModuleOptions, ROOTS, serveModule } from "./module.js";
import type { SDK } from "./sdk.js";

/** How long an application has, ms. */
const PATIENCE = 30_000;
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
			// The SDK's applications leave authorities to the SDK: here to what is in the module.
			modem: { apn: "internet", serial: { device: link }, ...(isSecure ? { tls: { ca: ROOTS } } : {}) },
		},
	};
}

/** One run of a firmware, over a module of its own. */
interface Over extends Omit<ModuleOptions, "device"> {
	readonly launcher: string;
	readonly firmware: string;
	/** Where the firmware looks for the module. */
	readonly link: string;
	/** Whether everything has come; asked again and again. */
	isOver(told: string): boolean;
}

/** Runs a firmware until everything has come, or it has ended, or time is up. @returns what it told */
async function runOver({ launcher, firmware: file, link, isOver, ...options }: Over): Promise<string> {
	const undo: (() => unknown)[] = [];
	try {
		const device = await openDevice("pty");
		undo.push(linkTo(device.path, link));
		const module = await serveModule({ ...options, device });
		undo.push(() => module.close());
		const firmware = new SDKFirmware(launcher, file);
		undo.push(() => {
			firmware.end();
			return firmware.exited;
		});
		let hasEnded = false;
		void firmware.exited.then(() => {
			hasEnded = true;
		});
		const end = Date.now() + PATIENCE;
		while (!hasEnded && Date.now() < end && !isOver(firmware.lines.join("\n"))) {
			await new Promise((resolve) => setTimeout(resolve, LOOK));
		}
		return firmware.lines.join("\n");
	} finally {
		for (const step of undo.reverse()) await step();
	}
}

/** What a secure application has to do beside its work. */
const REFUSAL = "no word to a server of an authority that the module does not have";

async function runExample(sdk: SDK, launcher: string, example: Example): Promise<ClientResult> {
	const { folder, remark, place, isSecure, expected } = example;
	const host = place.split(":")[0] as string;
	const trust = isSecure ? makeTrust(host) : undefined;
	const server = await example.serve(
		trust === undefined ? undefined : { cert: trust.server.certificate, key: trust.server.key },
	);
	try {
		const link = join(work, `module-${process.pid}`);
		const { firmware } = await build(sdk, {
			name: `example-${folder}${example.mqtt === "module" ? "-module" : ""}`,
			platform: "lin",
			isFirmware: true,
			manifest: manifestOf(example, link, isSecure),
			files: { "main.js": starter(example) },
		});
		const over = { launcher, firmware, link, place, port: server.port };
		const possible = expected.filter(({ not }) => not === undefined);
		const told = await runOver({
			...{ ...over, ca: trust?.ca },
			isOver: (told) => met(possible, told, server).length === possible.length,
		});
		const come = met(expected, told, server);
		const missing: { what: string; not?: string }[] = expected.filter((it) => !come.includes(it));
		if (trust !== undefined) {
			const before = server.seen.length;
			const { ca } = makeTrust(host);
			const complaint = await runOver({ ...over, ca, isOver: (told) => told.includes("ERROR") });
			if (!complaint.includes("ERROR") || server.seen.length > before) missing.push({ what: REFUSAL });
		}
		if (missing.some(({ not }) => not === undefined)) {
			console.error(`  told: ${told.slice(-2000)}`);
			console.error(`  seen: ${server.seen.join("\n  ").slice(0, 2000)}`);
		}
		const of = expected.length + (trust === undefined ? 0 : 1);
		return {
			name: `examples/io/tcp/${folder}${remark === undefined ? "" : ` (${remark})`}`,
			...{ passed: of - missing.length, of },
			remarks: [...new Set(missing.map(({ what, not }) => (not === undefined ? what : not)))],
			// What nobody knows a reason for.
			unexplained: missing.filter(({ not }) => not === undefined).map(({ what }) => what),
		};
	} finally {
		await server.close();
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
