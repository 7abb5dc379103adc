import { numbers, numbersOrNone } from "../../modules/modem-provider/options.js";
import { markdownTable } from "../markdown.js";

/** One key of `new Modem({...})`. */
export interface OptionRow {
	readonly key: string;
	readonly type: string;
	readonly isRequired: boolean;
	/** Its doc comment, on one line. */
	readonly text: string;
}

/** The keys of an interface, each behind its doc comment. @throws Error for a key without one */
export function optionRows(source: string, name: string): OptionRow[] {
	const start = source.indexOf(`export interface ${name}`);
	if (start < 0) throw new Error(`no interface ${name}`);
	const body = source.slice(source.indexOf("{\n", start) + 2, source.indexOf("\n}\n", start));
	const rows: OptionRow[] = [];
	for (const match of body.matchAll(/\t(?:\/\*\*(.*?)\*\/\n\t)?(\w+)(\??)(?:: (.*?)|(\(this.*?\): \w+));/gs)) {
		const [, comment, key = "", optional, type, callback] = match;
		if (comment === undefined) throw new Error(`${key}: nothing is said of it`);
		rows.push({
			key,
			type: (type ?? callback ?? "").replace(/ \| undefined$/, ""),
			isRequired: optional === "",
			text: comment
				.replace(/\s*\n\t \*/g, " ")
				.replace(/\s+/g, " ")
				.trim(),
		});
	}
	return rows;
}

/** What of a numeric option the text has to say: its range and its default. */
function rangeOf(key: string): readonly string[] {
	const all: Readonly<Record<string, readonly [number, number, number]>> = { ...numbers, ...numbersOrNone };
	const range = all[key];
	if (range === undefined) return [];
	const [least, most, otherwise] = range;
	return [most === 0x7fffffff ? `${least} or more` : `${least} to ${most}`, `efault ${otherwise}`];
}

/** What is missing or wrong in the texts. */
export function optionProblems(rows: readonly OptionRow[]): string[] {
	const problems: string[] = [];
	for (const { key, text } of rows) {
		for (const it of rangeOf(key)) if (!text.includes(it)) problems.push(`${key}: the text does not say "${it}"`);
	}
	for (const key of [...Object.keys(numbers), ...Object.keys(numbersOrNone)]) {
		if (!rows.some((row) => row.key === key)) problems.push(`${key}: checked, but no option`);
	}
	return problems;
}

/** The page of all options. */
export function optionsPage(rows: readonly OptionRow[]): string {
	const cell = (text: string) => text.replaceAll("|", "\\|");
	const cells = rows.map(({ key, type, isRequired, text }) => [
		`\`${key}\``,
		`\`${cell(type)}\``,
		isRequired ? "yes" : "",
		cell(text),
	]);
	return [
		"# Options of a modem",
		"",
		"`new Modem({...})` takes these and refuses what is out of range with a RangeError or TypeError that names the option,",
		"before a byte goes out. Hosts fill in `clock`, `serial.io` and the pins of the board. Written by",
		"`node dist/tools/options/main.js` from `modules/modem-provider/options.ts`.",
		"",
		markdownTable(["option", "type", "required", "what it is"], cells),
		"",
	].join("\n");
}
