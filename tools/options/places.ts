import { fileURLToPath } from "node:url";

/** Where the options are declared, and where their page is. */
export const sourcePath = fileURLToPath(new URL("../../../modules/modem-provider/options.ts", import.meta.url));
export const pagePath = fileURLToPath(new URL("../../../modules/modem-provider/OPTIONS.md", import.meta.url));
