import type { TimedLine } from "./recording.js";

/** Of a character of the fixed-width font, px. */
const ADVANCE = 8.4;
const LINE = 19;
const MARGIN = 16;
const BAR = 34;

/** What a line is about decides its colour: the first rule that fits. */
const inks: readonly { readonly line: RegExp; readonly ink: string }[] = Object.freeze([
	{ line: /^\$ /, ink: "command" },
	{ line: /^ *[\d.]+ {2}(published|delivered)/, ink: "good" },
	{ line: /^ *[\d.]+ {2}(command|connected|disconnected)/, ink: "event" },
	{ line: /^(lost +0)$/, ink: "good" },
	{ line: /^(published|round trip|delivered|commands|lost|engine|time) /, ink: "sum" },
]);

const style = `
	text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre; fill: #c9d1d9 }
	.command { fill: #ffffff } .good { fill: #56d364 } .event { fill: #79c0ff } .sum { fill: #e3b341 }
	.line { animation: appear 1ms linear both }
	@keyframes appear { from { opacity: 0 } to { opacity: 1 } }
	@media (prefers-reduced-motion: reduce) { .line { animation: none } }
`;

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const plain = (text: string) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** What is shown of a program: the command as it was typed, and what it printed. */
export interface TerminalScene {
	readonly command: string;
	readonly lines: readonly TimedLine[];
}

function rowOf({ at, text }: TimedLine, row: number): string {
	const ink = inks.find(({ line }) => line.test(text))?.ink;
	const names = ink === undefined ? "line" : `line ${ink}`;
	const y = BAR + MARGIN + row * LINE;
	return `<text class="${names}" style="animation-delay:${at}ms" x="${MARGIN}" y="${y}">${escaped(text)}</text>`;
}

/** A picture of a terminal (SVG), in which each line appears at the time at which the program printed it. */
export function terminalPicture({ command, lines }: TerminalScene): string {
	const all = [{ at: 0, text: `$ ${command}` }, ...lines];
	const columns = Math.max(...all.map(({ text }) => text.length));
	const width = Math.ceil(columns * ADVANCE + 2 * MARGIN);
	const height = BAR + 2 * MARGIN + (all.length - 1) * LINE;
	return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(command)}</title>
<style>${style}</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="18" cy="17" r="5" fill="#484f58"/><circle cx="36" cy="17" r="5" fill="#484f58"/><circle cx="54" cy="17" r="5" fill="#484f58"/>
${all.map(rowOf).join("\n")}
</svg>
`;
}

/** What a picture of this kind shows. @throws Error when it is none */
export function sceneOf(picture: string): TerminalScene {
	const rows = [...picture.matchAll(/<text class="[^"]*" style="animation-delay:(\d+)ms"[^>]*>([^<]*)<\/text>/g)];
	const [first, ...lines] = rows.map(([, at, text]) => ({ at: Number(at), text: plain(text as string) }));
	if (first === undefined || !first.text.startsWith("$ ")) throw new Error("no picture of a terminal");
	return { command: first.text.slice(2), lines };
}
