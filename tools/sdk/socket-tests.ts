import { createSocket } from "node:dgram";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import { linkTo, openDevice } from "../cli/simulate-device.js";
import { serve } from "../sim/node/serve.js";
import { BuildError, build, makeJavaScript, work } from "./build.js";
import type { ClientResult } from "./client.js";
import { compileLauncher, SDKFirmware } from "./launcher.js";
import type { SDK } from "./sdk.js";
import { serveHTTP } from "./servers.js";

/** Where the tests are in the SDK, by class. */
const FOLDER = "tests/modules/io/socket";
const kinds = Object.freeze(["tcp", "udp", "listener"] as const);
type Kind = (typeof kinds)[number];

/** Addresses that the tests get for the names they resolve; from the blocks that are kept for documentation. */
const addresses = Object.freeze({ "www.example.com": "192.0.2.1", "pool.ntp.org": "192.0.2.2" });
/** The tests' time limits are those of a socket on this machine; a module has to ask for everything over its UART. */
const SLOWNESS = 4;
/** How long a test that has passed is watched for what must not come any more, ms. */
const AFTER = 300;
/** For all of them, ms. */
const PATIENCE = 900_000;

/** Why a test cannot pass with the module, by its name. */
export const reasons: Readonly<Record<string, string>> = Object.freeze({});

/**
 * The class of the modem under the name of the SDK's. The SDK preloads that name, and there is no modem yet when the
 * firmware is linked: the class is looked up when it is constructed.
 */
const classModule = (name: string) => `export default class {
	constructor(options) {
		return globalThis.harness.make(${JSON.stringify(name)}, options);
	}
	static [Symbol.hasInstance](it) {
		return it instanceof globalThis.harness.modem[${JSON.stringify(name)}];
	}
}
`;

const modemModule = `import Serial from "embedded:io/serial";
import config from "mc/config";
import { DesktopSerial } from "xs-quectel/hosts/desktop/serial";
import { Modem } from "xs-quectel/hosts/moddable/modem";

class BoundSerial extends DesktopSerial {
	constructor(options) {
		super(options, Serial);
	}
}
const { device, baud } = config;
let tell;
export const ready = new Promise((resolve) => { tell = resolve; });
const modem = new Modem({
	serial: { io: BoundSerial, device, baud },
	receiveStore: 4095,
	apn: "internet",
	onReady: () => tell(),
	onError: (error) => trace("modem: " + error.message + "\\n"),
});
const kept = [];
// As the SDK's own class behaves at the edges where it and the standard differ.
const edges = { quectel: { readPast: "throw" } };
globalThis.harness = {
	modem,
	make(name, options) {
		const isObject = typeof options === "object" && options !== null;
		const it = new modem[name](isObject && name === "TCP" ? { ...edges, ...options } : options);
		kept.push(it);
		return it;
	},
};
/** What a test leaves behind would take connections from the next. */
export function closeAll() {
	for (const it of kept.splice(0)) {
		try { it.close(); } catch {}
	}
}
`;

const harness = (names: readonly string[]) => `import Timer from "timer";
import { closeAll, ready } from "harness/modem";

const addresses = ${JSON.stringify(addresses)};
globalThis.assert = (it, message = "not true") => {
	if (!it) throw new Error(message);
};
assert.sameValue = (it, expected, message = "") => {
	if (!Object.is(it, expected)) throw new Error(message + " " + String(it) + " is not " + String(expected));
};
assert.throws = (Kind, work) => {
	try {
		work();
	} catch (error) {
		if (error.constructor !== Kind) throw new Error("threw " + error);
		return;
	}
	throw new Error("did not throw");
};
globalThis.$NETWORK = { connected: ready, resolve: async (host) => addresses[host] };

function run(name) {
	return new Promise((resolve) => {
		let isOver = false;
		let failure;
		let timer = Timer.set(() => globalThis.$DONE("no end"), ${5000 * SLOWNESS});
		globalThis.$DONE = (error) => {
			if (error !== undefined) failure ??= error;
			if (isOver) return;
			isOver = true;
			Timer.clear(timer);
			Timer.set(() => {
				trace("test " + name + " " + (failure === undefined ? "passed" : "failed " + failure) + "\\n");
				closeAll();
				Timer.set(resolve, ${AFTER});
			}, ${AFTER});
		};
		const $DONE = globalThis.$DONE;
		globalThis.$DO = (work) => (...parameters) => {
			try {
				work(...parameters);
			} catch (error) {
				$DONE(error);
				return;
			}
			$DONE();
		};
		globalThis.$TESTMC = {
			HostObject: class {},
			HostObjectChunk: class {},
			HostBuffer: class {},
			timeout(ms) {
				Timer.clear(timer);
				timer = Timer.set(() => $DONE("no end after " + ms * ${SLOWNESS} + " ms"), ms * ${SLOWNESS});
			},
		};
		import(name).catch((error) => $DONE(error));
	});
}

const tests = ${JSON.stringify(names)};
(async () => {
	await ready;
	for (const name of tests) await run(name);
	trace("all done\\n");
})();
`;

/** How each test ended, from what the harness told. */
export function readOutcomes(lines: readonly string[]): Map<string, string | undefined> {
	const outcomes = new Map<string, string | undefined>();
	for (const line of lines) {
		const [, name, failure] = /^test socket-test\/(\S+) (?:passed|failed (.*))$/.exec(line) ?? [];
		if (name !== undefined) outcomes.set(name, failure);
	}
	return outcomes;
}

/** A row for one class. */
export function summarizeTests(
	kind: Kind,
	names: readonly string[],
	outcomes: ReturnType<typeof readOutcomes>,
): ClientResult {
	const failed = names.filter((name) => !outcomes.has(name) || outcomes.get(name) !== undefined);
	const short = (name: string) => name.slice(kind.length + 1);
	return {
		name: `${FOLDER}/${kind}`,
		passed: names.length - failed.length,
		of: names.length,
		remarks: failed.map((name) => `\`${short(name)}\`: ${reasons[name] ?? outcomes.get(name) ?? "did not end"}`),
		unexplained: failed
			.filter((name) => reasons[name] === undefined)
			.map((name) => `${short(name)}: ${outcomes.get(name)}`),
	};
}

/** A pool of one NTP server. */
async function serveNTP(): Promise<{ port: number; close(): void }> {
	const socket = createSocket("udp4");
	socket.on("message", (_message, { port, address }) => socket.send(Buffer.alloc(48, 0x24), port, address));
	await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
	return { port: socket.address().port, close: () => void socket.close() };
}

/** The desktop host without its provider and without what needs the SDK's own TCP: that name is the modem's class here. */
function hostModules(): Record<string, string> {
	const folder = join(root, "dist", "hosts", "desktop");
	const { modules } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
		modules: Record<string, string>;
	};
	return Object.fromEntries(
		Object.entries(modules)
			.filter(([key]) => /\/(?:clock|modem|serial)$/.test(key))
			.map(([key, path]) => [key, join(folder, path)]),
	);
}

/** Runs the SDK's tests for TCP, UDP and Listener, unchanged, over the classes of a modem. */
export async function runSocketTests(sdk: SDK): Promise<ClientResult[]> {
	makeJavaScript();
	const { folder } = sdk;
	const names = kinds.flatMap((kind) =>
		readdirSync(join(folder, FOLDER, kind))
			.filter((file) => file.endsWith(".js"))
			.sort()
			.map((file) => `${kind}/${file.slice(0, -3)}`),
	);
	const undo: (() => unknown)[] = [];
	try {
		const http = await serveHTTP();
		undo.push(() => http.close());
		const ntp = await serveNTP();
		undo.push(() => ntp.close());
		const link = join(work, `module-${process.pid}`);
		const built = await build(sdk, {
			name: "socket-tests",
			platform: "lin",
			isFirmware: true,
			manifest: {
				include: [
					"$(MODDABLE)/examples/manifest_base.json",
					"$(MODDABLE)/modules/io/manifest.json",
					"$(MODDABLE)/modules/io/serial/manifest.json",
					join(root, "dist", "manifest.json"),
				],
				modules: {
					"~": ["tcp", "udp", "listener"].map((it) => `$(MODDABLE)/modules/io/socket/lin/${it}`),
					...hostModules(),
					main: "./main",
					"harness/modem": "./modem",
					"embedded:io/socket/tcp": "./tcp",
					"embedded:io/socket/udp": "./udp",
					"embedded:io/socket/listener": "./listener",
					...Object.fromEntries(names.map((name) => [`socket-test/${name}`, `$(MODDABLE)/${FOLDER}/${name}`])),
				},
				creation: { stack: 1024 },
				config: { device: link, baud: 115_200 },
			},
			files: {
				"main.js": harness(names.map((name) => `socket-test/${name}`)),
				"modem.js": modemModule,
				"tcp.js": classModule("TCP"),
				"udp.js": classModule("UDP"),
				"listener.js": classModule("Listener"),
			},
		});
		const device = await openDevice("pty");
		undo.push(linkTo(device.path, link));
		const map = {
			[`${addresses["www.example.com"]}:80`]: `127.0.0.1:${http.port}`,
			[`${addresses["pool.ntp.org"]}:123`]: `127.0.0.1:${ntp.port}`,
		};
		const module = await serve({ latency: "none", seed: 1, powered: true, device, map });
		undo.push(() => module.close());
		const firmware = new SDKFirmware(compileLauncher(sdk), built.firmware);
		undo.push(() => {
			firmware.end();
			return firmware.exited;
		});
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, PATIENCE);
			const end = () => {
				clearTimeout(timer);
				resolve();
			};
			firmware.on("line", (line) => {
				console.error(`  ${line}`);
				if (line === "all done") end();
			});
			void firmware.exited.then(end);
		});
		const outcomes = readOutcomes(firmware.lines);
		if (outcomes.size === 0) throw new BuildError(`socket-tests: told nothing\n${firmware.lines.slice(-5).join("\n")}`);
		return kinds.map((kind) => {
			const its = names.filter((name) => name.startsWith(`${kind}/`));
			return summarizeTests(kind, its, outcomes);
		});
	} finally {
		for (const step of undo.reverse()) await step();
	}
}
