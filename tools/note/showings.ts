import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readExchanges } from "../sim/transcript/exchange.js";
import { commandForms, shownForms } from "./forms.js";
import type { Matter, Showing } from "./page.js";
import { elsewhere, tables } from "./rows.js";

/** The root of the project, from the compiled file. */
const root = new URL("../../../", import.meta.url);
const golden = new URL("tests/tools/sim/golden/", root);

/** Where the page is. */
export const pagePath = fileURLToPath(new URL("tools/sim/COVERAGE.md", root));

/** The golden exchanges in the order of their files, and the tests that show rows too. @throws TranscriptError */
export function readMatter(): Matter {
	const files = readdirSync(golden).filter((name) => name.endsWith(".txt"));
	const exchanges: Showing[] = files.sort().flatMap((file) =>
		readExchanges(readFileSync(new URL(file, golden), "utf8")).map((exchange) => ({
			title: exchange.title,
			file,
			covers: exchange.covers,
			typed: shownForms(exchange),
		})),
	);
	const others = Object.entries(elsewhere).map(([name, file]) => ({ title: "", file, covers: [name], typed: [] }));
	return { tables, commands: commandForms, showings: [...exchanges, ...others] };
}
