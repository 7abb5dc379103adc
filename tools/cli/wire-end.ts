import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { SerialDevice } from "../../hosts/node/serial-device.js";
import { CommandError, Exit, integerOption } from "./command.js";

/** Where the wire of a module is, as the command line says it. */
export interface WirePlace {
	/** A device, or HOST:PORT of a terminal server or a simulated module. */
	readonly kind: "serial" | "tcp";
	readonly name: string;
	readonly baud: number;
	readonly flowControl: "hardware" | "none";
}

/** Our end of a module's wire: bytes both ways, and control lines where there are any. */
export interface WireEnd {
	onBytes: (bytes: Uint8Array) => void;
	/** It cannot be used any more; not told after {@link close}. */
	onGone: (error: Error) => void;
	/** `done` is called when the system has taken them. */
	send(bytes: Uint8Array, done?: () => void): void;
	/** Lets bytes come in, or holds them back. */
	hold(isHeld: boolean): void;
	/** @throws Error where there are none */
	setLines(lines: { dtr?: boolean; rts?: boolean }): Promise<void>;
	close(): Promise<void>;
}

class TCPEnd implements WireEnd {
	onBytes: (bytes: Uint8Array) => void = () => {};
	onGone: (error: Error) => void = () => {};
	readonly #socket: Socket;
	#isClosed = false;
	#error = new Error("the other end has hung up");

	constructor(socket: Socket) {
		this.#socket = socket;
		socket.setNoDelay(true);
		socket.on("data", (bytes: Buffer) => this.onBytes(bytes));
		socket.on("error", (error) => {
			this.#error = error;
		});
		socket.on("end", () => socket.destroy());
		socket.on("close", () => {
			if (!this.#isClosed) this.onGone(this.#error);
			this.#isClosed = true;
		});
	}

	send(bytes: Uint8Array, done: () => void = () => {}): void {
		this.#socket.write(bytes, (error) => {
			if (!error) done();
		});
	}

	hold(isHeld: boolean): void {
		if (isHeld) this.#socket.pause();
		else this.#socket.resume();
	}

	setLines(): Promise<void> {
		return Promise.reject(new Error("a TCP connection has no control lines"));
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		if (this.#socket.closed) return;
		const closed = once(this.#socket, "close");
		this.#socket.destroySoon();
		await closed;
	}
}

/** The options of every command that takes a module's wire, for `parseArgs`. */
export const wireOptions = Object.freeze({
	serial: { type: "string" },
	tcp: { type: "string" },
	baud: { type: "string", default: "115200" },
	"flow-control": { type: "boolean", default: false },
} as const);

/** @returns undefined where neither --serial nor --tcp is given. @throws CommandError (usage) */
export function readWirePlace(values: {
	serial?: string;
	tcp?: string;
	baud: string;
	"flow-control": boolean;
}): WirePlace | undefined {
	const { serial, tcp } = values;
	const baud = integerOption("baud", values.baud, 300, 4_000_000);
	const flowControl = values["flow-control"] ? "hardware" : "none";
	if (serial !== undefined && tcp !== undefined) {
		throw new CommandError(Exit.usage, "--serial and --tcp: only one of them");
	}
	if (serial === "") throw new CommandError(Exit.usage, "--serial takes a DEVICE");
	if (serial !== undefined) return { kind: "serial", name: serial, baud, flowControl };
	if (tcp === undefined) return undefined;
	if (!/^[^:\s]+:\d{1,5}$/.test(tcp)) throw new CommandError(Exit.usage, `--tcp: ${tcp} is not HOST:PORT`);
	return { kind: "tcp", name: tcp, baud, flowControl: "none" };
}

/** @throws CommandError (environment) that says why the wire cannot be had */
export async function openWire({ kind, name, baud, flowControl }: WirePlace): Promise<WireEnd> {
	if (kind === "serial") {
		try {
			return await SerialDevice.open(name, { baud, flowControl });
		} catch (error) {
			throw new CommandError(Exit.environment, `--serial: ${(error as Error).message}`);
		}
	}
	const [host = "", port = ""] = name.split(":");
	try {
		const socket = connect(Number(port), host);
		await once(socket, "connect");
		return new TCPEnd(socket);
	} catch (error) {
		throw new CommandError(Exit.environment, `--tcp: ${(error as Error).message || `nobody answers at ${name}`}`);
	}
}
