// Writes the page of a modem's options. Fails when an option is not told of as it is checked.

import { readFileSync, writeFileSync } from "node:fs";
import { optionProblems, optionRows, optionsPage } from "./page.js";
import { pagePath, sourcePath } from "./places.js";

const rows = optionRows(readFileSync(sourcePath, "utf8"), "ModemOptions");
const problems = optionProblems(rows);
for (const problem of problems) console.error(problem);
writeFileSync(pagePath, optionsPage(rows));
console.log(`${rows.length} options: modules/modem-provider/OPTIONS.md`);
process.exitCode = problems.length === 0 ? 0 : 1;
