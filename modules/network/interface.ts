import { checkInteger } from "../at/quoting.js";
import type { LifecycleState } from "../modem/lifecycle.js";
import type { Link, StatusWatcher } from "../modem/link.js";
import { Signal, type SignalWatcher } from "./signal.js";

/** Properties that `onChanged` tells of. */
export type NetworkInterfaceProperty = "connection" | "address" | "RSSI" | "operator";

/** Constructor options (ECMA-419, clause 17). */
export interface NetworkInterfaceOptions {
	/** Accepted and ignored: default options of a device name their class. */
	io?: unknown;
	/** Accepted and ignored: a modem is one interface. */
	port?: unknown;
	/** How often signal and operator are asked for, ms: 1000 to 86400000, or 0 for never; default 60000. Not of the standard. */
	refresh?: number;
	target?: unknown;
	onChanged?(this: NetworkInterface, name: NetworkInterfaceProperty): void;
}

/** Values of `connection` (clause 17). */
const Connection = Object.freeze({
	unavailable: 0,
	initializing: 100,
	disconnected: 200,
	connecting: 300,
	connected: 400,
	addressAssigned: 500,
} as const);

const connections: Readonly<Record<LifecycleState, number>> = Object.freeze({
	closed: Connection.unavailable,
	waiting: Connection.unavailable,
	off: Connection.unavailable,
	stopping: Connection.unavailable,
	forcing: Connection.unavailable,
	probing: Connection.initializing,
	unsticking: Connection.initializing,
	pressing: Connection.initializing,
	resetting: Connection.initializing,
	booting: Connection.initializing,
	configuring: Connection.initializing,
	switching: Connection.initializing,
	sim: Connection.disconnected,
	locked: Connection.disconnected,
	cycling: Connection.disconnected,
	registering: Connection.connecting,
	activating: Connection.connected,
	ready: Connection.addressAssigned,
});

const REFRESH = 60000;

/**
 * The network interface of ECMA-419 (4th edition, clause 17): what the modem is connected to. It is bound to the modem, which
 * connects by itself and again when the connection is lost; making or closing one connects and disconnects nothing.
 *
 * Constructed by scripts as `new modem.NetworkInterface(options)`; any number of them.
 */
export class NetworkInterface implements StatusWatcher, SignalWatcher {
	/** The script's own; from the option of the same name. */
	target: unknown;
	/** How often signal and operator are asked for, ms. */
	readonly refresh: number;
	readonly #link: Link;
	readonly #signal: Signal;
	readonly #onChanged: NetworkInterfaceOptions["onChanged"];
	/** What was told last. */
	#connection: number;
	#address: string | undefined;
	#RSSI: number | undefined;
	#operator: string | undefined;
	#isConnecting = false;
	#isClosed = false;
	/** Whether {@link NetworkInterface.#compare} is to be called soon, and how. */
	#isPending = false;
	readonly #later: () => void;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError, RangeError for bad options
	 */
	constructor(options: NetworkInterfaceOptions, link: Link) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { onChanged, refresh = REFRESH, target } = options;
		if (onChanged !== undefined && typeof onChanged !== "function") throw new TypeError("onChanged: not a function");
		if (refresh !== 0) checkInteger("refresh", refresh, 1000, 86400000);
		this.target = target;
		this.refresh = refresh;
		this.#link = link;
		this.#signal = link.part(Signal);
		this.#onChanged = onChanged;
		this.#connection = connections[link.status.state];
		this.#address = this.#addressNow;
		this.#RSSI = this.#signal.RSSI;
		this.#operator = this.#signal.operator;
		this.#later = () => {
			this.#isPending = false;
			if (!this.#isClosed) this.#compare();
		};
		link.watch(this);
		if (refresh > 0) this.#signal.watch(this);
	}

	/** 0 unavailable, 100 initializing, 200 disconnected, 300 connecting, 400 connected, 500 an address is assigned. */
	get connection(): number {
		this.#checkOpen();
		return connections[this.#link.status.state];
	}

	/** IP address; undefined while there is none. */
	get address(): string | undefined {
		this.#checkOpen();
		return this.#addressNow;
	}

	/** A modem has none. */
	get MAC(): undefined {
		this.#checkOpen();
		return undefined;
	}

	/** Received signal strength, dBm; undefined while not known. Of the standard's Wi-Fi interface. */
	get RSSI(): number | undefined {
		this.#checkOpen();
		return this.#signal.RSSI;
	}

	/** The network's name; undefined while not registered. Not of the standard. */
	get operator(): string | undefined {
		this.#checkOpen();
		return this.#signal.operator;
	}

	/**
	 * Asks for what the modem does by itself. When it is connected already, `onChanged("connection")` follows all the same.
	 * @param options without meaning here
	 * @throws Error("busy") when it was called already and there is no connection yet
	 */
	connect(options: object): void {
		this.#checkOpen();
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		if (this.connection < Connection.addressAssigned) {
			if (this.#isConnecting) throw new Error("busy");
			this.#isConnecting = true;
		} else this.#link.later(() => this.#tell("connection"));
	}

	/** @throws Error always: the interface is the host's, and other classes use it */
	disconnect(): never {
		this.#checkOpen();
		throw new Error("disconnect: close the modem instead");
	}

	/** Unbinds from the modem, which stays as it is. May be called inside the callback, and twice. */
	close(): void {
		this.#isClosed = true;
		this.#link.unwatch(this);
		this.#signal.unwatch(this);
	}

	/** For the link. */
	onStatus(): void {
		if (this.#isClosed) return;
		const connection = connections[this.#link.status.state];
		if (connection === Connection.addressAssigned) this.#isConnecting = false;
		else this.#signal.forget();
		this.onSignal();
	}

	/** For the signal. */
	onSignal(): void {
		// From the clock: the stack is deep where the state changes, and a callback of a script's needs room on it.
		if (!this.#isPending) this.#link.later(this.#later);
		this.#isPending = true;
	}

	get #addressNow(): string | undefined {
		const { address } = this.#link.status;
		return address === "" ? undefined : address;
	}

	/** Tells what has changed; all of it is so already when the first callback is called. */
	#compare(): void {
		const connection = connections[this.#link.status.state];
		const hasConnection = connection !== this.#connection;
		this.#connection = connection;
		const address = this.#addressNow;
		const hasAddress = address !== this.#address;
		this.#address = address;
		const { RSSI, operator } = this.#signal;
		const hasRSSI = RSSI !== this.#RSSI;
		this.#RSSI = RSSI;
		const hasOperator = operator !== this.#operator;
		this.#operator = operator;
		if (hasConnection) this.#tell("connection");
		if (hasAddress) this.#tell("address");
		if (hasRSSI) this.#tell("RSSI");
		if (hasOperator) this.#tell("operator");
	}

	#tell(name: NetworkInterfaceProperty): void {
		if (!this.#isClosed) this.#onChanged?.call(this, name);
	}

	#checkOpen(): void {
		if (this.#isClosed) throw new SyntaxError("closed");
	}
}
