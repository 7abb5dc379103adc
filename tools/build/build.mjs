// Turns every TypeScript file of the tree into one JavaScript file under dist/, path by path. Types are checked elsewhere.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folders = ["modules", "hosts", "tests", "tools"];
const sources = folders.flatMap((folder) =>
	existsSync(join(root, folder))
		? readdirSync(join(root, folder), { recursive: true })
				.map((name) => join(folder, String(name)))
				.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
		: [],
);

await build({
	absWorkingDir: root,
	entryPoints: sources,
	outbase: ".",
	outdir: "dist",
	format: "esm",
	platform: "neutral",
	target: "es2023",
	sourcemap: "linked",
	logLevel: "warning",
});

// A source that is gone must not live on in dist/: a test would go on passing without it.
const known = new Set(sources.map((name) => name.slice(0, -3)));
for (const name of readdirSync(join(root, "dist"), { recursive: true })) {
	const stem = String(name).replace(/\.js(\.map)?$/, "");
	if (stem !== name && !known.has(relative(root, join(root, stem)).split("/").join(sep))) {
		rmSync(join(root, "dist", String(name)));
	}
}
