import { cell, markdownTable } from "../markdown.js";
import { FORMS, type Form, type Typed } from "./forms.js";
import type { Row, Table } from "./rows.js";

/** An exchange or a test that shows rows. */
export interface Showing {
	readonly title: string;
	/** The file it stands in. */
	readonly file: string;
	readonly covers: readonly string[];
	/** Commands that are typed in it and not refused. */
	readonly typed: readonly Typed[];
}

/** All that the page is about. */
export interface Matter {
	readonly tables: readonly Table[];
	/** The forms that each command has. */
	readonly commands: Readonly<Record<string, readonly Form[]>>;
	readonly showings: readonly Showing[];
}

/** What is wrong with the coverage: rows and forms that nothing shows, and what is shown and does not stand there. */
export function findGaps({ tables, commands, showings }: Matter): string[] {
	const names = tables.flatMap(({ rows }) => rows.map(({ name }) => name));
	const known = new Set(names);
	const shown = new Set(showings.flatMap(({ covers }) => covers));
	return [
		...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `"${name}" is there twice`),
		...names.filter((name) => !shown.has(name)).map((name) => `nothing shows "${name}"`),
		...showings.flatMap(({ title, file, covers }) =>
			covers.filter((it) => !known.has(it)).map((it) => `${file}, "${title}": no row "${it}"`),
		),
		...Object.entries(commands).flatMap(([name, forms]) =>
			forms
				.filter((form) => showing(showings, { name, form }) === undefined)
				.map((it) => `nothing shows AT${name} ${it}`),
		),
		...showings.flatMap(({ title, file, typed }) =>
			typed
				.filter(({ name, form }) => commands[name]?.includes(form) !== true)
				.map(({ name, form }) => `${file}, "${title}": no form AT${name} ${form}`),
		),
	];
}

/** The first that shows a form of a command. */
function showing(showings: readonly Showing[], { name, form }: Typed): Showing | undefined {
	return showings.find(({ typed }) => typed.some((it) => it.name === name && it.form === form));
}

function rowCells({ name, section, meaning }: Row, showings: readonly Showing[]): string[] {
	const shown = showings
		.filter(({ covers }) => covers.includes(name))
		.map(({ title, file }) => (title === "" ? `\`${file}\`` : `${cell(title)} (\`${file}\`)`));
	return [cell(name), section, cell(meaning), shown.join("<br>")];
}

/** The page: every command in every form, and every row of the note, with what shows it. */
export function coveragePage({ tables, commands, showings }: Matter): string {
	const exchanges = showings.filter(({ title }) => title !== "").length;
	const formRows = Object.entries(commands).map(([name, forms]) => [
		`AT${name}`,
		...FORMS.map((form) => (forms.includes(form) ? `\`${showing(showings, { name, form })?.file}\`` : "no such form")),
	]);
	const count = tables.reduce((sum, { rows }) => sum + rows.length, 0);
	const head = ["row", "note", "what it says", "shown by"];
	const parts = tables.map(
		({ title, rows }) =>
			`## ${title}\n\n${markdownTable(
				head,
				rows.map((row) => rowCells(row, showings)),
			)}\n`,
	);
	return `# What of the note the simulator does

Made by \`node dist/tools/note/main.js\` from [the rows of the note](../note/rows.ts) and [the golden exchanges](../../tests/tools/sim/golden);
a test holds it up to date. The note is Quectel's MQTT Application Note V1.0 for EC200x, EC600S and EG912Y.

${count} rows, shown by ${exchanges} exchanges that are played to the module in virtual time and compared byte for byte, and by the tests
named as files. Commands that the note does not have are as real modules answer them. A result whose cause the note does not tell apart is brought about by a named fault, as its row says.

## Commands and their forms

The first file with an exchange that types the command in that form, and is not refused. Commands of the note have their rows below.

${markdownTable(["command", ...FORMS], formRows)}

${parts.join("\n")}`;
}
