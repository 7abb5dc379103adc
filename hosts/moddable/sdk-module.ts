import Modules from "modules";

/**
 * The default export of a module of the SDK's; undefined when this build does not hold it. Asked for by name while the
 * firmware runs: a build that does not need the SDK's HTTP client, say, does not carry it.
 */
export function sdkModule(specifier: string): unknown {
	return Modules.has(specifier) ? Modules.importNow(specifier) : undefined;
}
