import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's root folder; this file runs from dist/hosts/xs. */
export const root = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");

/** Where the compiled JavaScript of the whole package is. */
export const dist = join(root, "dist");

/** The C sources of the engine, and those that it shares with boards. */
export const native = join(root, "hosts", "xs", "engine");
export const sharedNative = join(root, "hosts", "moddable", "uart");

/** What is fetched and built; XS_QUECTEL_CACHE names another folder where the package's own is read-only. */
export function cache(): string {
	return process.env.XS_QUECTEL_CACHE || join(root, ".cache", "xs");
}
