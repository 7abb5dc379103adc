import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GraphModule, type GraphOptions, MissingModule, moduleGraph } from "../../../hosts/xs/graph.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

describe("Module graph for XS", () => {
	let folder = "";
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function graph(files: Readonly<Record<string, string>>, options: GraphOptions = {}): GraphModule[] {
		for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
		return moduleGraph(join(folder, "main.js"), options);
	}

	const named = (all: readonly GraphModule[], name: string) => all.find((it) => it.name.endsWith(name)) as GraphModule;

	it("holds the entry first, what it imports, and all that the engine gives", () => {
		const all = graph({
			"main.js": `import "./a.js";`,
			"a.js": `import { b } from "./b.js";\nb();`,
			"b.js": "export const b = 1;",
		});
		equal(all[0]?.kind, "main");
		deepEqual([named(all, "/a").kind, named(all, "/b").kind], ["module", "module"]);
		for (const name of ["timer", "time", "host", "instruments", "embedded:io/serial", "embedded:io/digital"]) {
			equal(all.find((it) => it.name === name)?.kind, "preload", name);
		}
	});

	it("preloads the package's modules, by their public names, with all that they import", () => {
		const all = graph({ "main.js": `import { Modem } from "xs-quectel/modem-provider";\nModem;` });
		equal(all.find((it) => it.name === "xs-quectel/modem-provider")?.kind, "preload");
		ok(all.some((it) => it.name === "xs-quectel/uart/port"));
		ok(all.every((it) => it.kind !== "preload" || !it.name.startsWith("tests/")));
	});

	it("takes generated modules and other names", () => {
		const all = graph(
			{ "main.js": `import config from "mc/config";\nimport "other";`, "c.js": "1;" },
			{ modules: { "mc/config": "export default {};" }, aliases: { other: join(folder, "c.js") } },
		);
		equal(all.find((it) => it.name === "mc/config")?.source, "export default {};");
		ok(named(all, "/c") !== undefined);
		ok(all[0]?.source.includes(`import "${named(all, "/c").name}"`), all[0]?.source);
	});

	it("loads another module under a name that is imported by relative paths", () => {
		const all = graph(
			{ "main.js": `import { Modem } from "xs-quectel/modem-provider";\nModem;` },
			{ aliases: { "xs-quectel/modem-provider/modem": "xs-quectel/modem-provider/mqtt-modem" } },
		);
		const names = all.map(({ name }) => name);
		ok(names.includes("xs-quectel/modem-provider/mqtt-modem"));
		for (const name of ["modem-provider/modem", "network/tcp", "modem/ssl-context"]) {
			ok(!names.includes(`xs-quectel/${name}`), name);
		}
		const { source } = named(all, "xs-quectel/modem-provider");
		ok(source.includes(`from "xs-quectel/modem-provider/mqtt-modem"`), source);
	});

	it("copes with modules that import each other", () => {
		const all = graph({ "main.js": `import "./a.js";`, "a.js": `import "./b.js";`, "b.js": `import "./a.js";` });
		equal(all.filter((it) => it.kind === "module").length, 2);
	});

	it("tells what an import does not find, and who imports it", () => {
		const missing = throws(
			() => graph({ "main.js": `import "./a.js";`, "a.js": `import x from "nowhere";` }),
			MissingModule,
		);
		equal(missing.specifier, "nowhere");
		ok(missing.importer.endsWith("/a"), missing.importer);
		throws(() => graph({ "main.js": `import "./nowhere.js";` }), MissingModule, "./nowhere.js");
		throws(() => moduleGraph(join(folder, "nowhere.js")), Error, "no such file");
	});

	it("leaves an import() that finds nothing to the script", () => {
		ok(graph({ "main.js": `import("nowhere").catch(() => {});` })[0]?.source.includes(`import("nowhere")`));
		throws(
			() => graph({ "main.js": `await import("./a.js");`, "a.js": `import "nowhere";` }),
			MissingModule,
			"nowhere",
		);
	});
});
