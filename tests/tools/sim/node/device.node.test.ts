import { once } from "node:events";
import { constants, openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { canBuild } from "../../../../hosts/xs/compiler.js";
import { openDevice } from "../../../../tools/cli/simulate-device.js";
import type { Device } from "../../../../tools/sim/node/device.js";
import { equal, ok } from "../../../support/assert.js";

/** What a host is to a serial device: opens it, writes, and waits for what it reads. */
class Host {
	readonly #file: number;
	readonly #stream: ReadStream;
	#text = "";
	#changed: () => void = () => {};

	constructor(path: string) {
		this.#file = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
		this.#stream = new ReadStream(this.#file);
		this.#stream.setEncoding("latin1").on("data", (text: string) => {
			this.#text += text;
			this.#changed();
		});
	}

	write(text: string): void {
		writeSync(this.#file, text);
	}

	async until(end: string): Promise<string> {
		while (!this.#text.includes(end)) {
			await new Promise<void>((resolve) => {
				this.#changed = resolve;
			});
		}
		const text = this.#text;
		this.#text = "";
		return text;
	}

	async close(): Promise<void> {
		const closed = once(this.#stream, "close");
		this.#stream.destroy();
		await closed;
	}
}

/** The next bytes of a device, up to `end`. */
async function hear(device: Device, end: string): Promise<string> {
	let text = "";
	while (!text.endsWith(end)) text += String((await once(device, "data"))[0]);
	return text;
}

describe("a terminal device", () => {
	let device: Device;

	before(function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
	});

	beforeEach(async () => {
		device = await openDevice("pty");
	});

	afterEach(async () => {
		device?.destroy();
		if (device !== undefined && !device.closed) await once(device, "close");
	});

	it("passes any bytes both ways, without echo", async () => {
		const host = new Host(device.path);
		const heard = hear(device, "\x7f");
		host.write("AT\r\n\x03\x04\x11\x13\x1a\x7f");
		equal(await heard, "AT\r\n\x03\x04\x11\x13\x1a\x7f");
		const bytes = Buffer.from(Array.from({ length: 128 }, (_, n) => n));
		device.write(bytes);
		equal(await host.until("\x7f"), bytes.toString("latin1"));
		await host.close();
	});

	it("passes more than fits into it, as fast as the host reads", async () => {
		const host = new Host(device.path);
		device.write("x".repeat(1_000_000));
		device.write("!");
		equal((await host.until("!")).length, 1_000_001);
		await host.close();
	});

	it("keeps nothing for a host that comes later, and loses nothing of one that goes", async () => {
		device.write("nobody is there\n");
		const first = new Host(device.path);
		const heard = hear(device, "one\r");
		first.write("one\r");
		equal(await heard, "one\r");
		device.write("for the first\n");
		// The first words may still have been on their way when the host came.
		ok((await first.until("for the first\n")).endsWith("for the first\n"));
		const last = hear(device, "bye\r");
		first.write("bye\r");
		await first.close();
		equal(await last, "bye\r");
		const second = new Host(device.path);
		const again = hear(device, "two\r");
		second.write("two\r");
		equal(await again, "two\r");
		device.write("for the second\n");
		equal(await second.until("\n"), "for the second\n");
		await second.close();
	});

	it("opens a device that is there, and changes its baud behind what was written", async () => {
		const serial = await openDevice({ path: device.path, baud: 9600 });
		const heard = hear(device, "b");
		serial.write("a");
		serial.baud = 115200;
		serial.write("b");
		equal(await heard, "ab");
		const complaint = new Promise<string>((resolve) => {
			serial.onComplaint = resolve;
		});
		serial.baud = 12345;
		equal(await complaint, "12345 baud: this baud rate cannot be set");
		// What is at its other end goes away.
		const lost = once(serial, "error").then(([error]) => (error as Error).message);
		device.destroy();
		ok(/^device: /.test(await lost));
	});

	it("says why it cannot be had", async () => {
		for (const [path, baud, why] of [
			["/no/such/device", 9600, "/no/such/device: No such file or directory"],
			["/dev/null", 9600, "/dev/null: it is no serial device"],
			[device.path, 1234, `${device.path}: this baud rate cannot be set`],
		] as const) {
			const error = await openDevice({ path, baud }).then(
				() => undefined,
				(reason: Error) => reason,
			);
			equal(error?.message, why);
		}
	});
});
