import type { NativeSerial, NativeSerialClass } from "./serial.js";

/** The SDK's TCP socket, data format `"buffer"`, as far as it is used here. */
export interface NativeTCP {
	/** Throws for more than has arrived. */
	read(count: number): ArrayBuffer | undefined;
	/** Throws for more than `onWritable` told of. */
	write(buffer: ArrayBuffer): unknown;
	close(): void;
}

export type NativeTCPClass = new (options: {
	/** A number: the SDK asks no name server here. */
	address: string;
	port: number;
	nodelay: boolean;
	onReadable(count: number): void;
	onWritable(count: number): void;
	onError(): void;
}) => NativeTCP;

/** Whether a `device` is the module's UART over TCP, as `xs-quectel simulate` offers it, and not a path. */
export function isTCPDevice(device: unknown): device is string {
	return typeof device === "string" && device.startsWith("tcp:");
}

/** @throws RangeError for anything but `tcp:ADDRESS:PORT` */
function placeOf(device: string): { address: string; port: number } {
	const parts = /^tcp:(localhost|\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(device);
	const port = Number(parts?.[2]);
	if (parts === null || port < 1 || port > 65535) {
		throw new RangeError(`device: ${device} is not tcp:ADDRESS:PORT, with an IPv4 address or localhost`);
	}
	return { address: parts[1] === "localhost" ? "127.0.0.1" : (parts[1] as string), port };
}

/**
 * A UART at the other end of a TCP connection, with the manners of the SDK's Serial of mcsim, so that
 * {@link DesktopSerial} takes the one for the other. For systems without PTYs, and for modules on another machine.
 */
export function tcpDevice(TCP: NativeTCPClass): NativeSerialClass {
	return class implements NativeSerial {
		#socket: NativeTCP | undefined;
		/** What the socket holds. */
		#arrived = 0;

		/** @throws RangeError for a `device` that is not `tcp:ADDRESS:PORT`; what the SDK's socket throws */
		constructor(options: ConstructorParameters<NativeSerialClass>[0]) {
			const { device } = options as { device?: unknown };
			this.#socket = new TCP({
				...placeOf(String(device)),
				nodelay: true,
				onReadable: (count) => {
					this.#arrived = count;
					if (this.#socket !== undefined) options.onReadable(count);
				},
				onWritable: () => {
					if (this.#socket !== undefined) options.onWritable();
				},
				onError: () => {
					const socket = this.#socket;
					this.#socket = undefined;
					socket?.close();
					if (socket !== undefined) options.onError();
				},
			});
		}

		read(count: number): ArrayBuffer | undefined {
			const socket = this.#open();
			const most = Math.min(count, this.#arrived);
			if (most === 0) return undefined;
			this.#arrived -= most;
			return socket.read(most);
		}

		write(buffer: ArrayBuffer): void {
			this.#open().write(buffer);
		}

		close(): void {
			const socket = this.#socket;
			this.#socket = undefined;
			socket?.close();
		}

		#open(): NativeTCP {
			if (this.#socket === undefined) throw new SyntaxError("closed");
			return this.#socket;
		}
	};
}
