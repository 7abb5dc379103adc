import { CommandError, Exit, integerOption } from "../../command.js";
import type { JSONOption } from "../../json-option.js";
import { parseOptions } from "../../options.js";
import { readEngine, readLatency } from "../options.js";
import { Show } from "../show.js";
import type { Application } from "./application.js";
import { httpsDownload } from "./https-download.js";
import { remoteControl } from "./remote-control.js";
import { Stage } from "./stage.js";
import { telemetry } from "./telemetry.js";
import { wifiToLTE } from "./wifi-to-lte.js";

/** By the name that the command line has for them. */
export const applications: Readonly<Record<string, Application>> = Object.freeze({
	telemetry,
	"remote-control": remoteControl,
	"https-download": httpsDownload,
	"wifi-to-lte": wifiToLTE,
});

/** Lines for the command's help. */
export function listApplications(): string {
	return Object.entries(applications)
		.map(([name, { summary }]) => `  ${name.padEnd(20)}  ${summary}\n`)
		.join("");
}

/** Whether the command line asks for an application of these instead of the main job. */
export function asksForApplication(args: readonly string[]): boolean {
	return args.some((it) => it === "--application" || it.startsWith("--application="));
}

/** `xs-quectel demo --application NAME`. @returns the exit status. @throws CommandError */
export async function runApplication(json: JSONOption): Promise<number> {
	const values = parseOptions(json.rest, {
		application: { type: "string" },
		engine: { type: "string" },
		latency: { type: "string", default: "real" },
		seed: { type: "string", default: "1" },
	});
	const { application: name = "" } = values;
	const application = Object.hasOwn(applications, name) ? applications[name] : undefined;
	if (application === undefined) {
		const known = Object.keys(applications).join(", ");
		throw new CommandError(Exit.usage, `--application: ${name} is not one of ${known}`);
	}
	const options = {
		engine: readEngine(values.engine),
		latency: readLatency(values.latency),
		seed: integerOption("seed", values.seed, 0, 0x7fffffff),
	};
	const show = new Show(json.hasStandardOutput);
	const stage = new Stage(options, show);
	try {
		const { problems, figures } = await application.play(stage);
		const { engine, bits } = stage;
		for (const it of problems) show.warn("wrong", it);
		show.result([
			...Object.entries(figures).map(([what, value]) => [what, `${value}`] as const),
			["engine", `${engine}, ${bits} bits`],
			["promise", problems.length === 0 ? "kept" : "broken", problems.length === 0 ? "good" : "bad"],
		]);
		json.write({ application: name, engine, bits, ...figures, problems });
		return problems.length === 0 ? Exit.ok : Exit.failed;
	} finally {
		await stage.close();
	}
}
