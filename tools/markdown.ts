/** Text for one cell of a table. */
export const cell = (text: string): string => text.replace(/[|\\]/g, "\\$&").replace(/</g, "&lt;");

/** A table whose columns stand below each other. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
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

function marksOf(name: string): { begin: string; end: string } {
	return { begin: `<!-- begin ${name} -->`, end: `<!-- end ${name} -->` };
}

/** What stands between the marks of a section that a tool writes. @throws Error when the page has no such section */
export function sectionOf(page: string, name: string): string {
	const { begin, end } = marksOf(name);
	const from = page.indexOf(begin);
	const to = page.indexOf(end, from);
	if (from < 0 || to < 0) throw new Error(`no section "${name}" between ${begin} and ${end}`);
	return page.slice(from + begin.length, to).trim();
}

/** The page with another text between the marks. @throws Error when the page has no such section */
export function withSection(page: string, name: string, text: string): string {
	sectionOf(page, name);
	const { begin, end } = marksOf(name);
	const from = page.indexOf(begin) + begin.length;
	return `${page.slice(0, from)}\n\n${text.trim()}\n\n${page.slice(page.indexOf(end, from))}`;
}
