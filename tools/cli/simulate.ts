import { Recording } from "../recording/recording.js";
import { FAULTS, type FaultKind } from "../sim/faults/catalogue.js";
import type { Device } from "../sim/node/device.js";
import { type Served, serve } from "../sim/node/serve.js";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { JSONOption } from "./json-option.js";
import { linkTo, openDevice } from "./simulate-device.js";
import { help, type ModulePlan, readSimulateOptions, type SimulatePlan } from "./simulate-options.js";
import { Traffic } from "./traffic.js";

/** A module that runs. */
interface Running {
	readonly served: Served;
	/** What a host opens, where it is no TCP port. */
	readonly device: string | undefined;
	close(): Promise<void>;
}

function describeFault([name, { meaning, fields }]: readonly [string, FaultKind]): string {
	const given = Object.entries(fields).map(([field, { initial }]) =>
		initial === undefined ? `,${field}=` : `[,${field}=${initial}]`,
	);
	return `${name}${given.join("")}\n    ${meaning}\n`;
}

/** Where the bytes of a module are told, beside its host. */
function openTrace({ trace, reveal }: SimulatePlan, record: string | undefined, tell: (line: string) => void) {
	const recording = record === undefined ? undefined : new Recording(record, reveal);
	const show = (direction: "host" | "module", time: number, text: string) =>
		tell(`${(time / 1000).toFixed(3).padStart(9)} ${direction === "host" ? ">" : "<"} ${text}`);
	const traffic = trace ? new Traffic(show) : undefined;
	const start = performance.now();
	return {
		onTrace: (sender: "host" | "module", bytes: Uint8Array) => {
			const time = performance.now() - start;
			traffic?.pass(sender, bytes, time);
			recording?.pass(sender, bytes, time);
		},
		close: () => recording?.close(),
	};
}

/** Runs the n-th module. @param onLost told when its device has gone */
async function runModule(plan: SimulatePlan, n: number, onLost: (error: Error) => void): Promise<Running> {
	const { place, options, record } = plan.modules[n] as ModulePlan;
	const tell = (line: string) => process.stderr.write(`${plan.modules.length === 1 ? "" : `#${n + 1} `}${line}\n`);
	const undo: (() => void)[] = [];
	let device: Device | undefined;
	try {
		const { onTrace, close: closeTrace } = openTrace(plan, record, tell);
		undo.push(closeTrace);
		if (place.kind !== "tcp") {
			const opened = await openDevice(
				place.kind === "pty" ? "pty" : { path: place.path, baud: options.baud ?? 115200 },
			);
			device = opened;
			undo.push(() => opened.destroy());
			opened.on("error", onLost);
			opened.onComplaint = tell;
			if (place.kind === "pty") undo.push(linkTo(opened.path, place.link));
		}
		const served = await serve({
			...options,
			...(place.kind === "tcp" ? { port: place.port } : {}),
			...(device === undefined ? {} : { device }),
			...(plan.trace || record !== undefined ? { onTrace } : {}),
			onUnsupported: (name) => tell(`not simulated: ${name}`),
			onRefused: (where) => tell(`not reached: ${where} is beyond this machine (--map, --open-network)`),
		});
		const close = async () => {
			await served.close();
			for (const step of undo.splice(0).reverse()) step();
		};
		return { served, device: place.kind === "pty" ? place.link : device?.path, close };
	} catch (error) {
		for (const step of undo.splice(0).reverse()) step();
		throw error;
	}
}

/** Where each module listens, for programs. */
function describe({ host, profile }: SimulatePlan, running: readonly Running[]): Record<string, unknown> {
	const places = running.map(({ device, served: { port, controlPort } }) => ({
		...(device === undefined ? { port } : { device }),
		controlPort,
	}));
	return places.length === 1 ? { host, ...places[0], profile } : { host, modules: places, profile };
}

/** The same for people, in one line. */
function announce({ host }: SimulatePlan, running: readonly Running[]): string {
	const hosts = running.map(({ device, served: { port } }) => device ?? `${host}:${port}`);
	const controls = running.map(({ served: { controlPort } }) => `${host}:${controlPort}`);
	const what = running.length === 1 ? "module" : `${running.length} modules`;
	return `${what} ready on ${hosts.join(" ")}, control on ${controls.join(" ")}`;
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const running: Running[] = [];
	// From the beginning: whoever interrupts it while it starts must not leave a link behind.
	let end: (status: number | Error) => void = () => {};
	const ended = new Promise<number | Error>((resolve) => {
		end = resolve;
	});
	process.once("SIGINT", () => end(Exit.interrupted)).once("SIGTERM", () => end(Exit.ok));
	try {
		const plan = readSimulateOptions(json.rest, process.env);
		if (plan.listsFaults) {
			process.stdout.write(Object.entries(FAULTS).map(describeFault).join(""));
			return Exit.ok;
		}
		for (const n of plan.modules.keys()) running.push(await runModule(plan, n, end));
		json.write(describe(plan, running));
		if (!json.hasStandardOutput) process.stdout.write(`${announce(plan, running)}\n`);
		const status = await ended;
		if (status instanceof Error) throw status;
		return status;
	} catch (error) {
		if (error instanceof CommandError) throw error;
		throw new CommandError(error instanceof RangeError ? Exit.usage : Exit.environment, (error as Error).message);
	} finally {
		await Promise.all(running.map(({ close }) => close()));
	}
}

/** `xs-quectel simulate`: the module by itself. */
export const simulate: CommandLine = {
	summary: "simulated EC600S modules on TCP ports, PTYs or a serial port, for AT hosts in any language",
	help,
	run,
};
