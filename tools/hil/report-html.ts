import { costText } from "./costs.js";
import { escapeXML } from "./report-junit.js";
import { countsOf, type HilResult, type TestResult, type TrafficLine } from "./result.js";

const WIDTH = 1200;
const ROW = 14;
/** Lines of traffic that one test shows at most; a run of hours would be a page that no browser opens. */
const MOST_LINES = 2000;

const style = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 1240px; padding: 0 1em; color: #222; }
h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin-top: 2em }
table { border-collapse: collapse } td, th { padding: .15em .8em .15em 0; text-align: left; vertical-align: top }
pre { font: 12px/1.4 ui-monospace, monospace; margin: .4em 0 1em 1.4em; white-space: pre-wrap; overflow-wrap: anywhere }
.passed { color: #176f2c } .failed { color: #b3261e } .skipped { color: #777 }
.host { color: #7a3e9d } .time { color: #999 } summary { cursor: pointer } svg { max-width: 100%; height: auto }
@media (prefers-color-scheme: dark) { body { background: #16181b; color: #ddd } .passed { color: #6fcf87 } .failed { color: #ff8a80 } .host { color: #d3a2ef } }
`;

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** The run as a picture: a bar for each test, by suite, and under it how many lines went each way. */
function picture({ tests, traffic, duration }: HilResult): string {
	const x = (time: number) => (duration === 0 ? 0 : (time / duration) * WIDTH).toFixed(1);
	const names = [...new Set(tests.map(({ suite }) => suite))];
	const bars = tests.map(({ suite, title, state, start, end }) => {
		const width = Math.max(1, Number(x(end)) - Number(x(start)));
		const colour = { passed: "#2e9e4f", failed: "#d9372c", skipped: "#bbb" }[state];
		return `<rect x="${x(start)}" y="${names.indexOf(suite) * ROW + 2}" width="${width.toFixed(1)}" height="${ROW - 4}" fill="${colour}"><title>${escapeXML(`${suite}: ${title}, ${state}, ${seconds(end - start)}`)}</title></rect>`;
	});
	const labels = names.map((name, at) => `<text x="${WIDTH + 6}" y="${at * ROW + 11}">${escapeXML(name)}</text>`);
	const top = names.length * ROW + 30;
	const columns = 300;
	const sums = { host: new Array<number>(columns).fill(0), module: new Array<number>(columns).fill(0) };
	for (const { sender, time } of traffic) {
		const at = Math.min(columns - 1, Math.floor((time / Math.max(1, duration)) * columns));
		sums[sender][at] = (sums[sender][at] ?? 0) + 1;
	}
	const most = Math.max(1, ...sums.host, ...sums.module);
	const column = (sender: "host" | "module", count: number, at: number) => {
		if (count === 0) return "";
		const height = (count / most) * 26;
		const y = sender === "host" ? top - height : top;
		return `<rect x="${((at * WIDTH) / columns).toFixed(1)}" y="${y.toFixed(1)}" width="${(WIDTH / columns - 0.5).toFixed(1)}" height="${height.toFixed(1)}" fill="${sender === "host" ? "#8e5bb5" : "#3b7dd8"}"/>`;
	};
	const lines = (["host", "module"] as const).flatMap((sender) =>
		sums[sender].map((count, at) => column(sender, count, at)),
	);
	const height = top + 46;
	return `<svg viewBox="0 0 ${WIDTH + 130} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="currentColor" role="img" aria-label="the tests and the traffic over time">
${bars.join("\n")}
${labels.join("\n")}
${lines.filter((it) => it !== "").join("\n")}
<text x="${WIDTH + 6}" y="${top - 6}">to the module</text><text x="${WIDTH + 6}" y="${top + 12}">from the module</text>
<text x="0" y="${height - 4}">0</text><text x="${WIDTH}" y="${height - 4}" text-anchor="end">${seconds(duration)}</text>
</svg>`;
}

function trafficOf(lines: readonly TrafficLine[]): string {
	const shown = lines.slice(0, MOST_LINES).map(({ time, sender, text }) => {
		const mark = sender === "host" ? "&gt;" : "&lt;";
		return `<span class="time">${(time / 1000).toFixed(3).padStart(9)}</span> <span class="${sender}">${mark} ${escapeXML(text)}</span>`;
	});
	if (lines.length > MOST_LINES) shown.push(`... and ${lines.length - MOST_LINES} lines more`);
	return `<pre>${shown.join("\n")}</pre>`;
}

function testPart(test: TestResult, traffic: readonly TrafficLine[]): string {
	const { title, state, message, start, end } = test;
	const lines = traffic.filter(({ time }) => time >= start && time <= end);
	const open = state === "failed" ? " open" : "";
	const why = message === undefined ? "" : `<pre class="${state}">${escapeXML(message)}</pre>`;
	return `<details${open}><summary><span class="${state}">${state}</span> ${escapeXML(title)} <span class="time">${seconds(end - start)}</span></summary>${why}${lines.length === 0 ? "" : trafficOf(lines)}</details>`;
}

function costsOf(name: string, { suites }: HilResult): string {
	const it = suites.find(({ suite }) => suite === name);
	if (it === undefined) return "";
	return `<p>was to cost ${costText(it.estimate)}<br>has cost ${costText(it.costs)}</p>\n`;
}

/** A run as one page that needs nothing else: what passed, what did not and why, and all that went over the wire meanwhile. */
export function writeHTML(result: HilResult): string {
	const { place, identity, began, duration, recovery, tests, estimate, costs, traffic, problem } = result;
	const { passed, failed, skipped } = countsOf(result);
	const names = [...new Set(tests.map(({ suite }) => suite))];
	const first = tests.length === 0 ? duration : Math.min(...tests.map(({ start }) => start));
	const rows: readonly (readonly [string, string])[] = [
		["module", identity.join(" ") || "it has not told its name"],
		["at", place],
		["began", began],
		["took", seconds(duration)],
		["tests", `${passed} passed, ${failed} failed, ${skipped} skipped`],
		["was to cost", costText(estimate)],
		["has cost", costText(costs)],
		["on the wire", `${costs.bytesOut} bytes to the module and ${costs.bytesIn} from it`],
	];
	const before = traffic.filter(({ time }) => time < first);
	return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>xs-quectel hil: ${failed === 0 && problem === undefined ? "passed" : "failed"}</title><style>${style}</style></head><body>
<h1>xs-quectel hil: <span class="${failed === 0 && problem === undefined ? "passed" : "failed"}">${failed === 0 && problem === undefined ? "passed" : "failed"}</span></h1>
${problem === undefined ? "" : `<p class="failed">${escapeXML(problem)}</p>`}
<table>${rows.map(([name, text]) => `<tr><th>${name}</th><td>${escapeXML(text)}</td></tr>`).join("")}</table>
<p>Passwords, keys, PINs and the numbers of SIM and subscriber are asterisks.</p>
${picture(result)}
<details><summary>before the first test</summary>${recovery.length === 0 ? "" : `<pre>${escapeXML(recovery.join("\n"))}</pre>`}${trafficOf(before)}</details>
${names
	.map(
		(name) =>
			`<h2>${escapeXML(name)}</h2>\n${costsOf(name, result)}${tests
				.filter(({ suite }) => suite === name)
				.map((it) => testPart(it, traffic))
				.join("\n")}`,
	)
	.join("\n")}
</body></html>
`;
}
