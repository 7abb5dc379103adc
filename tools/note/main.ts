// Writes the page of what the simulator does of the note. Fails when a row is shown by nothing.

import { writeFileSync } from "node:fs";
import { coveragePage, findGaps } from "./page.js";
import { tables } from "./rows.js";
import { otherShowings, pagePath, readGolden } from "./showings.js";

const exchanges = readGolden();
const showings = [...exchanges, ...otherShowings()];
const gaps = findGaps(tables, showings);
for (const gap of gaps) console.error(gap);
writeFileSync(pagePath, coveragePage(tables, showings, exchanges.length));
console.log(`${exchanges.length} exchanges, ${gaps.length} gaps: tools/sim/COVERAGE.md`);
process.exitCode = gaps.length === 0 ? 0 : 1;
