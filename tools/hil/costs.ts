/** What somebody pays for: of a suite before it is run, or of what has passed. */
export interface Costs {
	/** Connections to a broker. */
	readonly connections: number;
	/** Sockets that were opened, with TLS or without, listeners and who has come to them among them. */
	readonly sockets: number;
	/** TLS handshakes, of sockets and of connections to a broker. */
	readonly handshakes: number;
	/** Messages that were published. */
	readonly messages: number;
	/** The module was reset, or switched off and on. */
	readonly restarts: number;
	/** Bytes of messages and sockets, from the module and to it. What MQTT, TLS, TCP and IP add is not among them. */
	readonly dataOut: number;
	readonly dataIn: number;
}

/** What has passed, with the bytes on the wire in both directions. */
export interface MeasuredCosts extends Costs {
	readonly bytesOut: number;
	readonly bytesIn: number;
}

const names = Object.freeze([
	"connections",
	"sockets",
	"handshakes",
	"messages",
	"restarts",
	"dataOut",
	"dataIn",
] as const satisfies readonly (keyof Costs)[]);

export const noCosts: Costs = Object.freeze({
	...{ connections: 0, sockets: 0, handshakes: 0, messages: 0, restarts: 0 },
	...{ dataOut: 0, dataIn: 0 },
});

/** All of them together. */
export function sumOfCosts(all: readonly Costs[]): Costs {
	const sum: Record<keyof Costs, number> = { ...noCosts };
	for (const costs of all) for (const name of names) sum[name] += costs[name];
	return sum;
}

function count(number: number, one: string, more = `${one}s`): string {
	return number === 0 ? "" : `${number} ${number === 1 ? one : more}`;
}

function data(bytes: number, way: string): string {
	if (bytes >= 1000) return `${(bytes / 1000).toFixed(1)} kB ${way}`;
	return bytes === 0 ? "" : `${count(bytes, "byte")} ${way}`;
}

/** In words, what there is none of left out; "nothing" when there is none of all. */
export function costText(costs: Costs): string {
	const { connections, sockets, handshakes, messages, restarts, dataOut, dataIn } = costs;
	const parts = [
		count(connections, "connection to a broker", "connections to a broker"),
		count(sockets, "socket"),
		count(handshakes, "TLS handshake"),
		count(messages, "message published", "messages published"),
		count(restarts, "restart"),
		data(dataOut, "out"),
		data(dataIn, "in"),
	];
	return parts.filter((it) => it !== "").join(", ") || "nothing";
}

/** Commands whose payload goes out through the network. */
const sending = /^AT\+(?:QMTPUB|QMTPUBEX|QISEND|QSSLSEND)=/i;
/** Lines of the module that stand for data from the network, payload told by its length. */
const receiving = /^\+(?:QMTRECV|QIRD|QSSLRECV|QIURC|QSSLURC): .*\((\d+) bytes of payload\)/;
const securing = /^AT\+QMTCFG="ssl",(\d+),([01])/i;
/** AT+CFUN with a reset, and the way to switch off. */
const restarting = /^AT\+(?:CFUN=\d,1|QPOWD)/i;

/** Counts what is paid for, from the lines of a wire, see {@link Quiet}. */
export class CostCounter {
	#now: Record<keyof MeasuredCosts, number> = { ...noCosts, bytesOut: 0, bytesIn: 0 };
	#command = "";
	/** MQTT clients whose connections are by TLS. */
	readonly #secure = new Set<string>();
	/** Restarts that the module has not told yet. */
	#untold = 0;

	/** What has passed so far. */
	get costs(): MeasuredCosts {
		return { ...this.#now };
	}

	/** What has passed since then. */
	since(before: MeasuredCosts): MeasuredCosts {
		const costs = this.costs;
		const names = Object.keys(costs) as (keyof MeasuredCosts)[];
		return Object.fromEntries(names.map((name) => [name, costs[name] - before[name]])) as unknown as MeasuredCosts;
	}

	/** Bytes on the wire. */
	pass(sender: "host" | "module", bytes: number): void {
		this.#now[sender === "host" ? "bytesOut" : "bytesIn"] += bytes;
	}

	/** The module is restarted, by whatever there is for it. */
	restart(): void {
		this.#now.restarts++;
		this.#untold++;
	}

	/** The host has sent a command line. */
	sent(command: string): void {
		this.#command = command;
		const [, client = "", isSecure] = securing.exec(command) ?? [];
		if (isSecure === "1") this.#secure.add(client);
		else if (isSecure === "0") this.#secure.delete(client);
		const [, name = "", first = ""] = /^AT\+(\w+)=(\d+),/.exec(command) ?? [];
		if (name === "QMTOPEN") {
			this.#now.connections++;
			if (this.#secure.has(first)) this.#now.handshakes++;
		} else if (name === "QIOPEN") this.#now.sockets++;
		else if (name === "QSSLOPEN") {
			this.#now.sockets++;
			this.#now.handshakes++;
		} else if (name === "QMTPUB" || name === "QMTPUBEX") this.#now.messages++;
		if (restarting.test(command)) this.restart();
	}

	/** The host has sent so many bytes of payload behind its command. */
	sentPayload(bytes: number): void {
		if (sending.test(this.#command)) this.#now.dataOut += bytes;
	}

	/** The module has sent a line; payload is told by its length. */
	received(line: string): void {
		this.#now.dataIn += Number(receiving.exec(line)?.[1] ?? 0);
		if (line.startsWith('+QIURC: "incoming",')) this.#now.sockets++;
		if (line !== "RDY") return;
		// What is set in it does not outlive that.
		this.#secure.clear();
		if (this.#untold > 0) this.#untold--;
		else this.#now.restarts++;
	}
}
