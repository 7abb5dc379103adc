import type { DigitalOutput, Serial, SerialOptions } from "../../modules/io.js";
import { DeviceSerial } from "./device-serial.js";
import { Presence } from "./presence.js";
import { type ControlLines, type LibraryPort, type StatusLines, serialPortClass } from "./serial-library.js";

export interface SerialDeviceOptions {
	/** Bits per second at first; a Serial may ask for others. Default 115200. */
	readonly baud?: number;
	/** `"hardware"`: RTS and CTS, both of them wired. Default `"none"`. */
	readonly flowControl?: "hardware" | "none";
	/** Lines as they are to be while it is open; default both asserted, as every system opens a device. */
	readonly lines?: Partial<ControlLines>;
}

/** Digital (ECMA-419, clause 10), as far as the modules use it. */
type LineDigitalClass = {
	new (options: { pin: unknown; mode: number; activeLow?: boolean; initialValue?: number }): DigitalOutput;
	readonly Input: number;
	readonly Output: number;
};

/** Why a device cannot be opened, in words. */
function describe(path: string, { message }: Error): string {
	if (/no such file|file not found/i.test(message)) return `${path}: there is no such device`;
	if (/permission denied|access denied/i.test(message)) {
		return `${path}: not permitted to use it${process.platform === "linux" ? "; on Linux, be in the group dialout" : ""}`;
	}
	if (/cannot lock port|busy|resource temporarily/i.test(message)) return `${path}: in use by another program`;
	if (/inappropriate ioctl|not a (?:tty|serial)/i.test(message)) return `${path}: not a serial device`;
	return `${path}: ${message.replace(/^Error:? */, "")}`;
}

/**
 * A serial device of a PC or a Raspberry Pi (a USB adapter, a UART, a PTY), through the package `serialport`: as ECMA-419
 * Serial and Digital classes, and as plain bytes for tools.
 *
 *     const device = await SerialDevice.open("/dev/ttyUSB0", { baud: 115200, flowControl: "hardware" });
 *     new Modem({ serial: { io: device.Serial, baud: 115200, flowControl: "hardware" }, clock, receiveStore: 4095 });
 */
export class SerialDevice {
	readonly path: string;
	readonly flowControl: "hardware" | "none";
	/** Bytes have come in while no Serial is there to take them. */
	onBytes: (bytes: Uint8Array) => void = () => {};
	/** The device has gone, or can no longer be used: an adapter was unplugged. */
	onGone: (error: Error) => void = () => {};
	readonly #port: LibraryPort;
	readonly #hasLines: boolean;
	#lines: ControlLines;
	#baud: number;
	#serial: DeviceSerial | undefined;
	readonly #presence: Presence;
	#gone: Error | undefined;
	#closed: Promise<void> | undefined;

	private constructor(
		port: LibraryPort,
		path: string,
		options: Required<SerialDeviceOptions>,
		status: StatusLines | undefined,
	) {
		this.path = path;
		this.flowControl = options.flowControl;
		this.#port = port;
		this.#baud = options.baud;
		this.#hasLines = status !== undefined;
		this.#lines = { dtr: true, rts: true, ...options.lines };
		this.#presence = new Presence(path, () => this.#fail(new Error(`${path}: is not there any more`)));
		port.on("data", (bytes) => {
			if (this.#serial === undefined) this.onBytes(bytes);
			else this.#serial.receive(bytes);
		});
		port.on("error", (error) => this.#fail(error));
		port.on("close", (error) => {
			if (this.#closed === undefined) this.#fail(error ?? new Error("closed"));
		});
	}

	/**
	 * Opens a device, for this process alone.
	 * @param path as `/dev/ttyUSB0` or `COM3`
	 * @throws Error that says in words why it cannot be used: the package `serialport` missing, no such device, in use,
	 * not permitted, a baud rate or control lines that it does not have
	 */
	static async open(path: string, options: SerialDeviceOptions = {}): Promise<SerialDevice> {
		const { baud = 115_200, flowControl = "none", lines = {} } = options;
		const SerialPort = serialPortClass();
		const rtscts = flowControl === "hardware";
		const port = new SerialPort({ path, baudRate: baud, rtscts, hupcl: false, autoOpen: false });
		await new Promise<void>((resolve, reject) => {
			port.open((error) => (error ? reject(new Error(describe(path, error))) : resolve()));
		});
		const status = await new Promise<StatusLines | undefined>((resolve) => {
			// A PTY has none of these lines, and says so.
			port.get((error, it) => resolve(error ? undefined : it));
		});
		const device = new SerialDevice(port, path, { baud, flowControl, lines }, status);
		if (Object.keys(lines).length > 0) {
			try {
				await device.setLines(lines);
			} catch (error) {
				await device.close();
				throw error;
			}
		}
		return device;
	}

	/** Bits per second at present. */
	get baud(): number {
		return this.#baud;
	}

	/** Whether there are control lines; a PTY has none. */
	get hasLines(): boolean {
		return this.#hasLines;
	}

	/** Why it cannot be used any more; undefined while it can. */
	get gone(): Error | undefined {
		return this.#gone;
	}

	/** The Serial class of this device; one instance at a time. Closing the instance leaves the device open. */
	get Serial(): new (
		options: SerialOptions,
	) => Serial {
		const device = this;
		return class extends DeviceSerial {
			constructor(options: SerialOptions) {
				if (device.#serial !== undefined) throw new Error("in use");
				if (device.#gone !== undefined || device.#closed !== undefined) throw new Error("hung up");
				const { flowControl } = options;
				if (flowControl !== undefined && flowControl !== device.flowControl) {
					throw new RangeError(`flowControl: ${device.path} is open with "${device.flowControl}"`);
				}
				super(options, device);
				device.#serial = this;
				device.#start(this, options.baud);
			}
		};
	}

	/**
	 * The Digital class of this device's control lines, output only: pin `"DTR"`, and `"RTS"` without flow control; 1 is
	 * asserted, which is the low level on adapters with logic levels. undefined where the device has no such lines.
	 */
	get Digital(): LineDigitalClass | undefined {
		if (!this.#hasLines) return undefined;
		const device = this;
		return class LineDigital {
			static readonly Input = 0;
			static readonly Output = 8;
			readonly #line: "dtr" | "rts";
			readonly #invert: boolean;

			constructor({
				pin,
				mode,
				activeLow = false,
				initialValue = 0,
			}: { pin: unknown; mode: number; activeLow?: boolean; initialValue?: number }) {
				if (pin !== "DTR" && pin !== "RTS") throw new RangeError(`pin: ${pin} is not DTR or RTS`);
				if (mode !== LineDigital.Output) throw new RangeError("mode: the control lines of a computer are outputs");
				if (pin === "RTS" && device.flowControl === "hardware") throw new Error("in use");
				this.#line = pin === "DTR" ? "dtr" : "rts";
				this.#invert = activeLow;
				this.write(initialValue);
			}

			write(value: number): void {
				const isAsserted = (value !== 0) !== this.#invert;
				device.setLines({ [this.#line]: isAsserted }).catch((error: Error) => device.#fail(error));
			}

			close(): void {}
		};
	}

	/** Sets control lines; those that are not named stay. @throws Error where there are none, or the device has gone */
	async setLines(lines: Partial<ControlLines>): Promise<void> {
		if (!this.#hasLines) throw new Error(`${this.path}: has no control lines`);
		if (lines.rts !== undefined && this.flowControl === "hardware") {
			throw new Error(`${this.path}: RTS is in use for flow control`);
		}
		this.#lines = { ...this.#lines, ...lines };
		await new Promise<void>((resolve, reject) => {
			this.#port.set(this.#lines, (error) => (error ? reject(new Error(describe(this.path, error))) : resolve()));
		});
	}

	/** Sends bytes; `done` is called when the operating system has taken them. What cannot be sent is told by `onGone`. */
	send(bytes: Uint8Array, done: () => void = () => {}): void {
		this.#port.write(bytes, (error) => {
			if (!error) done();
			else if (this.#closed === undefined) this.#fail(error);
		});
	}

	/** Lets bytes come in, or holds them back: then RTS tells the module, where flow control is on. */
	hold(isHeld: boolean): void {
		if (isHeld) this.#port.pause();
		else this.#port.resume();
	}

	/** The Serial is closed. */
	release(serial: DeviceSerial): void {
		if (this.#serial !== serial) return;
		this.#serial = undefined;
		this.hold(false);
	}

	/** Gives the device back to the system. */
	close(): Promise<void> {
		this.#presence.stop();
		this.#closed ??= new Promise((resolve) => {
			if (this.#port.isOpen) this.#port.close(() => resolve());
			else resolve();
		});
		return this.#closed;
	}

	/** The Serial may write once the device has the baud that it asks for. */
	#start(serial: DeviceSerial, baud: number): void {
		if (baud === this.#baud) {
			queueMicrotask(() => serial.start());
			return;
		}
		this.#port.update({ baudRate: baud }, (error) => {
			if (error) {
				this.#fail(new Error(describe(this.path, error)));
				return;
			}
			this.#baud = baud;
			serial.start();
		});
	}

	#fail(error: Error): void {
		if (this.#gone !== undefined) return;
		this.#gone = error;
		const serial = this.#serial;
		this.#serial = undefined;
		void this.close();
		serial?.fail(error);
		this.onGone(error);
	}
}
