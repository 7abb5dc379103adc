import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { Simulator, type SimulatorOptions } from "../simulator.js";
import { ControlConnection } from "./control-connection.js";
import type { Device } from "./device.js";
import { Fence } from "./fence.js";
import { NodeNetwork } from "./network.js";

export interface ServeOptions extends Omit<SimulatorOptions, "networkTime"> {
	/**
	 * The network's time, ms since 1970: this machine's unless told otherwise, since a host that verifies certificates needs a clock
	 * that is right. "none": the network does not tell the time.
	 */
	networkTime?: (() => number) | "none";
	/** Where a host finds the module's UART; 0 (default) for a free port. */
	port?: number;
	/** A terminal device that is the module's UART, in place of a port. It is closed with the rest. */
	device?: Device;
	/** Where the control channel is; 0 (default) for a free port. */
	controlPort?: number;
	/** The address both ports are bound to; 127.0.0.1 unless told otherwise. */
	host?: string;
	/** Whether real sockets reach beyond this machine; otherwise there only places of `map` (see {@link Fence}). */
	openNetwork?: boolean;
	/** The module wanted to go to a place, `host` or `host:port`, that it may not reach. */
	onRefused?: (place: string) => void;
}

/** A module that is being served. */
export interface Served {
	readonly host: string;
	/** 0 where a device has its place. */
	readonly port: number;
	readonly controlPort: number;
	readonly simulator: Simulator;
	/** Ends the module, its connections and both ports. */
	close(): Promise<void>;
}

/**
 * Serves a module on a TCP port or a terminal device, raw bytes as on its UART, with a control channel beside it (see `control`).
 * Hosts may come and go; a new one takes the place of the one before. Events on the control channel: `{"event": "line", "line",
 * "level"}` for the module's lines, `{"event": "unsupported", "name"}` and `{"event": "refused", "place"}`.
 *
 * Rejects with the error of the system when a port cannot be had, and with RangeError as {@link Simulator}.
 */
export async function serve(options: ServeOptions = {}): Promise<Served> {
	const {
		port,
		device,
		controlPort,
		host = "127.0.0.1",
		openNetwork = false,
		onRefused,
		networkTime,
		...rest
	} = options;
	const channels = new Set<ControlConnection>();
	const sockets = new Set<Socket>();
	const tell = (event: Readonly<Record<string, unknown>>) => {
		for (const channel of channels) {
			channel.event(event);
		}
	};
	const map = rest.map ?? {};
	const fence = () =>
		new Fence(new NodeNetwork({ map }), Object.keys(map), (place) => {
			onRefused?.(place);
			tell({ event: "refused", place });
		});
	const simulator = new Simulator({
		...rest,
		...(networkTime === "none" ? {} : { networkTime: networkTime ?? Date.now }),
		...(rest.network !== undefined || openNetwork ? {} : { network: fence() }),
		onUnsupported: (name) => {
			rest.onUnsupported?.(name);
			tell({ event: "unsupported", name });
		},
	});
	const follow = device === undefined ? () => {} : attach(simulator, device);
	simulator.connector.onLine = (line, level) => {
		tell({ event: "line", line, level });
		follow();
	};
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
		await Promise.all([...[data, controls].map(stop), ...(device === undefined ? [] : [closed(device)])]);
	};
	try {
		if (device === undefined) {
			await listen(data, port ?? 0, host);
		}
		await listen(controls, controlPort ?? 0, host);
	} catch (error) {
		await close();
		throw error;
	}
	return { host, port: device === undefined ? portOf(data) : 0, controlPort: portOf(controls), simulator, close };
}

/**
 * Joins a terminal device to a module. A serial port has to follow the module's baud.
 *
 * @returns looks whether the baud is another by now; the module's lines tell that it has started again
 */
function attach(simulator: Simulator, device: Device): () => void {
	const { module, connector } = simulator;
	const follow = () => {
		device.baud = module.baud;
	};
	simulator.connectRaw(device);
	const pass = connector.onBytes;
	connector.onBytes = (bytes) => {
		// The module changes its baud behind the last byte of an answer, when that is handed over.
		pass(bytes);
		follow();
	};
	return follow;
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

function closed(device: Device): Promise<void> {
	return new Promise((resolve) => {
		if (device.closed) {
			resolve();
		} else {
			device.once("close", resolve).destroy();
		}
	});
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
