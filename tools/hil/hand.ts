import type { Place } from "./peer.js";
import type { Pump } from "./pump.js";
import type { Quiet } from "./quiet.js";

/** For the flash and for data at any speed, ms. */
const LIMIT = 30_000;
/** The module waits for the data of an upload for so long, s. */
const PATIENCE = 5;

/** A final result; behind it a URC may have come already. */
const result = /(?:\r\n)?(OK|ERROR|\+CM[ES] ERROR: [^\r\n]*)\r\n/;
/** One behind data, which may hold anything. */
const final = /(?:^|[\r\n])(OK|ERROR|\+CM[ES] ERROR: [^\r\n]*)\r\n$/;
/** What AT+QISEND ends with. */
const sendResult = /\r\n(SEND OK|SEND FAIL|ERROR|\+CM[ES] ERROR: [^\r\n]*)\r\n/;
/** What stands behind the data of a download: its length, and a checksum. */
const downloaded = /^\r\nCONNECT\r\n(.*)\r\n\+QFDWL: (\d+),[0-9A-Fa-f]+\r\n\r\nOK\r\n$/s;
/** +CME ERROR of a file that is not there. */
const NOT_FOUND = "+CME ERROR: 405";

/**
 * AT commands by hand, in between those of the driver under test, which hears nothing of them: what a suite wants to see of
 * the module is seen without the code that it judges.
 */
export class Hand {
	/** Whether the present command is one of these. */
	isBusy = false;
	readonly #pump: Pump;
	readonly #quiet: Quiet;
	readonly #patience: number;

	/** @param patience how long the driver may take to be done with its command, ms */
	constructor(pump: Pump, quiet: Quiet, patience: number) {
		this.#pump = pump;
		this.#quiet = quiet;
		this.#patience = patience;
	}

	/** Sends a command. @returns what came up to its final result. @throws Error when that is an error, or does not come */
	command(line: string): string {
		const text = this.#ask(line, (it) => result.test(it));
		const found = result.exec(text);
		if (found?.[1] !== "OK") throw new Error(`by hand, ${line}: ${found?.[1]}`);
		this.#pump.hear(Buffer.from(text.slice(found.index + found[0].length), "latin1"));
		return text.slice(0, found.index);
	}

	/** Sends a command that is answered by its final result only: what else comes is for the driver. @throws Error as {@link command} */
	order(line: string): void {
		this.#pump.hear(Buffer.from(this.command(line), "latin1"));
	}

	/** What a file of the module holds, characters up to U+00FF; undefined: there is none. */
	download(name: string): string | undefined {
		let content = "";
		const line = `AT+QFDWL="${name}"`;
		const text = this.#ask(line, (it) => {
			if (!it.startsWith("\r\nCONNECT\r\n")) return final.test(it);
			const [, data, length] = downloaded.exec(it) ?? [];
			if (data === undefined || data.length !== Number(length)) return false;
			content = data;
			return true;
		});
		if (text.includes("CONNECT")) return content;
		const error = final.exec(text)?.[1];
		if (error === NOT_FOUND) return undefined;
		throw new Error(`by hand, ${line}: ${error}`);
	}

	/** Makes a file in the module, in place of one with this name. */
	upload(name: string, content: string): void {
		if (this.files().includes(name)) this.command(`AT+QFDEL="${name}"`);
		if (content === "") {
			// An upload has at least one byte.
			const handle = /\+QFOPEN: (\d+)/.exec(this.command(`AT+QFOPEN="${name}",1`))?.[1];
			this.command(`AT+QFCLOSE=${handle}`);
			return;
		}
		const line = `AT+QFUPL="${name}",${content.length},${PATIENCE}`;
		let isSent = false;
		const text = this.#ask(line, (it, send) => {
			if (!isSent && it.endsWith("CONNECT\r\n")) {
				isSent = true;
				send(Buffer.from(content, "latin1"));
			}
			return final.test(it);
		});
		if (final.exec(text)?.[1] !== "OK") throw new Error(`by hand, ${line}: ${final.exec(text)?.[1]}`);
	}

	/** Sends a datagram from a socket of the driver's, which does not hear of it. @throws Error as {@link command} */
	sendDatagram(socket: number, data: string, { host, port }: Place): void {
		const line = `AT+QISEND=${socket},${data.length},"${host}",${port}`;
		let isSent = false;
		const text = this.#ask(line, (it, send) => {
			if (!isSent && it.includes("\r\n> ")) {
				isSent = true;
				send(Buffer.from(data, "latin1"));
			}
			return sendResult.test(it);
		});
		const found = sendResult.exec(text);
		if (found?.[1] !== "SEND OK") throw new Error(`by hand, ${line}: ${found?.[1]}`);
		// What came by itself meanwhile is the driver's.
		this.#pump.hear(Buffer.from(text.replace("\r\n> ", "").replace(sendResult, ""), "latin1"));
	}

	/** Names of all files of the module. */
	files(): string[] {
		return [...this.command('AT+QFLST="*"').matchAll(/\+QFLST: "(?:UFS:)?([^"]*)"/g)].map((it) => it[1] as string);
	}

	/** The address that the module's own resolver has for a name. @throws Error when there is none */
	resolve(host: string): string {
		const line = `AT+QIDNSGIP=1,"${host}"`;
		const text = this.#ask(line, (it) => /"dnsgip",(?:"[^"]*"|[1-9]\d*)\r\n/.test(it) || /ERROR[^\r]*\r\n$/.test(it));
		const address = /"dnsgip","([^"]*)"/.exec(text)?.[1];
		if (address === undefined) throw new Error(`by hand, ${line}: ${text.trim().replace(/\s+/g, " ")}`);
		return address;
	}

	#ask(line: string, isDone: (text: string, send: (bytes: Uint8Array) => void) => boolean): string {
		const pump = this.#pump;
		const isFree = () => pump.gone !== undefined || this.#quiet.pending() === undefined;
		if (!pump.until(isFree, this.#patience)) throw new Error(`by hand, ${line}: ${this.#quiet.pending()}`);
		let text = "";
		const take = (bytes: Uint8Array) => {
			text += Buffer.from(bytes).toString("latin1");
		};
		this.isBusy = true;
		try {
			return pump.aside(take, (send) => {
				send(Buffer.from(`${line}\r`, "latin1"));
				const isIn = pump.until(() => pump.gone !== undefined || isDone(text, send), LIMIT);
				if (!isIn) throw new Error(`by hand, ${line}: no answer`);
				return text;
			});
		} finally {
			this.isBusy = false;
		}
	}
}
