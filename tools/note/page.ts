import type { Row, Table } from "./rows.js";

/** An exchange or a test that shows rows. */
export interface Showing {
	readonly title: string;
	/** The file it stands in. */
	readonly file: string;
	readonly covers: readonly string[];
}

/** What is wrong with the coverage: rows that nothing shows, and names that are no rows. */
export function findGaps(tables: readonly Table[], showings: readonly Showing[]): string[] {
	const names = tables.flatMap(({ rows }) => rows.map(({ name }) => name));
	const known = new Set(names);
	const shown = new Set(showings.flatMap(({ covers }) => covers));
	return [
		...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `"${name}" is there twice`),
		...names.filter((name) => !shown.has(name)).map((name) => `nothing shows "${name}"`),
		...showings.flatMap(({ title, file, covers }) =>
			covers.filter((it) => !known.has(it)).map((it) => `${file}, "${title}": no row "${it}"`),
		),
	];
}

const cell = (text: string) => text.replace(/[|\\]/g, "\\$&").replace(/</g, "&lt;");

function rowCells({ name, section, meaning }: Row, showings: readonly Showing[]): string[] {
	const shown = showings
		.filter(({ covers }) => covers.includes(name))
		.map(({ title, file }) => (title === "" ? `\`${file}\`` : `${cell(title)} (\`${file}\`)`));
	return [cell(name), section, cell(meaning), shown.join("<br>")];
}

/** A table whose columns stand below each other, as the formatter of the project wants it. */
function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((it, at) => Math.max(it.length, ...rows.map((row) => row[at]?.length ?? 0)));
	const line = (cells: readonly string[], fill = " ") =>
		`| ${cells.map((it, at) => it.padEnd(widths[at] ?? 0, fill)).join(" | ")} |`;
	return [
		line(head),
		line(
			head.map(() => ""),
			"-",
		),
		...rows.map((row) => line(row)),
	].join("\n");
}

/** The page: every row of the note with what shows it. */
export function coveragePage(tables: readonly Table[], showings: readonly Showing[], exchanges: number): string {
	const count = tables.reduce((sum, { rows }) => sum + rows.length, 0);
	const head = ["row", "note", "what it says", "shown by"];
	const parts = tables.map(
		({ title, rows }) =>
			`## ${title}\n\n${tableText(
				head,
				rows.map((row) => rowCells(row, showings)),
			)}\n`,
	);
	return `# What of the note the simulator does

Made by \`node dist/tools/note/main.js\` from [the rows of the note](../note/rows.ts) and [the golden exchanges](../../tests/tools/sim/golden);
a test holds it up to date. The note is Quectel's MQTT Application Note V1.0 for EC200x, EC600S and EG912Y.

${count} rows, shown by ${exchanges} exchanges that are played to the module in virtual time and compared byte for byte, and by the tests
named as files. A result whose cause the note does not tell apart is brought about by a named fault, as its row says.

${parts.join("\n")}`;
}
