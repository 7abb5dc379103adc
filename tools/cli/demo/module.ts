import { createServer, type Server, type Socket } from "node:net";
import { FrameReader, FrameType, frame } from "../../../hosts/wire.js";
import type { Connector, HostLine } from "../../sim/connector.js";
import { Simulator } from "../../sim/simulator.js";

export interface SimulatedModuleOptions {
	readonly latency: "real" | "none";
	readonly seed: number;
	readonly baud: number;
	/** Bytes that have passed the wire, in either direction. */
	readonly onTraffic?: ((direction: "host" | "module", bytes: Uint8Array) => void) | undefined;
	readonly onUnsupported: (name: string) => void;
	/** Where its connections really go, as `{"name:443": "127.0.0.1:40001"}`. */
	readonly map?: Readonly<Record<string, string>> | undefined;
	readonly board?: Board | undefined;
}

/** How long the supply stays away, ms. */
const DARK = 3000;

/** What stands on the board beside the module: a lamp that the host switches, and a button. */
export interface Board {
	onLamp(level: 0 | 1): void;
	/** Set by the wire: somebody presses the button, or lets it go. */
	press: (level: 0 | 1) => void;
}

/**
 * Joins one connection in frames (hosts/wire.ts) to a module's connector, in real time.
 * @param levels of the lines that the host hears, as they were last: a host that starts anew finds them so
 */
export function joinWire(socket: Socket, connector: Connector, levels: Map<string, number>, board?: Board): void {
	socket.setNoDelay(true);
	const reader = new FrameReader((type, payload) => {
		if (type === FrameType.bytes) connector.write(payload);
		else if (type === FrameType.line) {
			const [name = "", level = ""] = Buffer.from(payload).toString("ascii").split("=");
			if (name === "BAUD") connector.setBaud(Number(level));
			else if (name === "LAMP") board?.onLamp(level === "0" ? 0 : 1);
			else connector.setLine(name as HostLine, level === "0" ? 0 : 1);
		} else if (type !== FrameType.exit) throw new Error(`wire: frame of type ${type}`);
	});
	socket.on("data", (bytes: Buffer) => reader.push(bytes));
	// The host process may end at any time; what it told before counts, see Firmware.
	socket.on("error", () => socket.destroy());
	const tell = (name: string, level: number) => socket.write(frame(FrameType.line, Buffer.from(`${name}=${level}`)));
	for (const [name, level] of levels) tell(name, level);
	const change = (name: string, level: number) => {
		levels.set(name, level);
		if (!socket.destroyed) tell(name, level);
	};
	connector.onBytes = (bytes) => {
		if (!socket.destroyed) socket.write(frame(FrameType.bytes, bytes));
	};
	connector.onLine = change;
	if (board !== undefined) board.press = (level) => change("BUTTON", level);
}

/** The simulated module of the demo, with a port for the firmware's process. */
export class SimulatedModule {
	readonly port: number;
	readonly #simulator: Simulator;
	readonly #server: Server;
	readonly #sockets: Set<Socket>;

	private constructor(port: number, simulator: Simulator, server: Server, sockets: Set<Socket>) {
		this.port = port;
		this.#simulator = simulator;
		this.#server = server;
		this.#sockets = sockets;
	}

	/** @throws RangeError for a baud that the module does not have */
	static async start(options: SimulatedModuleOptions): Promise<SimulatedModule> {
		const { latency, seed, baud, onTraffic, onUnsupported, map, board } = options;
		const simulator = new Simulator({
			profile: "ec600s",
			latency,
			seed,
			baud,
			onUnsupported,
			...(onTraffic === undefined ? {} : { onTrace: onTraffic }),
			// The network of today tells the time: certificates are looked at by it.
			...(map === undefined ? {} : { map, networkTime: Date.now }),
		});
		const sockets = new Set<Socket>();
		const levels = new Map<string, number>();
		const server = createServer((socket) => {
			sockets.add(socket);
			socket.on("close", () => sockets.delete(socket));
			joinWire(socket, simulator.connector, levels, board);
		});
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(0, "127.0.0.1", resolve);
		});
		const address = server.address();
		if (address === null || typeof address === "string") throw new Error("the module has no port");
		return new SimulatedModule(address.port, simulator, server, sockets);
	}

	/** The supply fails, and comes back after three seconds. */
	powerCut(): void {
		this.#simulator.module.powerCut(DARK);
	}

	async close(): Promise<void> {
		this.#simulator.close();
		for (const socket of this.#sockets) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}
}
