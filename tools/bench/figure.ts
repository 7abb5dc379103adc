/** One measured number. */
export interface Figure {
	readonly name: string;
	/** undefined: it cannot be measured here, and `remark` says why. */
	readonly value: number | undefined;
	readonly unit: string;
	/** The most that it may be. */
	readonly budget?: number;
	/** The least that it should be; a figure has this or a budget, if any. */
	readonly goal?: number;
	readonly remark?: string;
}

/** Whether the figure is within its budget or reaches its goal; undefined where there is neither, or no value. */
export function isMet({ value, budget, goal }: Figure): boolean | undefined {
	if (value === undefined) return undefined;
	if (budget !== undefined) return value <= budget;
	return goal === undefined ? undefined : value >= goal;
}

function format(value: number): string {
	return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}

function limit({ budget, goal }: Figure): string {
	if (budget !== undefined) return `<= ${budget}`;
	return goal === undefined ? "" : `>= ${goal}`;
}

/** The figures as a table for people. */
export function table(figures: readonly Figure[]): string {
	const rows = figures.map((it) => {
		const met = isMet(it);
		return [
			it.name,
			it.value === undefined ? "-" : format(it.value),
			it.unit,
			limit(it),
			met === undefined ? "" : met ? "met" : "MISSED",
			it.remark ?? "",
		];
	});
	const all = [["figure", "value", "unit", "budget", "", ""], ...rows];
	const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
	return all
		.map((row) =>
			row
				.map((cell, column) => (column === 1 ? cell.padStart(widths[1] as number) : cell.padEnd(widths[column] ?? 0)))
				.join("  ")
				.trimEnd(),
		)
		.map((row) => `${row}\n`)
		.join("");
}

/** The figures as an object: those with a value, by name. */
export function values(figures: readonly Figure[]): Record<string, number> {
	return Object.fromEntries(figures.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}
