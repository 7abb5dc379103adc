import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { Simulator, type SimulatorOptions } from "../simulator.js";
import { ControlConnection } from "./control-connection.js";

export interface ServeOptions extends SimulatorOptions {
	/** Where a host finds the module's UART; 0 (default) for a free port. */
	port?: number;
	/** Where the control channel is; 0 (default) for a free port. */
	controlPort?: number;
	/** The address both ports are bound to; 127.0.0.1 unless told otherwise. */
	host?: string;
}

/** A module that is being served. */
export interface Served {
	readonly host: string;
	readonly port: number;
	readonly controlPort: number;
	readonly simulator: Simulator;
	/** Ends the module, its connections and both ports. */
	close(): Promise<void>;
}

/**
 * Serves a module on a TCP port, raw bytes as on its UART, with a control channel beside it (see `control`). Hosts may come and
 * go; a new one takes the place of the one before. Events on the control channel: `{"event": "line", "line", "level"}` for the
 * module's lines and `{"event": "unsupported", "name"}`.
 *
 * Rejects with the error of the system when a port cannot be had, and with RangeError as {@link Simulator}.
 */
export async function serve(options: ServeOptions = {}): Promise<Served> {
	const { port, controlPort, host = "127.0.0.1", ...rest } = options;
	const channels = new Set<ControlConnection>();
	const sockets = new Set<Socket>();
	const tell = (event: Readonly<Record<string, unknown>>) => {
		for (const channel of channels) {
			channel.event(event);
		}
	};
	const simulator = new Simulator({
		...rest,
		onUnsupported: (name) => {
			rest.onUnsupported?.(name);
			tell({ event: "unsupported", name });
		},
	});
	simulator.connector.onLine = (line, level) => tell({ event: "line", line, level });
	const remember = (socket: Socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
	};
	const data = createServer({ noDelay: true }, (socket) => {
		remember(socket);
		simulator.connectRaw(socket);
	});
	const controls = createServer({ noDelay: true }, (socket) => {
		remember(socket);
		const channel = new ControlConnection(socket, simulator.module);
		channels.add(channel);
		socket.on("close", () => channels.delete(channel));
	});
	const close = async () => {
		simulator.close();
		for (const socket of sockets) {
			socket.destroy();
		}
		await Promise.all([data, controls].map(stop));
	};
	try {
		await listen(data, port ?? 0, host);
		await listen(controls, controlPort ?? 0, host);
	} catch (error) {
		await close();
		throw error;
	}
	return { host, port: portOf(data), controlPort: portOf(controls), simulator, close };
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
}

function stop(server: Server): Promise<void> {
	return new Promise((resolve) => {
		if (server.listening) {
			server.close(() => resolve());
		} else {
			resolve();
		}
	});
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
