import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readExchanges } from "../sim/transcript/exchange.js";
import type { Showing } from "./page.js";
import { elsewhere } from "./rows.js";

/** The root of the project, from the compiled file. */
const root = new URL("../../../", import.meta.url);
const golden = new URL("tests/tools/sim/golden/", root);

/** Where the page is. */
export const pagePath = fileURLToPath(new URL("tools/sim/COVERAGE.md", root));

/** All golden exchanges, in the order of their files. @throws TranscriptError */
export function readGolden(): Showing[] {
	const files = readdirSync(golden).filter((name) => name.endsWith(".txt"));
	return files
		.sort()
		.flatMap((file) =>
			readExchanges(readFileSync(new URL(file, golden), "utf8")).map(({ title, covers }) => ({ title, file, covers })),
		);
}

/** Tests that are no exchanges, and show rows. */
export function otherShowings(): Showing[] {
	return Object.entries(elsewhere).map(([name, file]) => ({ title: "", file, covers: [name] }));
}
