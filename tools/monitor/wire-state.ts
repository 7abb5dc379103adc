import { readNamedLine } from "../decode/fields.js";
import type { Token } from "../decode/token.js";

/** What the stages of registration are called (3GPP TS 27.007, 10.1.20). */
const registrations: readonly string[] = Object.freeze([
	"not registered",
	"registered, home",
	"searching",
	"denied",
	"unknown",
	"registered, roaming",
]);

const unquoted = (field: string | undefined) => (field ?? "").replaceAll('"', "");

/** What is known of a module by what passed on its wire, and counts of that. */
export class WireState {
	readonly bytes = { host: 0, module: 0 };
	/** Commands, and how they ended. */
	commands = 0;
	ok = 0;
	errors = 0;
	urcs = 0;
	payloadBytes = 0;
	/** Bytes that belong to nothing. */
	garbageBytes = 0;
	restarts = 0;
	/** From a command's end to its final result, ms. */
	readonly latency = { last: 0, longest: 0, sum: 0, count: 0 };
	/** The command line in flight; secrets in it are those of whoever gave it. */
	inFlight: string | undefined;
	#sentAt = 0;
	#sim = "";
	#registration = "";
	#signal = "";
	#address = "";
	#operator = "";
	readonly #clients = new Map<number, string>();
	readonly #sockets = new Map<number, string>();

	/** A command line of the host. */
	sent(line: string, time: number): void {
		this.commands++;
		this.inFlight = line;
		this.#sentAt = time;
	}

	/** Something that the module sent. */
	took({ kind, content, length }: Token, time: number): void {
		if (kind === "payload") this.payloadBytes += content.length;
		else if (kind === "garbage") this.garbageBytes += length;
		else if (kind === "final") this.#final(content, time);
		else if (kind === "urc" && /^(?:RDY|(?:NORMAL )?POWERED? DOWN)$/.test(content)) this.#restart(content);
		if (kind === "urc") this.urcs++;
		const line = kind === "urc" || kind === "info" ? readNamedLine(content) : undefined;
		if (line !== undefined) this.#line(line.name, line.fields, kind === "urc");
	}

	/** What is known, as pairs of name and value; what nobody has told is not among them. */
	get facts(): readonly (readonly [name: string, value: string])[] {
		const list = (map: ReadonlyMap<number, string>) =>
			[...map]
				.sort(([a], [b]) => a - b)
				.map(([number, state]) => `${number} ${state}`)
				.join(", ");
		const all: readonly (readonly [string, string])[] = [
			["SIM", this.#sim],
			["network", [this.#registration, this.#operator].filter((it) => it !== "").join(", ")],
			["signal", this.#signal],
			["address", this.#address],
			["MQTT", list(this.#clients)],
			["sockets", list(this.#sockets)],
		];
		return all.filter(([, value]) => value !== "");
	}

	/** The counts as one record, for programs. */
	get counts() {
		const { commands, ok, errors, urcs, payloadBytes, garbageBytes, restarts, latency } = this;
		const average = latency.count === 0 ? 0 : latency.sum / latency.count;
		return {
			...{ bytesOut: this.bytes.host, bytesIn: this.bytes.module, commands, ok, errors, urcs },
			...{ payloadBytes, garbageBytes, restarts },
			latency: { last: latency.last, longest: latency.longest, average },
		};
	}

	#final(content: string, time: number): void {
		if (/^(?:OK|SEND OK)$/.test(content)) this.ok++;
		else this.errors++;
		if (this.inFlight === undefined) return;
		this.inFlight = undefined;
		const { latency } = this;
		latency.last = time - this.#sentAt;
		latency.longest = Math.max(latency.longest, latency.last);
		latency.sum += latency.last;
		latency.count++;
	}

	#restart(content: string): void {
		if (content === "RDY") this.restarts++;
		this.inFlight = undefined;
		this.#registration = this.#address = this.#operator = "";
		this.#clients.clear();
		this.#sockets.clear();
	}

	#line(name: string, fields: readonly string[], isURC: boolean): void {
		const [first = "", second = "", third = ""] = fields;
		switch (name) {
			case "+CPIN":
				this.#sim = first;
				break;
			case "+CSQ":
				this.#signal = first === "99" ? "not known" : `${first} of 31`;
				break;
			case "+COPS":
				this.#operator = unquoted(third);
				break;
			case "+CREG":
			case "+CGREG":
			case "+CEREG":
				this.#registration = registrations[Number(isURC ? first : second)] ?? "";
				break;
			case "+QIACT":
				if (second === "1") this.#address = unquoted(fields[3]);
				break;
			case "+QMTOPEN":
				if (isURC) this.#client(first, second === "0" ? "open" : "failed");
				break;
			case "+QMTCONN":
				if (isURC) this.#client(first, second === "0" && third === "0" ? "connected" : "refused");
				break;
			case "+QMTDISC":
			case "+QMTCLOSE":
				this.#client(first, "");
				break;
			case "+QMTSTAT":
				this.#client(first, "lost");
				break;
			case "+QIOPEN":
			case "+QSSLOPEN":
				if (isURC) this.#socket(first, second === "0" ? "open" : "failed");
				break;
			case "+QIURC":
			case "+QSSLURC":
				if (unquoted(first) === "closed") this.#socket(second, "ended");
				break;
		}
	}

	#client(number: string, state: string): void {
		if (state === "") this.#clients.delete(Number(number));
		else this.#clients.set(Number(number), state);
	}

	#socket(number: string, state: string): void {
		this.#sockets.set(Number(number), state);
	}
}
