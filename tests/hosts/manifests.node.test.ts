import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathsBelow, root } from "../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../support/assert.js";

interface Manifest {
	readonly include?: string | readonly string[];
	readonly modules?: Readonly<Record<string, string>>;
	readonly platforms?: Readonly<Record<string, Manifest & { error?: string }>>;
}

const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
/** Names of its platforms. */
const platformsOf = ({ platforms = {} }: Manifest) => Object.keys(platforms).filter((name) => name !== "...");

describe("hosts/manifest.json", () => {
	const { platforms = {} } = read("hosts/manifest.json");
	const hosts = pathsBelow("hosts").filter((path) => /^hosts\/[^/]+\/manifest\.json$/.test(path));

	/** The host that it takes for a platform: by its name, or by that of its family. */
	const hostOf = (platform: string) => {
		const its = platforms[platform] ?? platforms[platform.replace(/\/.*/, "/*")];
		return typeof its?.include === "string" ? join("hosts", its.include) : undefined;
	};

	it("takes the host of each platform that one is for", () => {
		ok(hosts.length > 0);
		for (const host of hosts) for (const name of platformsOf(read(host))) equal(hostOf(name), host, name);
	});

	it("takes none for a platform that its host refuses", () => {
		for (const [name, { include }] of Object.entries(platforms)) {
			if (name === "...") continue;
			ok(platformsOf(read(join("hosts", String(include)))).includes(name), name);
		}
		ok((platforms["..."]?.error ?? "").length > 0);
	});
});

describe("the provider of a host", () => {
	it("exports a constant, as JavaScript too: the SDK's linker warns of anything else", () => {
		const names = ["desktop/provider", "esp32/provider", "nrf52/provider", "nrf52/zephyr-provider"];
		for (const name of names) {
			const text = readFileSync(join(root, "dist", "hosts", `${name}.js`), "utf8");
			const [, its = ""] = /^ {2}(\w+) as default$/m.exec(text) ?? [];
			ok(text.includes(`\nconst ${its} = `), name);
		}
	});
});

describe("the manifest of an application", () => {
	const files = pathsBelow("hosts/applications").filter((path) => path.endsWith(".json"));
	const withHost = files.filter((path) => !path.endsWith("wifi.json"));

	it("is there for each that the command line plays", () => {
		deepEqual(withHost.map((path) => path.slice("hosts/applications/".length)).sort(), [
			"https-download.json",
			"remote-control.json",
			"telemetry.json",
			"wifi-to-lte/lte.json",
		]);
	});

	it("includes the hosts, and changes nothing of what they give: neither memory nor stack", () => {
		for (const path of withHost) {
			const { include = [], ...rest } = read(path);
			const own = [include].flat().filter((it) => !it.startsWith("$("));
			deepEqual(
				own.map((it) => join(dirname(path), it)),
				["hosts/manifest.json"],
				path,
			);
			ok(!("creation" in rest), path);
		}
	});

	it("names every file of the application by the name that it is imported by", () => {
		for (const path of files) {
			const { modules = {} } = read(path);
			for (const file of Object.values(modules)) {
				const source = join(root, dirname(path), `${file}.ts`);
				ok(existsSync(source), source);
				for (const [, name = ""] of readFileSync(source, "utf8").matchAll(/from "\.\/([^"]+)\.js"/g)) {
					equal(modules[name], `./${name}`, `${path}: ${name}`);
				}
			}
		}
	});
});
