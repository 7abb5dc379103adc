import type { Range } from "../profile.js";

/** One option of AT+QICFG: its numbers in order, and how many of them have to be there (all unless told otherwise). */
export interface SocketOption {
	readonly ranges: readonly Range[];
	readonly least?: number;
	readonly initial: readonly number[];
	/** This simulator keeps the values, but does nothing for them: setting others than the initial ones is told. */
	readonly inert?: true;
}

const FLAG: Range = Object.freeze([0, 1] as const);

/**
 * The options of AT+QICFG, as the TCP/IP Application Note of the EC200U and EG915U has them; not saved. `qisend/timeout` is 5 s
 * there at first; older firmware waits for ever, and so does this one until it is told otherwise [I].
 */
export const SOCKET_OPTIONS: Readonly<Record<string, SocketOption>> = Object.freeze({
	/** The longest packet of the transparent mode, bytes, and how long it waits for more, 100 ms. */
	transpktsize: { ranges: [[1, 1460]], initial: [1024] },
	transwaittm: { ranges: [[0, 20]], initial: [2] },
	/** Hex on the way to the network, and from it. */
	dataformat: { ranges: [FLAG, FLAG], initial: [0, 0] },
	/** Data behind its header: on a line of its own, or behind a comma. */
	viewmode: { ranges: [FLAG], initial: [0] },
	/** Whether a connection that the peer has closed is closed by the module too. */
	passiveclosed: { ranges: [FLAG], initial: [0] },
	/** Whether +QIURC: "recv" tells the length in buffer mode too. */
	recvind: { ranges: [FLAG], initial: [0] },
	/** Seconds without a byte until the module waits no longer for data; 0 for ever. */
	"qisend/timeout": { ranges: [[0, 120]], initial: [0] },
	"udp/sendmode": { ranges: [FLAG], initial: [0], inert: true },
	"udp/readmode": { ranges: [FLAG], initial: [0], inert: true },
	"tcp/accept": { ranges: [FLAG], initial: [1], inert: true },
	"tcp/twrecycle": { ranges: [FLAG], initial: [0], inert: true },
	"close/mode": { ranges: [FLAG], initial: [0], inert: true },
	sendinfo: { ranges: [FLAG], initial: [0], inert: true },
	"tcp/keepalive": {
		ranges: [FLAG, [1, 1800], [25, 100], [3, 10]],
		least: 1,
		initial: [0, 120, 75, 9],
		inert: true,
	},
	"tcp/retranscfg": {
		ranges: [
			[3, 12],
			[5, 60],
		],
		initial: [8, 6],
		inert: true,
	},
});

/** The values of AT+QICFG that are in force. */
export class SocketConfiguration {
	readonly #values = new Map<string, readonly number[]>();

	values(name: string): readonly number[] {
		return this.#values.get(name) ?? SOCKET_OPTIONS[name]?.initial ?? [];
	}

	/** One number of an option. */
	number(name: string, at = 0): number {
		return this.values(name)[at] ?? 0;
	}

	set(name: string, values: readonly number[]): void {
		this.#values.set(name, values);
	}
}

/** Bytes that the host has typed, as what they stand for; undefined when they should be hex and are not. */
export function readData(typed: string, configuration: SocketConfiguration): string | undefined {
	return configuration.number("dataformat", 0) === 1 ? readHex(typed) : typed;
}

/** The bytes of hex digits; undefined when they are none. */
export function readHex(digits: string): string | undefined {
	if (!/^([\dA-F]{2})*$/i.test(digits)) {
		return undefined;
	}
	return digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Bytes of the network as the host sees them. */
export function showData(bytes: string, configuration: SocketConfiguration): string {
	if (configuration.number("dataformat", 1) === 0) {
		return bytes;
	}
	return bytes.replace(/[\s\S]/g, (byte) => byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"));
}
