import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../../../tools/check/tree.js";
import { WifiToLTEJudge } from "../../../../../tools/cli/demo/applications/wifi-to-lte.js";
import { deepEqual, equal, ok } from "../../../../support/assert.js";
import { needsEngine } from "../../../../support/xs-engine.js";
import { lastJSON, run } from "../../cli.js";

const folder = join(root, "hosts", "applications", "wifi-to-lte");
const linesOf = (file: string) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n");

/** Lines of a block of a page, by their first character. */
function blockOf(language: string): string[] {
	const lines = linesOf("README.md");
	const start = lines.indexOf(`\`\`\`${language}`) + 1;
	return lines.slice(start, lines.indexOf("```", start));
}

describe("The application for Wi-Fi, moved to LTE", () => {
	it("differs by one include of the manifest, and by nothing else", () => {
		const [wifi, lte] = ["wifi.json", "lte.json"].map(linesOf) as [string[], string[]];
		equal(lte.length, wifi.length);
		const changed = wifi.flatMap((line, at) => (line === lte[at] ? [] : [at]));
		equal(changed.length, 1);
		const [at] = changed as [number];
		ok(wifi[at]?.includes("manifest_mqttclient.json"));
		const { include, modules } = JSON.parse(lte.join("\n")) as { include: string[]; modules: Record<string, string> };
		ok(include.includes("../../../hosts/manifest.json"));
		deepEqual(modules, { main: "./main" });
	});

	it("has the true diff on its page", () => {
		const [wifi, lte] = ["wifi.json", "lte.json"].map(linesOf) as [string[], string[]];
		const body = blockOf("diff").slice(3);
		const side = (other: string) => body.filter((line) => !line.startsWith(other)).map((line) => line.slice(1));
		// With the lines around the change, as far as the diff shows them, it turns one file into the other.
		const before = side("+").join("\n");
		ok(body.length >= 7 && wifi.join("\n").includes(before), before);
		equal(wifi.join("\n").replace(before, side("-").join("\n")), lte.join("\n"));
	});

	it("imports nothing of this package", () => {
		const text = linesOf("main.ts").join("\n");
		deepEqual(
			Array.from(text.matchAll(/^import .* from "(.*)";$/gm), ([, name]) => name),
			["mc/config", "timer"],
		);
	});
});

describe("The judge of the application for Wi-Fi", () => {
	function judged(counted: readonly string[], said: readonly string[]) {
		const judge = new WifiToLTEJudge();
		for (const it of counted) judge.take("demo/count", Buffer.from(it));
		for (const it of said) judge.take("demo/said", Buffer.from(it));
		return judge.verdict();
	}
	const counted = Array.from("0123456789");
	const said = ["hello", "AT+QMTCLOSE=0", "good bye"];

	it("is content with all numbers and words in their order, and with nothing else", () => {
		deepEqual(judged(counted, said).problems, []);
		equal(judged(counted.slice(1), said).problems.length, 1);
		equal(judged([...counted, "9"], said).problems.length, 1);
		equal(judged(counted, ["hello", "AT+QMTCLOSE=0"]).problems.length, 1);
		equal(judged([], ["good bye"]).problems.length, 2);
	});
});

describe("xs-quectel demo --application wifi-to-lte", () => {
	before(needsEngine());

	for (const engine of ["xs", "node"]) {
		it(`counts, and says back what it is told, on ${engine}`, async () => {
			const args = ["--application", "wifi-to-lte", "--latency", "none", "--engine", engine, "--json"];
			const ended = await run(["demo", ...args]);
			equal(ended.code, 0, ended.stderr);
			const { counted, said, problems, ...rest } = lastJSON(ended);
			deepEqual([rest.engine, counted, said, problems], [engine, 10, 3, []]);
		});
	}
});
