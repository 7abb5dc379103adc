import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Duplex } from "node:stream";

/** In the head of a frame: the rest of it is a baud. */
const BAUD = 0x8000_0000;

/** Which terminal device: a PTY of our own, or a serial device that is there. */
export type DeviceTarget = "pty" | { readonly path: string; readonly baud: number };

/**
 * A terminal device as a stream: Node can neither make a PTY nor set the baud of a serial port, so a small program does
 * (device.c, compiled by whoever opens one). While nobody has the PTY open, what is written is lost, as on a wire that ends nowhere.
 */
export class Device extends Duplex {
	/** What hosts open. */
	readonly path: string;
	/** Told what could not be done, and does not end the device: a baud that the port lacks. */
	onComplaint: (message: string) => void = () => {};
	readonly #child: ChildProcessWithoutNullStreams;
	#baud: number;

	private constructor(child: ChildProcessWithoutNullStreams, path: string, baud: number) {
		super();
		this.#child = child;
		this.path = path;
		this.#baud = baud;
		child.stdout.on("data", (bytes: Buffer) => {
			if (!this.push(bytes)) {
				child.stdout.pause();
			}
		});
		// What it cannot take any more is told by its end.
		child.stdin.on("error", () => {});
	}

	/**
	 * Opens a device.
	 *
	 * @param program the compiled device.c
	 * @throws Error that says why it cannot be had
	 */
	static open(program: string, target: DeviceTarget): Promise<Device> {
		const [args, baud] = target === "pty" ? [["pty"], 0] : [[target.path, String(target.baud)], target.baud];
		const child = spawn(program, args, { stdio: "pipe" });
		return new Promise((resolve, reject) => {
			let device: Device | undefined;
			let last = "";
			createInterface({ input: child.stderr }).on("line", (line) => {
				last = line;
				if (device !== undefined) {
					device.onComplaint(line);
				} else if (line.startsWith("ready ")) {
					device = new Device(child, line.slice("ready ".length), baud);
					resolve(device);
				}
			});
			child.once("error", reject);
			child.once("close", (code, signal) => {
				const reason = new Error(
					last.startsWith("ready ") || last === "" ? `the device has ended (${signal ?? code})` : last,
				);
				if (device === undefined) {
					reject(reason);
				} else {
					device.destroy(reason);
				}
			});
		});
	}

	/** Bits per second, from behind what has been written; of no meaning for a PTY. */
	get baud(): number {
		return this.#baud;
	}

	set baud(baud: number) {
		if (baud !== this.#baud) {
			this.#baud = baud;
			this.#child.stdin.write(head((BAUD | baud) >>> 0));
		}
	}

	override _read(): void {
		this.#child.stdout.resume();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#child.stdin.write(Buffer.concat([head(chunk.length), chunk]), () => done());
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#child.stdin.end(() => done());
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		const child = this.#child;
		if (child.exitCode !== null || child.signalCode !== null) {
			done(error);
			return;
		}
		child.once("close", () => done(error));
		child.kill("SIGKILL");
	}
}

function head(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
