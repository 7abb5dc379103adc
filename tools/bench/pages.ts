import { readFileSync, writeFileSync } from "node:fs";
import { cell, markdownTable, withSection } from "../markdown.js";
import { type Definition, definitions, isAbout } from "./definitions.js";
import { type Figure, isMet } from "./figure.js";
import type { Recording } from "./recording.js";

const root = new URL("../../../", import.meta.url);

/** The page of all figures, and the README, which has the main ones. */
export const paths = Object.freeze({
	page: new URL("tools/bench/FIGURES.md", root),
	readme: new URL("README.md", root),
});

/** The README's section that is made here. */
export const SECTION = "figures";

function valueText(value: number | undefined): string {
	if (value === undefined) return "-";
	const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 3 : 1;
	const [whole = "", part] = value.toFixed(digits).split(".");
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
	return part === undefined ? grouped : `${grouped}.${part}`;
}

function limitText({ budget, goal }: Figure): string {
	if (budget !== undefined) return `<= ${valueText(budget)}`;
	return goal === undefined ? "" : `>= ${valueText(goal)}`;
}

function verdict(figures: readonly Figure[]): string {
	const verdicts = figures.map(isMet).filter((it) => it !== undefined);
	if (verdicts.length === 0) return "";
	return verdicts.every((it) => it) ? "met" : "missed";
}

/** The same words once. */
function joined(texts: readonly string[]): string {
	return [...new Set(texts)].filter((text) => text !== "").join(", ");
}

function rowOf(definition: Definition, figures: readonly Figure[]): string[] {
	return [
		figures.map(({ name }) => `\`${name}\``).join(", "),
		cell(definition.meaning + (definition.varies === true ? " (as fast as the machine)" : "")),
		figures.map(({ value }) => valueText(value)).join(", "),
		joined(figures.map(limitText)),
		verdict(figures),
	];
}

function figureRows(figures: readonly Figure[], rows: readonly Definition[]): string {
	const taken = new Set<Figure>();
	const cells = rows.flatMap((definition) => {
		const isOpen = definition.names.some((name) => name.endsWith("*"));
		const own = figures.filter((figure) => isAbout(definition, figure.name) && !taken.has(figure));
		for (const figure of own) taken.add(figure);
		if (isOpen) return own.map((figure) => rowOf(definition, [figure]));
		const order = ({ name }: Figure) => definition.names.indexOf(name);
		return [
			rowOf(
				definition,
				own.toSorted((a, b) => order(a) - order(b)),
			),
		];
	});
	return markdownTable(["figure", "what it is", "value", "budget", ""], cells);
}

/** All figures of a run, each with its definition. */
export function figuresPage({ toolchain, figures }: Recording): string {
	const parts = Object.entries(toolchain).map(([name, version]) => [name, cell(version)]);
	return `# The figures

Made by \`npm run bench -- --record\`. \`npm run bench\` prints the same figures, and \`npm run bench -- --only GROUP\` those of one group.
Where the instructions of the paths on a Cortex-M4 go, function by function, \`npm run bench -- --profile\` says instead.
They are counts or ratios within one run, and come out the same on each run and machine that has the tools below; where one is as
fast as the machine, its row says so. Sizes are those of the real XS engine with slots of 16 bytes (32 bits).

${figureRows(figures, definitions)}

## Measured with

${markdownTable(["tool", "version"], parts)}
`;
}

/** The README's table: the main figures. */
export function readmeTable({ figures }: Recording): string {
	return figureRows(
		figures,
		definitions.filter(({ isMain }) => isMain === true),
	);
}

/** Writes the page, and the README's table. */
export function writePages(recording: Recording): void {
	writeFileSync(paths.page, figuresPage(recording));
	const readme = readFileSync(paths.readme, "utf8");
	writeFileSync(paths.readme, withSection(readme, SECTION, readmeTable(recording)));
}
