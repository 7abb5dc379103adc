import { connect, type Socket } from "node:net";

/** Bytes that may be written and that the system has not taken, and bytes that are received before any is read. */
const STORE = 1460;

interface Callbacks {
	onReadable?(count: number): void;
	onWritable?(count: number): void;
	onError?(error: Error): void;
}

/** What an instance is inside; it goes on under another one with `from`. */
interface Inside {
	readonly socket: Socket;
	readonly remoteAddress: string;
	readonly remotePort: number;
	arrived: Buffer;
	pending: number;
	isOpen: boolean;
	isEnded: boolean;
	isTold: boolean;
	instance: NodeTCP;
	callbacks: Callbacks;
	format: "buffer" | "number";
}

function bytesIn(data: unknown): Uint8Array {
	if (data instanceof ArrayBuffer) return new Uint8Array(data);
	if (ArrayBuffer.isView(data) && ((data as Uint8Array).BYTES_PER_ELEMENT ?? 1) === 1) {
		return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	}
	throw new TypeError("not a Byte Buffer");
}

/** The TCP socket of ECMA-419, clause 10, over Node's own sockets: a second implementation, for the suite to be checked by. */
export class NodeTCP {
	target: unknown;
	#inside: Inside | undefined;

	/** @param onEvent called whenever something happens to it */
	constructor(options: Record<string, unknown>, onEvent: () => void) {
		if (typeof options !== "object" || options === null) throw new TypeError("options");
		const { format = "buffer", from, target } = options;
		if (format !== "buffer" && format !== "number") throw new RangeError("format");
		this.target = target;
		if (from !== undefined) {
			const inside = NodeTCP.#of(from);
			(from as NodeTCP).#inside = undefined;
			this.#inside = inside;
			Object.assign(inside, { instance: this, callbacks: { ...options }, format });
			setImmediate(() => NodeTCP.#tellAll(inside));
			return;
		}
		const { address, port } = options;
		if (address === undefined || port === undefined) throw new Error("address and port");
		const number = Number(port);
		if (!Number.isInteger(number) || number < 1 || number > 65535) throw new RangeError("port");
		if (typeof address !== "string") throw new TypeError("address");
		const socket = connect({ host: address, port: number, noDelay: true });
		const inside: Inside = {
			...{ socket, remoteAddress: address, remotePort: number, arrived: Buffer.alloc(0), pending: 0, format },
			...{ isOpen: false, isEnded: false, isTold: false, instance: this, callbacks: { ...options } as Callbacks },
		};
		this.#inside = inside;
		for (const event of ["connect", "data", "end", "error", "drain", "close"]) socket.on(event, onEvent);
		socket.on("connect", () => {
			inside.isOpen = true;
			inside.callbacks.onWritable?.call(inside.instance, STORE);
		});
		socket.on("data", (data) => {
			inside.arrived = Buffer.concat([inside.arrived, data]);
			if (inside.arrived.length >= STORE) socket.pause();
			inside.callbacks.onReadable?.call(inside.instance, inside.arrived.length);
		});
		const end = () => {
			inside.isEnded = true;
			NodeTCP.#tellEnd(inside);
		};
		socket.on("end", end);
		socket.on("error", end);
	}

	static #of(instance: unknown): Inside {
		if (typeof instance === "object" && instance !== null && #inside in instance && instance.#inside !== undefined) {
			return instance.#inside;
		}
		throw new SyntaxError("closed");
	}

	static #tellAll(inside: Inside): void {
		const { callbacks, instance } = inside;
		if (inside.isOpen) callbacks.onWritable?.call(instance, STORE - inside.pending);
		if (inside.arrived.length > 0) callbacks.onReadable?.call(instance, inside.arrived.length);
		NodeTCP.#tellEnd(inside);
	}

	/** Of its end it tells once, when everything was read. */
	static #tellEnd(inside: Inside): void {
		if (!inside.isEnded || inside.arrived.length > 0 || inside.isTold) return;
		inside.isTold = true;
		inside.callbacks.onError?.call(inside.instance, new Error("closed"));
	}

	close(): void {
		if (typeof this !== "object" || this === null || !(#inside in this)) throw new SyntaxError("closed");
		const inside = this.#inside;
		this.#inside = undefined;
		if (inside === undefined) return;
		inside.callbacks = {};
		if (inside.isOpen) inside.socket.end();
		else inside.socket.destroy();
	}

	read(into?: unknown): unknown {
		const inside = NodeTCP.#of(this);
		const { arrived } = inside;
		const isNumber = inside.format === "number";
		const buffer = isNumber || into === undefined || typeof into === "number" ? undefined : bytesIn(into);
		const wanted = isNumber ? 1 : (buffer?.length ?? (into as number | undefined) ?? arrived.length);
		if (into !== undefined && (!Number.isInteger(wanted) || wanted < 1)) throw new RangeError("byteLength");
		if (arrived.length === 0) return undefined;
		const piece = arrived.subarray(0, wanted);
		inside.arrived = arrived.subarray(piece.length);
		if (inside.arrived.length < STORE) inside.socket.resume();
		setImmediate(() => NodeTCP.#tellEnd(inside));
		if (isNumber) return piece[0];
		buffer?.set(piece);
		return buffer === undefined ? Uint8Array.from(piece).buffer : piece.length;
	}

	write(data: unknown, options?: unknown): number {
		const inside = NodeTCP.#of(this);
		if (options !== undefined && (typeof options !== "object" || options === null)) throw new TypeError("options");
		const { byteLength = 0 } = (options ?? {}) as { byteLength?: number };
		if (byteLength < 0) throw new RangeError("byteLength");
		if (inside.format === "number" && typeof data !== "number") throw new TypeError("data");
		const bytes = inside.format === "number" ? Uint8Array.of(data as number) : bytesIn(data).slice();
		const room = inside.isOpen && !inside.isEnded ? STORE - inside.pending : 0;
		if (bytes.length > room) throw new Error("would block");
		inside.pending += bytes.length;
		inside.socket.write(bytes, () => {
			const wasFull = inside.pending === STORE;
			inside.pending -= bytes.length;
			if (wasFull || inside.pending === 0) inside.callbacks.onWritable?.call(inside.instance, STORE - inside.pending);
		});
		return STORE - inside.pending;
	}

	get format(): string {
		return NodeTCP.#of(this).format;
	}

	set format(value: string) {
		const inside = NodeTCP.#of(this);
		if (value !== "buffer" && value !== "number") throw new RangeError("format");
		inside.format = value;
	}

	get remoteAddress(): string {
		return NodeTCP.#of(this).remoteAddress;
	}

	get remotePort(): number {
		return NodeTCP.#of(this).remotePort;
	}
}
