/** How one test ended. */
export interface TestOutcome {
	/** The outermost `describe`. */
	readonly suite: string;
	/** Titles of all suites around the test and its own, with blanks between. */
	readonly title: string;
	readonly state: "passed" | "failed" | "skipped";
	/** Duration, ms. */
	readonly ms: number;
	/** Why it failed. */
	readonly message?: string;
}

const mark = "#test ";
const end = "#tests ";
const drawn = "#seed ";

/** The line that a process which runs tests prints for each of them, on every engine. */
export function writeTest(outcome: TestOutcome): string {
	return mark + JSON.stringify(outcome);
}

/** The last line of such a process: how many tests it told of. Without it the run was cut short. */
export function writeEnd(count: number): string {
	return `${end}${count}`;
}

/** What a line says: a test, the count of the last line, or undefined for a line that is neither. */
export function readLine(line: string): TestOutcome | number | undefined {
	if (line.startsWith(mark)) return JSON.parse(line.slice(mark.length));
	return line.startsWith(end) ? Number(line.slice(end.length)) : undefined;
}

/** The line that a test prints which has drawn a seed by lot: it is shown even when all is well, so that it can be drawn again. */
export function writeSeed(what: string, seed: number): string {
	return `${drawn}${what}: seed ${seed}`;
}

/** What a line says of a seed that was drawn; undefined for any other line. */
export function readSeed(line: string): string | undefined {
	return line.startsWith(drawn) ? line.slice(drawn.length) : undefined;
}
