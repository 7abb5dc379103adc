import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "../../../tools/check/child.js";
import { fencesOf } from "../../../tools/check/fences.js";
import { pathsBelow, readSources, root } from "../../../tools/check/tree.js";
import { equal, ok } from "../../support/assert.js";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** What a page says to type, in a block of its own or within a sentence. */
function typed(page: string): string[] {
	const blocks = fencesOf(page).filter(({ language }) => language === "sh");
	const inline = Array.from(page.matchAll(/`([^`\n]+)`/g), ([, text = ""]) => text);
	return [...blocks.flatMap(({ text }) => text.split(/\n|&&|&/)), ...inline]
		.map((text) => text.replace(/#.*/, "").trim())
		.filter((text) => /^(?:npx xs-quectel|npm start|npm run|node dist\/)/.test(text));
}

const pages = readSources().filter(({ path }) => /^(?:README\.md$|(?:hosts|modules|tools)\/.*\.md$)/.test(path));
const commands = new Map<string, string>();
for (const { path, text } of pages) for (const it of typed(text)) if (!commands.has(it)) commands.set(it, path);

/** The program behind a command, with its arguments. */
function programOf(command: string): string[] {
	const [first, second = "", ...rest] = command.split(/\s+/);
	if (first === "npx") return ["dist/tools/cli/main.js", ...rest];
	if (first === "node") return [second, ...rest];
	const [script, behind] = second === "start" ? ["start", rest] : [rest[0] ?? "", rest.slice(1)];
	const line = scripts[script];
	ok(line !== undefined, `${command}: no script ${script}`);
	// What npm hands on comes behind two dashes.
	if (behind.length > 0) equal(behind[0], "--", command);
	const program =
		line
			?.split(" && ")
			.at(-1)
			?.replace(/^node /, "")
			.split(" ") ?? [];
	return [...program, ...behind.slice(1)];
}

describe("what the pages say to type", () => {
	it("is found on them", () => {
		ok(commands.size >= 20, `${commands.size}`);
		for (const it of ["npm start", "npx xs-quectel simulate", "npm run bench"]) ok(commands.has(it), it);
		ok(pathsBelow("hosts").length > 0);
	});

	for (const [command, page] of commands) {
		it(`${command} (${page})`, async () => {
			const [program = "", ...args] = programOf(command);
			if (program === "npx") return; // a program of somebody else's
			const file = join(root, program);
			ok(existsSync(file), program);
			if (args.every((it) => !it.startsWith("--"))) {
				// Nothing to refuse; a command of xs-quectel has help of its own.
				if (!program.endsWith("/cli/main.js") || args.length === 0) return;
				const { code, output } = await runChild(process.execPath, [file, args[0] as string, "--help"], limited);
				equal(code, 0, output);
				return;
			}
			if (args.includes("--help")) {
				equal((await runChild(process.execPath, [file, ...args], limited)).code, 0);
				return;
			}
			// The first unknown option is what is complained about: so those before it are known, and nothing is run.
			const { code, output } = await runChild(process.execPath, [file, ...args, "--no-such-option"], limited);
			ok(code !== 0, output);
			ok(output.includes("--no-such-option"), output);
		});
	}
});

const limited = Object.freeze({ cwd: root, limit: 120_000 });
