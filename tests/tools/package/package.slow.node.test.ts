import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { cache } from "../../../hosts/xs/places.js";
import { Consumer, lint } from "../../../tools/check/consumer.js";
import { fencesOf } from "../../../tools/check/fences.js";
import { readSources, root } from "../../../tools/check/tree.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

/** A program of a user's, on Node: the main job in small, over the simulated module, to a broker in the same process. */
const onNode = `
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { type Delivery as DeliveryType, Modem as AnyModem } from "xs-quectel";
import Delivery from "xs-quectel/delivery";
import { ModemError } from "xs-quectel/errors";
import { clock, Modem, random, Wire } from "xs-quectel/node";
import { serve } from "xs-quectel/simulator";

const aedes = await Aedes.createBroker();
const broker = createServer(aedes.handle);
await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve));
const address = broker.address();
if (address === null || typeof address === "string") throw new Error("no port");
const seen: string[] = [];
aedes.on("publish", (packet) => {
	if (packet.topic === "mast/17") seen.push(packet.payload.toString());
});
const module = await serve({ latency: "none", powered: true });
const wire = await Wire.connect(\`tcp:127.0.0.1:\${module.port}\`);
const modem = new Modem({ serial: { io: wire.Serial, baud: 115200 }, receiveStore: 4095, apn: "internet" });
if (!(modem instanceof AnyModem)) throw new Error("another modem");
const { MQTTClient } = modem;
if (MQTTClient === undefined) throw new Error("no client");
const delivery: DeliveryType = new Delivery({
	client: { io: MQTTClient, host: "127.0.0.1", port: address.port, id: "mast-17" },
	clock,
	random,
	outbox: { messages: 4, bytes: 1024 },
	onOutcome(_ticket, outcome, error) {
		if (error !== undefined && !(error instanceof ModemError)) throw error;
		console.log(outcome, seen.join());
		process.exit(outcome === "published" && seen.join() === "hello" ? 0 : 1);
	},
});
delivery.publish(new TextEncoder().encode("hello"), { topic: "mast/17", QoS: 1 });
`;

/** An application of a user's, for XS: names modules as on a device. */
const onXS = `
import device from "embedded:provider/builtin";
import { ModemError } from "xs-quectel/errors";
import { meaning } from "xs-quectel/meanings";

const modem = new device.provider.Modem({
	...device.modem,
	apn: "internet",
	onReady() {
		trace(\`ready \${this.identity.join(" ")}\\n\`);
		trace(\`\${meaning(new ModemError("mqtt", 4, "+QMTCONN", false))}\\n\`);
		modem.close();
	},
});
`;

/** What a compiler must refuse, to show that it knows the types. */
const wrong =
	'import device from "embedded:provider/builtin";\nnew device.provider.Modem({ ...device.modem, apn: 1 });\n';
const right = wrong.replace("apn: 1", 'apn: "internet"');

/** Types are taken away as any bundler does. */
function stripTypes(text: string): string {
	return text.replace(/type \w+ as \w+, |: (?:void|string\[\]|DeliveryType)|<void>/g, "");
}

describe("the package, packed and installed in an empty folder", () => {
	let consumer: Consumer;

	before(() => {
		consumer = Consumer.install();
	});

	after(() => {
		consumer.remove();
	});

	it("passes publint", () => {
		const told = lint("node_modules/publint/src/cli.js", ["run", consumer.tarball, "--strict"]);
		ok(told.includes("All good!"), told);
	});

	it("resolves its types in every way that knows ES modules", () => {
		const args = [consumer.tarball, "--profile", "esm-only", "--format", "ascii"];
		const told = lint("node_modules/@arethetypeswrong/cli/dist/index.js", args);
		ok(told.includes("xs-quectel/delivery"), told);
	});

	it("holds everything that its entries and its command import", () => {
		const { exports, bin } = JSON.parse(readFileSync(consumer.installed("package.json"), "utf8")) as {
			exports: Record<string, string | { types?: string; default?: string }>;
			bin: Record<string, string>;
		};
		const entries = Object.values(exports).flatMap((it) => (typeof it === "string" ? [it] : Object.values(it)));
		const reached = new Set([...entries, ...Object.values(bin)].map((it) => consumer.installed(it as string)));
		const missing: string[] = [];
		for (const file of reached) {
			if (!existsSync(file)) missing.push(file);
			else if (!file.endsWith(".json")) {
				for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?["'](\.[^"']+)["']/g)) {
					const found = join(dirname(file), path);
					reached.add(file.endsWith(".d.ts") ? found.replace(/\.js$/, ".d.ts") : found);
				}
			}
		}
		deepEqual(missing, []);
		ok(reached.size > 100);
	});

	it("has manifests whose files are all there, as TypeScript and as JavaScript", () => {
		for (const folder of ["", "dist"]) {
			const hosts = ["desktop", "esp32", "nrf52"].map((host) => `hosts/${host}/manifest.json`);
			const manifests = ["manifest.json", "manifest-mqtt.json", "manifest-mqtts.json", ...hosts];
			for (const path of manifests.map((it) => consumer.installed(join(folder, it)))) {
				type Part = { modules?: Record<string, string | string[]> };
				const manifest = JSON.parse(readFileSync(path, "utf8")) as Part & {
					include?: string[];
					platforms?: Record<string, Part>;
				};
				for (const it of manifest.include ?? []) {
					ok(it.startsWith("$(") || existsSync(join(dirname(path), it)), `${path}: ${it}`);
				}
				const isThere = (it: string, kinds: readonly string[]) =>
					kinds.every((kind) => existsSync(join(dirname(path), it) + kind));
				const parts = [manifest, ...Object.values(manifest.platforms ?? {})];
				for (const [key, value] of parts.flatMap(({ modules }) => Object.entries(modules ?? {}))) {
					for (const it of [value].flat()) {
						if (it.startsWith("$(")) continue;
						// Sources in C; the SDK's own provider by another name; else a module, in whatever language it is written.
						if (key === "~") ok(isThere(it, [".js"]) || (folder === "" && isThere(it, [".ts"])), `${path}: ${it}`);
						else if (key === "*") ok(isThere(it, [".c"]), `${path}: ${it}.c`);
						else if (key === "419") ok(isThere(it, [".d.ts"]), `${path}: ${it}.d.ts`);
						else ok(isThere(it, [".js", ".d.ts"]) || (folder === "" && isThere(it, [".ts"])), `${path}: ${it}`);
					}
				}
			}
		}
	});

	it("has types for compilers of both kinds, declarations checked too, and for the device", () => {
		consumer.write("program.mts", onNode);
		consumer.write("application.ts", right);
		consumer.write("mistake.ts", wrong);
		const settings = [
			{ module: "nodenext", types: ["node", "xs-quectel/device"] },
			{
				module: "preserve",
				moduleResolution: "bundler",
				exactOptionalPropertyTypes: true,
				noUncheckedIndexedAccess: true,
				types: ["node", "xs-quectel/device"],
			},
		];
		for (const it of settings) {
			consumer.checkTypes(it, ["program.mts", "application.ts"]);
			throws(() => consumer.checkTypes(it, ["mistake.ts"]), Error, "'number' is not assignable to type 'string'");
		}
	});

	it("has types for all that the pages write, as they write it", () => {
		// Of an application for a device, which knows the engine's own globals.
		symlinkSync(join(root, "node_modules", "@moddable"), consumer.installed("../@moddable"));
		const pages = readSources().filter(({ path }) => /^(?:README\.md$|(?:hosts|modules)\/.*\.md$)/.test(path));
		const blocks = pages.flatMap(({ path, text }) =>
			fencesOf(text)
				.filter(({ language }) => /^(?:ts|js|typescript|javascript)$/.test(language))
				.map((fence) => ({ path, ...fence })),
		);
		ok(blocks.some(({ path }) => path === "README.md"));
		const files = blocks.map(({ path, line, text }, n) => {
			const file = `page-${n}.ts`;
			// Each a module, so that names of one are not those of another.
			consumer.write(file, `// ${path}:${line}\n${text}\nexport {};\n`);
			return file;
		});
		const types = ["@moddable/typings/xs", "xs-quectel/device"];
		const settings = { module: "preserve", moduleResolution: "bundler", types, skipLibCheck: true };
		consumer.checkTypes(settings, files);
		const example = readFileSync(join(consumer.folder, "page-0.ts"), "utf8");
		consumer.write("page-0.ts", example.replace("messages: 64", 'messages: "64"'));
		throws(() => consumer.checkTypes(settings, files), Error, "Type 'string' is not assignable to type 'number'");
	});

	it("runs on Node: modem, delivery and simulator to a broker", async () => {
		consumer.write("program.mjs", stripTypes(onNode));
		const { code, output } = await consumer.run(["program.mjs"]);
		equal(code, 0, output);
		equal(output.trim(), "published hello");
	});

	it("runs on Node with the modem that has the MQTT client alone", async () => {
		const small = onNode
			.replace("Modem as AnyModem", "Modem as WholeModem")
			.replace("{ clock, Modem, random, Wire }", "{ clock, random, Wire }")
			.replace('from "xs-quectel/node";', '$&\nimport { Modem } from "xs-quectel/modem-provider/mqtt-modem";')
			.replace("new Modem({", "new Modem({ clock,")
			.replace(
				/if \(!\(modem instanceof.*/,
				'if (modem instanceof WholeModem || "TCP" in modem) throw new Error("a whole modem");',
			);
		consumer.write("small.mts", small);
		consumer.checkTypes({ module: "nodenext", types: ["node"] }, ["small.mts"]);
		consumer.write("small.mjs", stripTypes(small));
		const { code, output } = await consumer.run(["small.mjs"]);
		equal(code, 0, output);
		equal(output.trim(), "published hello");
	});

	it("runs the main job by its command, on XS", async () => {
		const args = ["node_modules/.bin/xs-quectel", "demo", "--messages", "6", "--latency", "none", "--json"];
		const { code, output } = await consumer.run(args, { XS_QUECTEL_CACHE: cache() });
		equal(code, 0, output);
		ok(output.includes('"engine":"xs"') && output.includes('"lost":0'), output);
	});

	it("runs an application of the user's on XS, with the modules it names", async () => {
		const application = consumer.write("application.js", onXS);
		const program = `
			import { launch } from ${JSON.stringify(pathToFileURL(consumer.installed("dist/hosts/xs/engine.js")))};
			import { serve } from "xs-quectel/simulator";
			const module = await serve({ latency: "none", powered: true });
			const running = await launch(${JSON.stringify(application)}, {
				serial: \`tcp:127.0.0.1:\${module.port}\`,
				aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
				onLine: (line) => console.log(line),
			});
			const { code, message } = await running.exit;
			if (code !== 0) console.log(message);
			await module.close();
			process.exit(code);
		`;
		consumer.write("run.mjs", program);
		const { code, output } = await consumer.run(["run.mjs"], { XS_QUECTEL_CACHE: cache() });
		equal(code, 0, output);
		ok(output.startsWith("ready Quectel EC600S"), output);
		ok(output.includes("bad user name or password"), output);
	});
});
