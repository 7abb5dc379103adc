import { dirname, join } from "node:path/posix";
import { importsOf } from "./imports.js";
import type { Problem, Source } from "./source.js";

/** A part of the project, and what its files may import. */
export interface Layer {
	readonly name: string;
	/** Which paths belong to it; the first layer of the table that matches has the file. */
	readonly files: RegExp;
	/** Names of the layers its files may import; their own layer has to be named too. */
	readonly imports: readonly string[];
	/** Which bare specifiers (packages, Node's and the engine's modules) its files may import; default none. */
	readonly bare?: RegExp;
}

const base = ["ports", "io", "errors"];
const driver = [...base, "uart", "at", "modem", "network", "modem provider"];
const library = [...driver, "delivery", "meanings"];
const hosts = ["wire", "host", "xs host", "node host", "moddable host"];
const tools = ["simulator core", "simulator on Node", "check", "build", "bench", "hil", "tool"];
const any = /./;

/** Who may import whom. */
export const layers: readonly Layer[] = Object.freeze([
	{ name: "ports", files: /^modules\/(clock|text|random)\.ts$/, imports: ["ports"] },
	{ name: "io", files: /^modules\/io\.ts$/, imports: ["ports"] },
	{ name: "errors", files: /^modules\/errors\.ts$/, imports: ["ports"] },
	{ name: "meanings", files: /^modules\/meanings\.ts$/, imports: [...base, "meanings"] },
	{ name: "uart", files: /^modules\/uart\//, imports: [...base, "uart"] },
	{ name: "at", files: /^modules\/at\//, imports: [...base, "uart", "at"] },
	{ name: "modem", files: /^modules\/modem\//, imports: [...base, "uart", "at", "modem"] },
	{ name: "network", files: /^modules\/network\//, imports: [...base, "uart", "at", "modem", "network"] },
	{ name: "modem provider", files: /^modules\/modem-provider(\/|\.ts$)/, imports: driver },
	{ name: "delivery", files: /^modules\/delivery(\/|\.ts$)/, imports: [...base, "delivery"] },

	{ name: "index", files: /^modules\/index\.ts$/, imports: [...library, "index"] },

	// An application sees the package under its public name, as a user's application does, and what a host provides.
	{
		name: "application",
		files: /^hosts\/applications\//,
		imports: ["application"],
		bare: /^(xs-quectel\/|embedded:|mc\/|timer$|time$)/,
	},
	{ name: "wire", files: /^hosts\/wire\.ts$/, imports: base },
	{
		name: "xs host",
		files: /^hosts\/xs\//,
		imports: [...library, "wire", "node host", "moddable host", "xs host"],
		bare: any,
	},
	{
		name: "node host",
		files: /^hosts\/node\//,
		imports: [...library, "wire", "moddable host", "node host"],
		bare: /^(node:|\(computed\)$)/,
	},
	{ name: "moddable host", files: /^hosts\/moddable\//, imports: [...library, "moddable host"], bare: any },
	{ name: "host", files: /^hosts\//, imports: [...library, "moddable host", "host"], bare: any },

	// The simulator is a second reading of the manual: it may not share a line of logic with the driver.
	{
		name: "simulator on Node",
		files: /^tools\/sim\/(node\/|simulator\.ts$)/,
		imports: ["ports", "io", "simulator core", "simulator on Node"],
		bare: any,
	},
	{
		name: "simulator core",
		files: /^tools\/sim\//,
		imports: ["ports", "io", "simulator core"],
		bare: /^mqtt-packet$/,
	},
	{
		name: "check",
		files: /^tools\/check\//,
		imports: ["check", "xs host", "test support"],
		bare: /^(node:|mocha$)/,
	},
	{ name: "build", files: /^tools\/build\//, imports: ["build"], bare: any },
	// The bench measures in the tests' own world: the broker in memory, lockstep, the run with faults.
	{
		name: "bench",
		files: /^tools\/bench\//,
		imports: [...library, ...hosts, "application", ...tools, "test support", "test part"],
		bare: any,
	},
	// The rig runs the tests' own suites on a real module.
	{
		name: "hil",
		files: /^tools\/hil\//,
		imports: [...library, ...hosts, "application", ...tools, "test support", "conformance"],
		bare: any,
	},
	{ name: "tool", files: /^tools\//, imports: [...library, ...hosts, "application", ...tools], bare: any },

	{
		name: "portable test",
		files: /^tests\/.*(?<!\.node)\.test\.ts$/,
		imports: [...library, "test support", "conformance"],
	},
	{
		name: "node test",
		files: /^tests\/.*\.node\.test\.ts$/,
		imports: [
			...[...library, "test support", "conformance", "far side", "test part", "application"],
			...[...hosts, ...tools],
		],
		bare: any,
	},
	// What the suites over the simulated module are run with, on each engine.
	{
		name: "far side",
		files: /^tests\/far-side\//,
		imports: [...library, "test support", "conformance", "far side", "test part", ...hosts, ...tools],
		bare: any,
	},
	// Suites as functions: what a standard's clause says, of any class that claims to keep it, on any engine.
	{
		name: "conformance",
		files: /^tests\/conformance\//,
		imports: [...library, "test support", "conformance"],
	},
	{
		name: "test support",
		files: /^tests\/support\//,
		imports: [...library, "test support", "node host", "xs host", "simulator core", "simulator on Node"],
		bare: any,
	},
	{
		name: "test part",
		files: /^tests\//,
		imports: [...library, "test support", "test part", ...hosts, ...tools],
		bare: any,
	},
]);

/** What a table of layers says against the imports of `sources`. */
export function checkLayers(sources: readonly Source[], table: readonly Layer[] = layers): Problem[] {
	const layerOf = (path: string) => table.find((layer) => layer.files.test(path));
	const problems: Problem[] = [];
	for (const { path, text } of sources) {
		const layer = layerOf(path);
		if (layer === undefined) {
			problems.push({ path, line: 0, message: "belongs to no layer" });
			continue;
		}
		for (const { specifier, line } of importsOf(text)) {
			if (!specifier.startsWith(".")) {
				if (layer.bare?.test(specifier)) continue;
				problems.push({ path, line, message: `${layer.name} may not import the bare name "${specifier}"` });
				continue;
			}
			const target = join(dirname(path), specifier).replace(/\.js$/, ".ts");
			const other = layerOf(target);
			if (other === undefined) {
				problems.push({ path, line, message: `"${specifier}" belongs to no layer` });
			} else if (!layer.imports.includes(other.name)) {
				problems.push({ path, line, message: `${layer.name} may not import ${other.name} ("${specifier}")` });
			}
		}
	}
	return problems;
}
