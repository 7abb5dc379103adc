// Writes the page of errors.

import { writeFileSync } from "node:fs";
import { errorsPage, pagePath } from "./page.js";

writeFileSync(pagePath, errorsPage());
