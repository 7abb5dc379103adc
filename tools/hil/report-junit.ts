import { countsOf, type HilResult, type TestResult } from "./result.js";

/** Text for XML 1.0: its marks escaped, and without the characters that it cannot hold. */
export function escapeXML(text: string): string {
	return text
		.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, "\uFFFD")
		.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);

function testCase({ suite, title, state, message, start, end }: TestResult): string {
	const head = `<testcase classname="${escapeXML(suite)}" name="${escapeXML(title)}" time="${seconds(end - start)}"`;
	const text = escapeXML(message ?? "");
	if (state === "passed") return `\t\t${head}/>`;
	const first = escapeXML((message ?? "").split("\n")[0] ?? "");
	const body = state === "skipped" ? `<skipped message="${text}"/>` : `<failure message="${first}">${text}</failure>`;
	return `\t\t${head}>${body}</testcase>`;
}

/** What a suite was to cost, and has cost. */
function properties(name: string, { suites }: HilResult): string {
	const it = suites.find(({ suite }) => suite === name);
	if (it === undefined) return "";
	const rows = [
		...Object.entries(it.estimate).map(([what, value]) => [`estimate.${what}`, value]),
		...Object.entries(it.costs).map(([what, value]) => [`cost.${what}`, value]),
	];
	const lines = rows.map(([what, value]) => `\t\t\t<property name="${what}" value="${value}"/>`);
	return `\t\t<properties>\n${lines.join("\n")}\n\t\t</properties>\n`;
}

/** A run in the format that build servers read (JUnit's XML). */
export function writeJUnit(result: HilResult): string {
	const { passed, failed, skipped } = countsOf(result);
	const names = [...new Set(result.tests.map(({ suite }) => suite))];
	const suites = names.map((name) => {
		const tests = result.tests.filter(({ suite }) => suite === name);
		const counts = countsOf({ ...result, tests });
		const time = tests.reduce((sum, { start, end }) => sum + end - start, 0);
		const head = `name="${escapeXML(name)}" tests="${tests.length}" failures="${counts.failed}" errors="0" skipped="${counts.skipped}" time="${seconds(time)}"`;
		return `\t<testsuite ${head} timestamp="${result.began}">\n${properties(name, result)}${tests.map(testCase).join("\n")}\n\t</testsuite>`;
	});
	// A run that was cut short is none that passed.
	if (result.problem !== undefined) {
		suites.push(
			`\t<testsuite name="run" tests="1" failures="0" errors="1" skipped="0">\n\t\t<testcase classname="run" name="comes to its end"><error message="${escapeXML(result.problem)}"/></testcase>\n\t</testsuite>`,
		);
	}
	const total = passed + failed + skipped + (result.problem === undefined ? 0 : 1);
	const head = `tests="${total}" failures="${failed}" errors="${result.problem === undefined ? 0 : 1}" skipped="${skipped}" time="${seconds(result.duration)}"`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="xs-quectel hil" ${head}>\n${suites.join("\n")}\n</testsuites>\n`;
}
