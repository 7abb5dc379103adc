import { describeRow, Screen, toneOf } from "../monitor/screen.js";
import { View } from "../monitor/view.js";
import { Recording } from "../recording/recording.js";
import type { Device } from "../sim/node/device.js";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { JSONOption } from "./json-option.js";
import { parseArguments } from "./options.js";
import { Palette } from "./palette.js";
import { linkTo, openDevice } from "./simulate-device.js";
import { openWire, readWirePlace, type WireEnd, type WirePlace, wireOptions } from "./wire-end.js";

const help = `usage: xs-quectel monitor (--serial DEVICE | --tcp HOST:PORT | --between DEVICE PTY) [OPTIONS]

Sits on a module's wire and shows what passes, decoded, as it passes: times, what each line is, what is known of SIM, network and
connections, and counts. On a terminal that is a view of the whole screen (keys: p pauses, c clears, q quits); otherwise, and
where NO_COLOR is set, one line for each thing that passes.

  --serial DEVICE       hears this device alone: put it on the wire from the module, or on that from the host
  --tcp HOST:PORT       the same behind a terminal server
  --between DEVICE PTY  the module is at DEVICE, and a host opens PTY, which is made: everything passes through, both ways
  --baud N              of the device (default 115200); a host that has the module change it is not followed
  --flow-control        RTS and CTS are wired
  --plain               lines, on a terminal too
  --record FILE         all traffic as a transcript, which "xs-quectel replay" plays
  --reveal              shows secrets: passwords, keys, PINs, numbers of SIM and subscriber
  --json [FILE]         the counts at the end as one line of JSON, on standard output or in FILE
  --version, --help

exit: 0 ended by q or SIGTERM, 2 usage, 3 the device cannot be used, or has gone, 130 interrupted
`;

interface MonitorPlan {
	readonly place: WirePlace;
	/** Where a host finds the other end; undefined: nobody else is there. */
	readonly pty: string | undefined;
	readonly isPlain: boolean;
	readonly record: string | undefined;
	readonly reveal: boolean;
}

function usage(message: string): CommandError {
	return new CommandError(Exit.usage, message);
}

function readPlan(args: string[]): MonitorPlan {
	const { values, positionals } = parseArguments(args, {
		...wireOptions,
		between: { type: "string" },
		plain: { type: "boolean", default: false },
		record: { type: "string" },
		reveal: { type: "boolean", default: false },
	});
	const { between, plain, record, reveal } = values;
	const [pty, ...more] = positionals;
	if (more.length > 0) throw usage(`Unexpected argument '${more[0]}'`);
	if ((between === undefined) !== (pty === undefined)) throw usage("--between takes DEVICE and PTY");
	if (between !== undefined && (values.serial ?? values.tcp) !== undefined) {
		throw usage("--serial, --tcp and --between exclude each other");
	}
	const place = readWirePlace(between === undefined ? values : { ...values, serial: between });
	if (place === undefined) throw usage("monitor takes --serial DEVICE, --tcp HOST:PORT or --between DEVICE PTY");
	const isPlain = plain || process.stdout.isTTY !== true || Boolean(process.env.NO_COLOR);
	return { place, pty, isPlain, record, reveal };
}

/** A PTY whose host talks to the wire. @returns takes it away */
async function join(wire: WireEnd, link: string, onBytes: (bytes: Uint8Array) => void, onLost: (error: Error) => void) {
	const device: Device = await openDevice("pty");
	let unlink: () => void;
	try {
		unlink = linkTo(device.path, link);
	} catch (error) {
		device.destroy();
		throw error;
	}
	device.on("error", onLost);
	device.on("data", (bytes: Buffer) => {
		onBytes(bytes);
		// No more of the host's than the module takes.
		device.pause();
		wire.send(bytes, () => device.resume());
	});
	const toHost = (bytes: Uint8Array) => {
		if (device.write(bytes)) return;
		wire.hold(true);
		device.once("drain", () => wire.hold(false));
	};
	const close = () => {
		unlink();
		device.destroy();
	};
	return { toHost, close };
}

function openRecording({ record, reveal }: MonitorPlan): Recording | undefined {
	try {
		return record === undefined ? undefined : new Recording(record, reveal);
	} catch (error) {
		throw new CommandError(Exit.environment, `--record: ${(error as Error).message}`);
	}
}

/** Keys of the view of the whole screen. @returns gives the keyboard back */
function listen(screen: Screen, end: (status: number) => void): () => void {
	const { stdin } = process;
	if (stdin.isTTY !== true) return () => {};
	const onKey = (keys: Buffer) => {
		for (const key of keys.toString("latin1")) {
			if (key === "q") end(Exit.ok);
			if (key === "\x03") end(Exit.interrupted);
			if (key === "c") screen.clear();
			if (key === "p") {
				screen.isPaused = !screen.isPaused;
				screen.draw();
			}
		}
	};
	stdin.setRawMode(true);
	stdin.on("data", onKey).resume();
	return () => {
		stdin.off("data", onKey).pause();
		stdin.setRawMode(false);
	};
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const plan = readPlan(json.rest);
	const { place, pty, isPlain, reveal } = plan;
	let end: (status: number | Error) => void = () => {};
	const ended = new Promise<number | Error>((resolve) => {
		end = resolve;
	});
	const interrupt = () => end(Exit.interrupted);
	const terminate = () => end(Exit.ok);
	process.once("SIGINT", interrupt).once("SIGTERM", terminate);
	const out = json.hasStandardOutput ? process.stderr : process.stdout;
	const palette = new Palette(out.isTTY === true);
	const undo: (() => unknown)[] = [];
	const start = performance.now();
	try {
		const wire = await openWire(place);
		undo.push(() => wire.close());
		const recording = openRecording(plan);
		if (recording !== undefined) undo.push(() => recording.close());
		let screen: Screen | undefined;
		const view = new View({
			hearsHost: pty !== undefined,
			reveal,
			onRow(row) {
				if (screen === undefined) out.write(`${palette.paint(toneOf(row), describeRow(row))}\n`);
				else screen.add(row);
			},
		});
		const pass = (sender: "host" | "module", bytes: Uint8Array) => {
			const time = performance.now() - start;
			view.pass(sender, bytes, time);
			recording?.pass(sender, bytes, time);
			screen?.invalidate();
		};
		const host = pty === undefined ? undefined : await join(wire, pty, (bytes) => pass("host", bytes), end);
		if (host !== undefined) undo.push(() => host.close());
		const where = pty === undefined ? place.name : `${place.name} and ${pty}`;
		if (!isPlain) {
			const opened = new Screen(process.stdout, palette, `xs-quectel monitor   ${where}`, view.state);
			screen = opened;
			opened.open();
			undo.push(() => opened.close());
			undo.push(listen(opened, end));
			const redraw = () => opened.draw();
			process.stdout.on("resize", redraw);
			undo.push(() => process.stdout.off("resize", redraw));
		} else process.stderr.write(`listening at ${where}\n`);
		wire.onGone = (error) => end(error);
		wire.onBytes = (bytes) => {
			pass("module", bytes);
			host?.toHost(bytes);
		};
		const status = await ended;
		view.end();
		for (const step of undo.splice(0).reverse()) await step();
		json.write({ ...view.state.counts, facts: Object.fromEntries(view.state.facts) });
		if (status instanceof Error) throw new CommandError(Exit.environment, `the wire is gone: ${status.message}`);
		return status;
	} finally {
		for (const step of undo.splice(0).reverse()) await step();
		process.off("SIGINT", interrupt).off("SIGTERM", terminate);
	}
}

/** `xs-quectel monitor`: what passes on a module's wire. */
export const monitor: CommandLine = {
	summary: "shows what passes on a module's wire, decoded, as it passes",
	help,
	run,
};
