/** What the SDK's linker tells of one firmware, and what is in the C file that it makes. */
export interface Counts {
	/** Bytes of bytecode in flash: of preloaded functions, and of modules that are executed at each start. */
	readonly bytecode: number;
	/** Slots in flash: what preloaded modules have made before the firmware is flashed, the engine's own included. */
	readonly slots: number;
	/** Names of properties, the engine's own included. */
	readonly keys: number;
	/** Objects in flash that are copied to RAM when they are first written to. */
	readonly aliases: number;
	/** Modules that are executed at each start. */
	readonly atStart: readonly string[];
	/** What the linker warns of. */
	readonly warnings: readonly string[];
}

function defined(name: string, text: string): number {
	const value = new RegExp(`^#define ${name} (\\d+)$`, "m").exec(text)?.[1];
	if (value === undefined) throw new Error(`mc.xs.c: no ${name}`);
	return Number(value);
}

/**
 * Reads what a build told.
 * @param log what the SDK's tools printed
 * @param linked text of mc.xs.c
 * @throws Error when it is not what the SDK's linker writes
 */
export function readCounts(log: string, linked: string): Counts {
	let bytecode = 0;
	// Code of preloaded functions: the bytes of a string.
	for (const [, code = ""] of linked.matchAll(/\.code = \{ \(txByte\*\)"((?:\\x[0-9a-f]{2})*)"/g))
		bytecode += code.length / 4;
	const atStart: string[] = [];
	for (const [, size, name = ""] of linked.matchAll(/\(txS1\*\)gxCode\d+, (\d+), NULL, 0, "([^"]*)"/g)) {
		bytecode += Number(size);
		atStart.push(name);
	}
	return {
		bytecode,
		slots: defined("mxHeapCount", linked),
		keys: defined("mxKeysCount", linked),
		aliases: defined("mxAliasCount", linked),
		atStart,
		warnings: Array.from(log.matchAll(/^### warning: (.*)$/gm), ([, text = ""]) => text),
	};
}

/** Of warnings, those that are about what this package brings; the others are about the SDK's own modules. */
export function ownWarnings(warnings: readonly string[]): string[] {
	return warnings.filter((text) => /^(?:xs-quectel|embedded:provider\/builtin\b|main|setup\/)/.test(text));
}
