import type { ScriptedModule } from "./scripted-module.js";

const OK = "\r\nOK\r\n";

/** What the table knows of one connection. */
interface Entry {
	readonly family: "" | "SSL";
	readonly service: string;
	readonly port: string;
	/** What has come and was not fetched: one piece of a stream, or datagrams with whom they come from. */
	readonly waiting: { data: string; from: string }[];
	received: number;
	read: number;
	sent: number;
	confirmed: number;
	isTold: boolean;
	isClosed: boolean;
}

/**
 * Answers a scripted module gives to the commands of sockets: a table of connections, and what has come for each. Enough to
 * test what the driver makes of an answer, on every engine; whether a module would answer so is the simulator's business.
 */
export class ScriptedSockets {
	/** What the next AT+QIOPEN or AT+QSSLOPEN tells; undefined: nothing. */
	result: number | undefined = 0;
	/** Whether the module has no room for what is sent; whether the peer confirms what it gets. */
	isFull = false;
	isConfirming = true;
	/** How many bytes of the next data are lost on the wire; what of the next segment is: its `SEND OK`, or all of it. */
	cutNext = 0;
	loseNext: "end" | "payload" | undefined;
	/** What was sent since it was last asked: `<id> <data>` each, with the address behind datagrams. */
	readonly #sent: string[] = [];
	readonly #entries = new Map<number, Entry>();
	readonly #module: ScriptedModule;

	constructor(module: ScriptedModule) {
		this.#module = module;
		for (const family of ["", "SSL"] as const) {
			const name = family === "" ? "QI" : "QSSL";
			const read = family === "" ? "AT+QIRD=" : "AT+QSSLRECV=";
			module.answer(`AT+${name}OPEN=`, (line) => this.#open(family, line));
			module.answer(`AT+${name}CLOSE=`, (line) => this.#close(line));
			module.answer(`AT+${name}STATE`, (line) => this.#state(family, line));
			module.answer(`AT+${name}SEND=`, (line) => this.#send(line));
			module.answer(read, (line) => this.#read(line));
		}
		const { afterPayload } = module;
		module.afterPayload = (line) => {
			if (!/^AT\+Q(SSL|I)SEND/.test(line)) return typeof afterPayload === "string" ? afterPayload : afterPayload(line);
			return this.#taken(line);
		};
	}

	/** Numbers of the connections that are there. */
	get ids(): number[] {
		return [...this.#entries.keys()];
	}

	/** What was sent since the last call. */
	sent(): string[] {
		return this.#sent.splice(0);
	}

	/** The service and port that a connection was opened for. */
	kind(id: number): string {
		const { service, port } = this.#entry(id);
		return `${service} ${port}`;
	}

	/** Data comes for a connection. @param from of a datagram: `"address",port` */
	receive(id: number, data: string, from = ""): void {
		const entry = this.#entry(id);
		entry.waiting.push({ data, from });
		entry.received += data.length;
		if (entry.isTold) return;
		entry.isTold = true;
		this.#say(entry, `"recv",${id}`);
	}

	/** The same, and the module forgets to tell. */
	receiveUntold(id: number, data: string): void {
		this.#entry(id).isTold = true;
		this.receive(id, data);
	}

	/** The peer closes. */
	drop(id: number): void {
		const entry = this.#entry(id);
		entry.isClosed = true;
		this.#say(entry, `"closed",${id}`);
	}

	/** The same, and the module forgets to tell. */
	dropUntold(id: number): void {
		this.#entry(id).isClosed = true;
	}

	/** A connection comes to the listener `server`. */
	arrive(id: number, server: number, from: string): void {
		this.#entries.set(id, this.#new("", "TCP INCOMING", "0"));
		this.#module.say(`\r\n+QIURC: "incoming",${id},${server},${from}\r\n`);
	}

	/** It was left over from an earlier life. */
	leave(id: number, family: "" | "SSL" = ""): void {
		this.#entries.set(id, this.#new(family, "TCP", "80"));
	}

	/** The module forgets a connection without a word. */
	forget(id: number): void {
		this.#entries.delete(id);
	}

	/** What has become of all bytes for and of a connection. */
	#new(family: "" | "SSL", service: string, port: string): Entry {
		const counts = { received: 0, read: 0, sent: 0, confirmed: 0 };
		return { family, service, port, waiting: [], ...counts, isTold: false, isClosed: false };
	}

	#entry(id: number): Entry {
		const entry = this.#entries.get(id);
		if (entry === undefined) throw new Error(`no connection ${id}`);
		return entry;
	}

	#say({ family }: Entry, text: string): void {
		this.#module.say(`\r\n+Q${family === "" ? "I" : "SSL"}URC: ${text}\r\n`);
	}

	#open(family: "" | "SSL", line: string): string {
		const fields = line.slice(line.indexOf("=") + 1).split(",");
		const id = Number(fields[family === "" ? 1 : 2]);
		const service = family === "" ? (fields[2] as string).slice(1, -1) : "SSL";
		const { result } = this;
		const told = this.#entries.has(id) ? 563 : result;
		if (told === 0) this.#entries.set(id, this.#new(family, service, fields[5] ?? ""));
		if (told === undefined) return OK;
		return `${OK}\r\n+Q${family === "" ? "I" : "SSL"}OPEN: ${id},${told}\r\n`;
	}

	#close(line: string): string {
		this.#entries.delete(Number(/=(\d+)/.exec(line)?.[1]));
		return OK;
	}

	#state(family: "" | "SSL", line: string): string {
		const asked = /=(?:1,)?(\d+)$/.exec(line)?.[1];
		let all = "";
		for (const [id, entry] of this.#entries) {
			if (entry.family !== family || (asked !== undefined && Number(asked) !== id)) continue;
			const state = entry.isClosed ? 4 : 2;
			all += `\r\n+Q${family === "" ? "I" : "SSL"}STATE: ${id},"TCP","192.0.2.9",80,4097,${state},1,${id},0,"uart1"`;
		}
		return `${all === "" ? "" : `${all}\r\n`}${OK}`;
	}

	#send(line: string): string {
		const [id, length] = line
			.slice(line.indexOf("=") + 1)
			.split(",")
			.map(Number);
		const entry = this.#entries.get(id as number);
		if (entry === undefined || entry.isClosed) return "\r\nERROR\r\n";
		if (length !== 0) return "\r\n> ";
		if (this.isConfirming) entry.confirmed = entry.sent;
		return `\r\n+QISEND: ${entry.sent},${entry.confirmed},${entry.sent - entry.confirmed}\r\n${OK}`;
	}

	#taken(line: string): string {
		if (this.isFull) return "\r\nSEND FAIL\r\n";
		const { loseNext } = this;
		this.loseNext = undefined;
		if (loseNext === "payload") return "";
		const [id, , ...to] = line.slice(line.indexOf("=") + 1).split(",");
		const entry = this.#entry(Number(id));
		const data = this.#module.payload;
		entry.sent += data.length;
		this.#sent.push(`${id} ${data}${to.length === 0 ? "" : ` ${to}`}`);
		return loseNext === "end" ? "" : "\r\nSEND OK\r\n";
	}

	#read(line: string): string {
		const [id, most] = line
			.slice(line.indexOf("=") + 1)
			.split(",")
			.map(Number);
		const name = line.slice(2, line.indexOf("="));
		const entry = this.#entries.get(id as number);
		if (entry === undefined) return "\r\nERROR\r\n";
		if (most === 0) return `\r\n${name}: ${entry.received},${entry.read},${entry.received - entry.read}\r\n${OK}`;
		const isDatagram = entry.service.startsWith("UDP");
		let data = "";
		const isNone = entry.waiting.length === 0;
		const from = entry.waiting[0]?.from ?? "";
		while (entry.waiting[0] !== undefined && data.length < (most as number)) {
			const { data: whole } = entry.waiting[0];
			const piece = whole.slice(0, (most as number) - data.length);
			data += piece;
			if (piece.length === whole.length) entry.waiting.shift();
			else entry.waiting[0].data = whole.slice(piece.length);
			if (isDatagram) break;
		}
		entry.read += data.length;
		const { cutNext } = this;
		this.cutNext = 0;
		if (entry.waiting.length === 0) entry.isTold = false;
		if (isNone) return `\r\n${name}: 0\r\n${OK}`;
		return `\r\n${name}: ${data.length}${from === "" ? "" : `,${from}`}\r\n${data === "" ? "" : `${data.slice(cutNext)}\r\n`}${OK}`;
	}
}
