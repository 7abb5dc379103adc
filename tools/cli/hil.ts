import { writeFileSync } from "node:fs";
import { costText } from "../hil/costs.js";
import { countsOf, type HilResult, type TestResult } from "../hil/result.js";
import { HilRun } from "../hil/run.js";
import { NEEDS, suites } from "../hil/suites.js";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { help, type Report, readHilOptions } from "./hil-options.js";
import { JSONOption } from "./json-option.js";
import { Palette } from "./palette.js";

function listSuites(): string {
	return suites
		.map(({ name, title, estimate, besides, needs }) => {
			const wants = needs.map((need) => NEEDS[need]).join("; ");
			const costs = [costText(estimate), ...(besides === undefined ? [] : [besides])].filter((it) => it !== "nothing");
			return `${name}\n    ${title}\n    costs ${costs.join("; ") || "nothing"}\n    needs ${wants || "the module alone"}\n`;
		})
		.join("");
}

function writeReports(reports: readonly Report[], result: HilResult): void {
	for (const [file, write] of reports) {
		try {
			writeFileSync(file, write(result));
		} catch (error) {
			throw new CommandError(Exit.environment, `--report: ${(error as Error).message}`);
		}
	}
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const options = readHilOptions(json.rest, process.env);
	if (options === undefined) {
		process.stdout.write(listSuites());
		json.write(suites.map(({ define: _, ...it }) => it));
		return Exit.ok;
	}
	let interrupt: () => void = () => {};
	const interrupted = new Promise<void>((resolve) => {
		// The first one ends it in order; the next one ends the process, as ever.
		interrupt = () => resolve();
		process.once("SIGINT", interrupt);
	});
	const start = performance.now();
	const palette = new Palette(process.stderr.isTTY === true);
	const tell = (text: string) =>
		process.stderr.write(`${((performance.now() - start) / 1000).toFixed(2).padStart(8)}  ${text}\n`);
	const tones = { passed: "good", failed: "bad", skipped: "quiet" } as const;
	const tellTest = ({ suite, title, state, message, start: began, end }: TestResult) => {
		const time = state === "skipped" ? "" : `, ${((end - began) / 1000).toFixed(1)} s`;
		tell(`${palette.paint(tones[state], state)}  ${suite}: ${title}${time}`);
		if (message !== undefined) tell(palette.paint("quiet", `         ${message.split("\n")[0]}`));
	};
	try {
		const { result, isInterrupted } = await new HilRun({
			...options.plan,
			interrupted,
			onProgress: tell,
			onTest: tellTest,
		}).play();
		writeReports(options.reports, result);
		const counts = countsOf(result);
		const { traffic: _, ...told } = result;
		json.write({ ...told, ...counts });
		const out = json.hasStandardOutput ? process.stderr : process.stdout;
		out.write(
			`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped; has cost ${costText(result.costs)}\n`,
		);
		if (result.problem !== undefined) throw new CommandError(Exit.environment, result.problem);
		if (isInterrupted) return Exit.interrupted;
		return counts.failed > 0 ? Exit.failed : Exit.ok;
	} finally {
		process.off("SIGINT", interrupt);
	}
}

/** `xs-quectel hil`: the tests of this project on a real module. */
export const hil: CommandLine = {
	summary: "runs the project's tests on a real module at a serial port",
	help,
	run,
};
