// Turns every TypeScript file of the tree into one JavaScript file under dist/, path by path. Types are checked elsewhere.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { classesOf, namesOf, withPlainNames } from "./private-names.mjs";

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

// The SDK's compiler crashes at a source map without sources, which is all there is of a module of types.
for (const name of sources) {
	const path = join(root, "dist", name.slice(0, -3));
	if (statSync(`${path}.js`).size > 100 || !/^\/\/# sourceMappingURL=.*\s*$/.test(readFileSync(`${path}.js`, "utf8")))
		continue;
	writeFileSync(`${path}.js`, "export {};\n");
	rmSync(`${path}.js.map`, { force: true });
}

const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const exported = new Set(Object.values(exports).map((it) => join(root, it.default ?? "")));
const modules = sources
	.filter((name) => name.startsWith("modules"))
	.map((name) => {
		const path = join(root, "dist", `${name.slice(0, -3)}.js`);
		const text = readFileSync(path, "utf8");
		// Every byte goes past `uart` and `at`: there a private field is found a little sooner.
		const keepsFields = exported.has(path) || /^modules[\\/](uart|at)[\\/]/.test(name);
		return { path, text, classes: classesOf(text, keepsFields) };
	});
const classes = modules.flatMap((it) => it.classes);
for (const it of modules) writeFileSync(it.path, withPlainNames(it.text, namesOf(it.classes, classes)));

// A source that is gone must not live on in dist/: a test would go on passing without it.
const known = new Set(sources.map((name) => name.slice(0, -3)));
// Of a source that is JavaScript already npm pack has put a copy there; it runs this once more behind that.
const isCopy = (name) => existsSync(join(root, name));
for (const name of readdirSync(join(root, "dist"), { recursive: true })) {
	const stem = String(name).replace(/\.js(\.map)?$/, "");
	if (stem !== name && !known.has(relative(root, join(root, stem)).split("/").join(sep)) && !isCopy(String(name))) {
		rmSync(join(root, "dist", String(name)));
	}
}
