import { type Fault, parseFault } from "./fault.js";

/** One line of a script: a fault, when it happens first, and how often again. */
export interface ScriptEntry {
	/** ms from the start of the script. */
	readonly time: number;
	/** ms between it and its repetition; undefined for once. */
	readonly every: number | undefined;
	readonly fault: Fault;
}

/** A week. */
const LONGEST = 604_800_000;

/**
 * Reads a script of faults: on each line the time in ms, perhaps `every` and a number of ms, then a fault as
 * {@link parseFault} has it. Empty lines, and what stands behind `#` at the beginning of a line, do not count.
 *
 *     # the broker is restarted once a minute, and once the supply fails
 *     60000 every 60000 kick,how=reset
 *     90000 power-cut,ms=3000
 *
 * @throws RangeError that names the line
 */
export function parseScript(text: string): ScriptEntry[] {
	return text.split("\n").flatMap((line, index) => {
		if (/^\s*(#.*)?$/.test(line)) {
			return [];
		}
		const match = /^\s*(\d+)\s+(?:every\s+(\d+)\s+)?(\S.*?)\s*$/.exec(line);
		if (match === null) {
			throw new RangeError(`line ${index + 1}: not TIME [every TIME] FAULT`);
		}
		const time = Number(match[1]);
		const every = match[2] === undefined ? undefined : Number(match[2]);
		if (time > LONGEST || (every !== undefined && (every < 1 || every > LONGEST))) {
			throw new RangeError(`line ${index + 1}: a time is at most ${LONGEST} ms, and a repetition at least 1 ms`);
		}
		try {
			return [{ time, every, fault: parseFault(match[3]!) }];
		} catch (error) {
			throw error instanceof RangeError ? new RangeError(`line ${index + 1}: ${error.message}`) : error;
		}
	});
}
