// Writes the page of what the simulator does of the note. Fails when a row or a form is shown by nothing.

import { writeFileSync } from "node:fs";
import { coveragePage, findGaps } from "./page.js";
import { pagePath, readMatter } from "./showings.js";

const matter = readMatter();
const gaps = findGaps(matter);
for (const gap of gaps) console.error(gap);
writeFileSync(pagePath, coveragePage(matter));
console.log(`${gaps.length} gaps: tools/sim/COVERAGE.md`);
process.exitCode = gaps.length === 0 ? 0 : 1;
