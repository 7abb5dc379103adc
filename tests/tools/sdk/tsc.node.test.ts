import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ending, runChild } from "../../../tools/check/child.js";
import { root } from "../../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

describe("the compiler of all files at once", () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "tsc-"));
	});

	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	/** A build as mcconfig leaves it: common settings, and for each file its own. @returns the files with settings */
	function write(sources: Readonly<Record<string, string>>, build: string): string[] {
		const modules = join(folder, build, "modules");
		mkdirSync(join(modules, "x"), { recursive: true });
		const base = join(modules, "tsconfig-base.json");
		const compilerOptions = { module: "preserve", target: "es2025", lib: ["es2025"], types: [], sourceMap: true };
		writeFileSync(base, JSON.stringify({ compilerOptions }));
		return Object.entries(sources).map(([name, text]) => {
			const source = join(folder, `${name}.ts`);
			writeFileSync(source, text);
			const project = join(modules, "x", `${name}-tsconfig.json`);
			const outDir = join(folder, build, "tsc", "x", name);
			writeFileSync(
				project,
				JSON.stringify({ extends: base, compilerOptions: { rootDir: "/", outDir }, files: [source] }),
			);
			return project;
		});
	}

	const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
	const ours = (project: string) => [join(root, "dist", "tools", "sdk", "tsc.js"), compiler, "of-all", "-p", project];
	const plain = (project: string) => [compiler, "-p", project];
	const run = (args: readonly string[]) => runChild(process.execPath, args, { cwd: folder, limit: 120_000 });

	/** What a build's compiler wrote, by path. */
	function made(build: string): Record<string, string> {
		const from = join(folder, build, "tsc");
		const names = readdirSync(from, { recursive: true }).map(String);
		const files = names.filter((name) => /\.(?:js|map)$/.test(name)).sort();
		return Object.fromEntries(files.map((name) => [name, readFileSync(join(from, name), "utf8")]));
	}

	it("makes what the compiler makes of each file, whoever calls first", async () => {
		const sources = {
			one: 'import { two } from "./two.js";\nexport const one: number = two + 1;\n',
			two: "export const two: number = 2;\n",
		};
		for (const project of write(sources, "plain")) equal((await run(plain(project))).code, 0);
		const endings = await Promise.all(write(sources, "ours").map((project) => run(ours(project))));
		deepEqual(
			endings.map(({ code, output }: Ending) => `${code}${output}`),
			["0", "0"],
		);
		const expected = made("plain");
		// Alone, the first file takes the second along; the SDK looks for that where the second's own settings put it.
		for (const [name, text] of Object.entries(made("ours"))) equal(text, expected[name] ?? "", name);
		equal(Object.keys(made("ours")).length, 4);
	});

	it("fails every call when a type is wrong, and says where", async () => {
		const sources = { one: 'export const one: number = "1";\n', two: "export const two: number = 2;\n" };
		const endings = [];
		for (const project of write(sources, "ours")) endings.push(await run(ours(project)));
		ok(endings.every(({ code }) => code !== 0));
		ok(endings[0]?.output.includes("one.ts(1,14): error TS2322"), endings[0]?.output ?? "");
	});
});
