import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { clock } from "../../../hosts/node/clock.js";
import { SerialDevice } from "../../../hosts/node/serial-device.js";
import { canBuild } from "../../../hosts/xs/compiler.js";
import type { Serial, SerialOptions } from "../../../modules/io.js";
import { Modem } from "../../../modules/modem-provider.js";
import { openDevice } from "../../../tools/cli/simulate-device.js";
import type { Device } from "../../../tools/sim/node/device.js";
import { serve } from "../../../tools/sim/node/serve.js";
import { bytes, equal, ok, throws } from "../../support/assert.js";

/** A promise, and who resolves it. */
function promise<T>() {
	let resolve: (value: T) => void = () => {};
	const it = new Promise<T>((done) => {
		resolve = done;
	});
	return { it, resolve };
}

/** The next bytes of the other end, `count` of them. */
async function hear(device: Device, count: number): Promise<Buffer> {
	let all = Buffer.alloc(0);
	while (all.length < count) all = Buffer.concat([all, (await once(device, "data"))[0] as Buffer]);
	return all;
}

const errorOf = async (work: Promise<unknown>) =>
	String(
		await work.then(
			() => "no error",
			(error: Error) => error.message,
		),
	);

describe("SerialDevice of the Node host", () => {
	let cable: Device;
	let device: SerialDevice | undefined;

	before(function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
	});

	beforeEach(async () => {
		cable = await openDevice("pty");
	});

	afterEach(async () => {
		await device?.close();
		device = undefined;
		cable.destroy();
		if (!cable.closed) await once(cable, "close");
	});

	const open = async (options: Parameters<typeof SerialDevice.open>[1] = {}) => {
		device = await SerialDevice.open(cable.path, options);
		return device;
	};

	/** A Serial that keeps what comes, and resolves as it is ready to write. */
	async function serial(on: SerialDevice, options: Partial<SerialOptions> = {}) {
		const ready = promise<number>();
		const arrived: number[] = [];
		const it: Serial = new on.Serial({
			baud: on.baud,
			onReadable(count) {
				const into = new Uint8Array(count);
				arrived.push(...into.subarray(0, this.read(into)));
			},
			onWritable: (count) => ready.resolve(count),
			...options,
		});
		return { it, arrived, room: await ready.it };
	}

	it("passes all byte values both ways", async () => {
		const all = Uint8Array.from({ length: 256 }, (_, n) => n);
		const arrived = promise<void>();
		const got: number[] = [];
		const { it, room } = await serial(await open(), {
			onReadable(count) {
				const into = new Uint8Array(count);
				got.push(...into.subarray(0, this.read(into)));
				if (got.length === 256) arrived.resolve();
			},
		});
		ok(room >= 256);
		const heard = hear(cable, 256);
		it.write(all);
		bytes(await heard, all);
		cable.write(all);
		await arrived.it;
		bytes(Uint8Array.from(got), all);
	});

	it("takes no more than it said, and says when there is room again", async () => {
		const again = promise<number>();
		let room = 0;
		const it = await open();
		const heard = hear(cable, 1);
		const made = new it.Serial({
			baud: 115200,
			onWritable(count) {
				if (room > 0) {
					again.resolve(count);
					return;
				}
				room = count;
				throws(() => this.write(new Uint8Array(count + 1)), Error, "would block");
				this.write(new Uint8Array(count).fill(65));
				throws(() => this.write(new Uint8Array(1)), Error, "would block");
			},
		});
		equal(await again.it, room);
		equal((await heard)[0], 65);
		made.close();
	});

	it("stops taking bytes while nobody reads them, and loses none", async () => {
		const waiting = promise<void>();
		let told = 0;
		const { it } = await serial(await open(), {
			onReadable(count) {
				told = count;
				if (count >= 4095) waiting.resolve();
			},
		});
		const sent = Uint8Array.from({ length: 60_000 }, (_, n) => n % 251);
		const all = promise<void>();
		cable.write(sent, () => all.resolve());
		await waiting.it;
		// The library hands out what it has read already; after that the number stands still.
		let before = -1;
		while (before !== told) {
			before = told;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		ok(told < sent.length, `${told}`);
		const got = new Uint8Array(sent.length);
		let at = 0;
		while (at < got.length) {
			const count = it.read(got.subarray(at));
			if (count === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
			else at += count;
		}
		bytes(got, sent);
		await all.it;
	});

	it("has one Serial at a time, which may be closed and made again", async () => {
		const it = await open();
		const first = new it.Serial({ baud: 115200 });
		throws(() => new it.Serial({ baud: 115200 }), Error, "in use");
		first.close();
		throws(() => first.read(new Uint8Array(1)), SyntaxError);
		throws(() => first.write(new Uint8Array(1)), SyntaxError);
		const second = await serial(it, { baud: 9600 });
		equal(it.baud, 9600);
		second.it.close();
	});

	it("refuses what cannot be", async () => {
		const it = await open({ flowControl: "hardware" });
		throws(() => new it.Serial({ baud: 0 }), RangeError, "baud");
		throws(() => new it.Serial({ baud: 9600, format: "number" }), RangeError, "format");
		throws(() => new it.Serial({ baud: 9600, flowControl: "none" }), RangeError, 'is open with "hardware"');
		new it.Serial({ baud: 115200, flowControl: "hardware" });
	});

	it("has no control lines on a PTY, and says so", async () => {
		const it = await open();
		equal(it.hasLines, false);
		equal(it.Digital, undefined);
		const { it: made } = await serial(it);
		throws(() => made.set?.({ dataTerminalReady: true }), Error, "bad state");
		await it.close();
		ok((await errorOf(SerialDevice.open(cable.path, { lines: { dtr: false } }))).endsWith("has no control lines"));
		// It is given back.
		device = await SerialDevice.open(cable.path);
	});

	it("tells a hang-up, once", async () => {
		const gone = promise<Error>();
		const failed = promise<unknown>();
		let count = 0;
		const it = await open();
		it.onGone = (error) => gone.resolve(error);
		await serial(it, {
			onError(error) {
				count++;
				failed.resolve(error);
			},
		});
		cable.destroy();
		ok((await gone.it) instanceof Error);
		equal(await failed.it, await gone.it);
		equal(count, 1);
		equal(it.gone, await gone.it);
		throws(() => new it.Serial({ baud: 115200 }), Error, "hung up");
	});

	it("tells in words why a device cannot be opened", async () => {
		const folder = mkdtempSync(join(tmpdir(), "serial-"));
		try {
			const file = join(folder, "file");
			writeFileSync(file, "");
			equal(await errorOf(SerialDevice.open(join(folder, "none"))), `${join(folder, "none")}: there is no such device`);
			equal(await errorOf(SerialDevice.open(file)), `${file}: not a serial device`);
			await open();
			equal(await errorOf(SerialDevice.open(cable.path)), `${cable.path}: in use by another program`);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("says how to install the package that it needs, where that is missing", () => {
		const folder = mkdtempSync(join(tmpdir(), "serial-"));
		try {
			// The same files, in a place from where there is no serialport.
			cpSync(fileURLToPath(new URL("../../../hosts", import.meta.url)), join(folder, "hosts"), { recursive: true });
			writeFileSync(join(folder, "package.json"), '{"type":"module"}');
			// Nor from above it, whatever lies about on this machine.
			const main = `import Module from "node:module";
				const paths = Module._nodeModulePaths;
				Module._nodeModulePaths = (from) => paths(from).filter((it) => it.startsWith(${JSON.stringify(folder)}));
				const { SerialDevice } = await import(${JSON.stringify(pathToFileURL(join(folder, "hosts/node/serial-device.js")).href)});
				await SerialDevice.open("/dev/null").catch((error) => console.log(error.message));`;
			const said = execFileSync(process.execPath, ["--input-type=module", "-e", main], {
				encoding: "utf8",
				cwd: folder,
			});
			equal(said, 'serial ports need the package "serialport": npm install serialport\n');
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("drives a module: the same modules, to ready", async () => {
		const served = await serve({ device: cable, latency: "none", pacing: false, powered: true, seed: 1 });
		try {
			const ready = promise<string>();
			const it = await open();
			const modem = new Modem({
				serial: { io: it.Serial, baud: 115200 },
				clock,
				receiveStore: 4095,
				onReady() {
					ready.resolve(this.identity.join(" "));
				},
			});
			ok((await ready.it).startsWith("Quectel EC600S"));
			modem.close();
		} finally {
			await served.close();
		}
	});

	it("is what an application on Node finds behind its provider", async () => {
		const served = await serve({ device: cable, latency: "none", pacing: false, powered: true, seed: 1 });
		const folder = mkdtempSync(join(tmpdir(), "serial-"));
		try {
			const application = join(folder, "application.mjs");
			writeFileSync(
				application,
				`import device from "embedded:provider/builtin";
				new device.provider.Modem({ ...device.modem, onReady() { trace(this.identity[1] + "\\n"); this.close(); } });`,
			);
			const run = fileURLToPath(new URL("../../../hosts/node/run.js", import.meta.url));
			const child = spawn(process.execPath, [run, application], {
				env: { ...process.env, XS_SERIAL: cable.path },
				stdio: ["ignore", "pipe", "inherit"],
			});
			let said = "";
			child.stdout.on("data", (some: Buffer) => {
				said += some.toString();
			});
			equal((await once(child, "close"))[0], 0);
			equal(said, "EC600S\n");
		} finally {
			rmSync(folder, { recursive: true });
			await served.close();
		}
	});
});
