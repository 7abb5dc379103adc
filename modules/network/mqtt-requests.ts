import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { ModemError } from "../errors.js";
import type { Link } from "../modem/link.js";
import { byteLength } from "../text.js";
import { mqtt } from "./mqtt-kinds.js";
import { Opcode } from "./mqtt-opcodes.js";
import type { ControlMessage } from "./mqtt-options.js";

/** Requests under way at once. */
const REQUESTS = 4;
/** Topics on one line: no more than a result line's fields can be told apart. */
const TOPICS = 16;
/** Of a line, all but the topics: `AT+QMTSUB=0,65535` and CR. */
const AROUND = 18;
/** The same of a publish: `AT+QMTPUBEX=0,65535,2,1,"",1500` and CR. */
const AROUND_PUBLISH = 32;
/** Of a topic on a line: comma, quotes, comma, QoS. */
const AROUND_TOPIC = 5;

/** SUBACK, 3.9.3: refused. */
const REFUSED = 128;

export interface RequestItem {
	readonly topic: string;
	readonly QoS: number;
}

/** A SUBSCRIBE or UNSUBSCRIBE under way: one line after the other. */
interface Request {
	command: Command | undefined;
	readonly id: number;
	readonly items: readonly RequestItem[];
	readonly operation: number;
	/** The items on the present line. */
	from: number;
	to: number;
	readonly granted: number[];
	/** As the result line said: 0 done, 2 failed. */
	result: number;
}

export interface RequestsOwner {
	/** SUBACK or UNSUBACK. */
	onAcknowledged(opcode: number, message: ControlMessage): void;
	/** The module sent a packet once more. */
	onRetransmission(id: number, count: number): void;
	/** The connection is of no use any more. */
	onRequestFailed(error: ModemError): void;
}

/** SUBSCRIBE and UNSUBSCRIBE of one MQTT client (MQTT Application Note 3.2.6 and 3.2.7), with any number of topics. */
export class MQTTRequests implements CommandOwner {
	readonly #link: Link;
	readonly #index: number;
	readonly #owner: RequestsOwner;
	readonly #resultLimit: number;
	readonly #requests: Request[] = [];

	/** @param resultLimit from `OK` to the last result, ms */
	constructor(link: Link, index: number, resultLimit: number, owner: RequestsOwner) {
		this.#link = link;
		this.#index = index;
		this.#resultLimit = resultLimit;
		this.#owner = owner;
	}

	/** Whether one more can be taken. */
	get hasRoom(): boolean {
		return this.#requests.length < REQUESTS && this.#link.scheduler.free > 0;
	}

	/** Longest topic that fits on a line, bytes. */
	get longestTopic(): number {
		return this.#link.scheduler.longestLine - Math.max(AROUND + AROUND_TOPIC, AROUND_PUBLISH);
	}

	/** Whether `id` belongs to a request under way. */
	has(id: number): boolean {
		const { length } = this.#requests;
		for (let at = 0; at < length; at++) if (this.#requests[at]?.id === id) return true;
		return false;
	}

	/** Sends a request. @throws Error("would block") */
	begin(operation: number, id: number, items: readonly RequestItem[]): void {
		if (!this.hasRoom) throw new Error("would block");
		const request: Request = {
			command: undefined,
			id,
			items,
			operation,
			from: 0,
			to: 0,
			granted: [],
			result: -1,
		};
		this.#requests.push(request);
		this.#submit(request);
	}

	/** Hears no more of anything. */
	close(): void {
		this.#requests.forEach(({ command }) => {
			if (command !== undefined) this.#link.scheduler.abandon(command);
		});
		this.#requests.length = 0;
	}

	compose(command: Command, writer: ParamWriter): void {
		const request = this.#requestOf(command) as Request;
		writer.begin(command.kind?.name ?? "");
		writer.integer(this.#index);
		writer.integer(request.id);
		for (let at = request.from; at < request.to; at++) {
			const { topic, QoS } = request.items[at] as RequestItem;
			writer.string(topic);
			if (request.operation === Opcode.SUBSCRIBE) writer.integer(QoS);
		}
	}

	onResult(command: Command, line: Line): boolean {
		const request = this.#requestOf(command);
		if (request === undefined) return true;
		const result = line.integer(2);
		if (result === 1) {
			this.#link.counters.retransmissions = (this.#link.counters.retransmissions + 1) | 0;
			this.#owner.onRetransmission(request.id, line.integer(3) || 0);
			return false;
		}
		request.result = result;
		const { items, from, to } = request;
		for (let at = from; result === 0 && at < to; at++) {
			// Older firmware tells one value for all, or none.
			const own = line.integer(3 + at - from);
			const granted = Number.isNaN(own) ? line.integer(3) : own;
			request.granted.push(Number.isNaN(granted) ? (items[at] as RequestItem).QoS : granted);
		}
		return true;
	}

	onDone(command: Command, outcome: number, code: number): void {
		const request = this.#requestOf(command);
		if (request === undefined || outcome === Outcome.reset) return; // the owner hears of a reset itself
		request.command = undefined;
		const name = command.kind?.name ?? "";
		const isSubscribe = request.operation === Opcode.SUBSCRIBE;
		let error: ModemError | undefined;
		if (outcome === Outcome.ok) {
			if (request.result !== 0) error = new ModemError("mqtt", request.result, name, true);
		} else if (outcome === Outcome.error) {
			// A plain ERROR is the module's own refusal of a topic.
			if (isSubscribe) for (let at = request.from; at < request.to; at++) request.granted.push(REFUSED);
			else error = new ModemError(code === 0 ? "final" : "CME", code, name, true);
		} else if (outcome === Outcome.refused) error = new ModemError("framing", 0, name, false);
		else error = new ModemError("timeout", 0, name, true);
		if (error !== undefined) {
			this.#owner.onRequestFailed(error);
			return;
		}
		if (request.to < request.items.length) {
			request.from = request.to;
			this.#submit(request);
			return;
		}
		this.#requests.splice(this.#requests.indexOf(request), 1);
		const { id, granted } = request;
		if (isSubscribe) this.#owner.onAcknowledged(Opcode.SUBACK, { operation: Opcode.SUBACK, id, payload: granted });
		else this.#owner.onAcknowledged(Opcode.UNSUBACK, { operation: Opcode.UNSUBACK, id });
	}

	/** Sends the next line: as many topics as it takes. */
	#submit(request: Request): void {
		const { scheduler } = this.#link;
		let left = scheduler.longestLine - AROUND;
		request.to = request.from;
		request.result = -1;
		while (request.to < request.items.length && request.to - request.from < TOPICS) {
			left -= byteLength((request.items[request.to] as RequestItem).topic) + AROUND_TOPIC;
			if (left < 0) break;
			request.to++;
		}
		const kind = request.operation === Opcode.SUBSCRIBE ? mqtt.subscribe : mqtt.unsubscribe;
		const command = scheduler.submit(kind, this, 0, this.#index, request.id);
		command.resultLimit = this.#resultLimit;
		request.command = command;
		scheduler.start();
	}

	#requestOf(command: Command): Request | undefined {
		return this.#requests.find((request) => request.command === command);
	}
}
