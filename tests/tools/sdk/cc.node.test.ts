import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiler } from "../../../hosts/xs/compiler.js";
import { runChild } from "../../../tools/check/child.js";
import { root } from "../../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

describe("the C compiler that keeps what it has made", () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "cc-"));
	});

	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	/** Compiles a source in a project of its own. @returns how it ended, and the object */
	async function compile(project: string, header: string, options: readonly string[] = []) {
		const its = join(folder, project);
		mkdirSync(its, { recursive: true });
		const source = join(its, "it.c");
		writeFileSync(join(its, "it.h"), header);
		writeFileSync(source, '#include "it.h"\nint it(void) { return IT; }\n');
		const target = join(its, "it.o");
		const script = join(root, "dist", "tools", "sdk", "cc.js");
		const args = [script, join(folder, "kept"), compiler(), "-c", `-I${its}`, ...options, source, "-o", target];
		const { code, output } = await runChild(process.execPath, args, { cwd: folder, limit: 120_000 });
		return { code, output, object: code === 0 ? readFileSync(target).toString("hex") : "" };
	}

	const kept = () => readdirSync(join(folder, "kept"));

	it("makes an object once, for whatever project", async () => {
		const first = await compile("one", "#define IT 1\n");
		equal(first.code, 0, first.output);
		const [name = ""] = kept();
		// Marked, to see where the second is from.
		const mark = Buffer.from("kept");
		writeFileSync(join(folder, "kept", name), mark);
		const second = await compile("two", "#define IT 1\n");
		equal(second.object, mark.toString("hex"));
		deepEqual(kept(), [name]);
	});

	it("makes another where a header or an option is another", async () => {
		const objects = [
			await compile("one", "#define IT 1\n"),
			await compile("two", "#define IT 2\n"),
			await compile("three", "#define IT 1\n", ["-DUNUSED=1"]),
		];
		equal(kept().length, 3);
		ok(objects[0]?.object !== objects[1]?.object);
	});

	it("tells what is wrong in the compiler's words, and keeps nothing", async () => {
		const { code, output } = await compile("one", "#define IT it is\n");
		ok(code !== 0);
		ok(output.includes("it.c"), output);
		equal((await compile("two", '#include "absent.h"\n')).code !== 0, true);
		let names: string[] = [];
		try {
			names = kept();
		} catch {}
		deepEqual(names, []);
	});
});
