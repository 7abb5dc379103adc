// npm pack: what is in the package and not in dist/ yet. Declarations for compilers with whatever settings, and the manifests
// beside the compiled JavaScript, for whom the SDK is to compile no TypeScript.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const dist = join(root, "dist");

/** Paths of all files below a folder of the project. */
const below = (folder) =>
	existsSync(join(root, folder))
		? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
		: [];

// What was made for sources that are gone must not be packed.
for (const path of below("dist")) {
	if (/\.d\.ts$|(^|\/)manifest(-\w+)?\.json$/.test(path)) rmSync(join(root, path));
}
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const project = join(root, "tools", "build", "tsconfig.declarations.json");
execFileSync(process.execPath, [compiler, "-p", project], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });

// The manifests name their files by relative paths, and dist/ mirrors the folders: a copy of them means the JavaScript.
const beside = below("hosts").filter(
	(path) => !path.startsWith("hosts/xs/") && (path.endsWith(".d.ts") || !/\.(ts|md)$/.test(path)),
);
for (const path of ["manifest.json", "manifest-mqtt.json", "manifest-mqtts.json", ...beside]) {
	mkdirSync(dirname(join(dist, path)), { recursive: true });
	cpSync(join(root, path), join(dist, path));
}
