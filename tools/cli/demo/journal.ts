import { meaning } from "../../../modules/meanings.js";
import type { Tone } from "../palette.js";
import { Durations } from "./durations.js";
import { Numbers } from "./numbers.js";

/** One thing that the firmware told, made fit for people. */
export interface Entry {
	/** What it is about, a word or two. */
	readonly subject: string;
	readonly text: string;
	readonly tone: Tone;
}

/** What the lifecycle of the modem is at, in words (modules/modem/transitions.ts). */
const states: Readonly<Record<string, string>> = Object.freeze({
	probing: "asking whether the module is on",
	unsticking: "ending what was left open in the module",
	pressing: "switching the module on",
	resetting: "resetting the module",
	booting: "waiting for the module to boot",
	configuring: "booted, being set up",
	switching: "changing to another baud",
	sim: "looking for the SIM card",
	locked: "the SIM card wants a PIN or PUK",
	registering: "registering with the network",
	activating: "activating the PDP context",
	ready: "ready",
	cycling: "switching the radio off and on",
	stopping: "switching the module off",
	forcing: "switching the module off with its key",
	off: "off",
	waiting: "waiting before the next attempt",
});

/** `+QMTOPEN mqtt 5` and the like, as a ModemError says it, in words. */
export function inWords(message: string): string {
	const error = /^(\+\w+)? ?(mqtt|CME|CMS|final|timeout|framing|reset) (-?\d+)$/.exec(message.trim());
	if (error === null) return message;
	const [, command = "", source = "", code = ""] = error;
	const text = meaning({ command, source: source as "mqtt", code: Number(code) });
	if (source === "mqtt" || source === "CME" || source === "CMS") return `${command} ${code}: ${text}`;
	return command === "" ? text : `${command}: ${text}`;
}

/**
 * What the firmware tells on its debug output, one line each (see hosts/applications): counted, and made fit for people.
 * Believed in nothing that the cloud can see for itself.
 */
export class Journal {
	readonly published: Record<"0" | "1" | "2", number> = { 0: 0, 1: 0, 2: 0 };
	/** Numbers of the messages that were told as published. */
	readonly told = new Numbers();
	/** Results told as unknown, and as failed. */
	unknown = 0;
	failed = 0;
	/** Round trips of what was published, ms. */
	readonly times = new Durations();
	connections = 0;
	/** Lines taken so far. */
	lines = 0;
	/** Why the application was last disconnected, as it said it; undefined when it never was. */
	lastError: string | undefined;
	/** Messages that were ever told as unknown. */
	readonly #unknown = new Set<number>();

	/** Whether the last disconnection came before any connection, for a reason that waiting does not mend by itself. */
	get hasFailedToConnect(): boolean {
		return this.connections === 0 && this.lastError !== undefined && !/\breset -?\d+$/.test(this.lastError);
	}

	/** Whether message `n` was ever told as unknown. */
	wasUnknown(n: number): boolean {
		return this.#unknown.has(n);
	}

	/** Takes one line. @returns what to show for it, undefined for nothing */
	take(line: string): Entry | undefined {
		const [kind = "", ...rest] = line.split(" ");
		const text = rest.join(" ");
		this.lines++;
		switch (kind) {
			case "":
				return undefined;
			case "published":
			case "failed":
			case "unknown":
				return this.#result(kind, rest);
			case "state":
				return { subject: "modem", text: states[text] ?? text, tone: text === "waiting" ? "warning" : "plain" };
			case "identity":
			case "network":
				return { subject: kind, text, tone: "good" };
			case "connected":
				return this.#connected(Number(text));
			case "disconnected":
				this.lastError = text;
				return { subject: kind, text: inWords(text), tone: text === "as asked" ? "plain" : "warning" };
			case "broken":
				this.lastError = text;
				return { subject: "modem", text: `the wire is lost: ${inWords(text)}`, tone: "bad" };
			case "command":
				return { subject: kind, text: `${text} taken`, tone: "command" };
			default:
				return { subject: "firmware", text: line, tone: "plain" };
		}
	}

	#connected(code: number): Entry {
		if (code !== 0) {
			return { subject: "refused", text: inWords(`+QMTCONN mqtt ${code}`), tone: "bad" };
		}
		this.connections++;
		return {
			subject: "connected",
			text: this.connections === 1 ? "to the broker" : "to the broker again",
			tone: "good",
		};
	}

	#result(kind: "published" | "failed" | "unknown", [QoS = "", name = "", took = "", ...why]: string[]): Entry {
		const isAnswer = name === "answer";
		if (kind === "unknown") this.unknown++;
		if (kind === "failed") this.failed++;
		if (!isAnswer) {
			const n = Number(name);
			if (kind === "unknown") this.#unknown.add(n);
			if (kind === "published" && this.told.add(n)) {
				this.times.add(Number(took));
				this.published[QoS as "0"]++;
			}
		}
		const what = isAnswer ? "answer" : `message ${name}`;
		const reason = kind === "published" ? "" : `  ${inWords(why.join(" "))}, to be sent again`;
		return {
			subject: kind,
			text: `${what.padEnd(12)} QoS ${QoS} ${took.padStart(6)} ms${reason}`,
			tone: kind === "published" ? "plain" : "warning",
		};
	}
}
