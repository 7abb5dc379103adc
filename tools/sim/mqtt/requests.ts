import type { Timeline } from "../timeline.js";
import { Exchange } from "./exchange.js";
import type { Packet } from "./packets.js";

/** `<result>` of QMTSUB, QMTUNS and QMTPUBEX (note 3.2.6 to 3.2.8). */
export const RESULT = Object.freeze({ done: 0, retransmission: 1, failed: 2 } as const);

/** How the module tells what became of a request; `values` are the granted QoS, or the count of retransmissions. */
export type Report = (result: number, values?: readonly number[]) => void;

/** A packet that wants an answer, and the kinds of answer that it can get. */
interface Request {
	readonly identifier: number;
	/** The answer that ends it; PUBREC leads a QoS 2 message to its second packet. */
	readonly answer: "puback" | "pubcomp" | "suback" | "unsuback";
	readonly report: Report;
	readonly exchange: Exchange;
	/** What goes out when no answer comes. */
	again: Packet;
}

export interface RequestsOptions {
	timeline: Timeline;
	write: (packet: Packet) => void;
	/** An exchange has failed. */
	onFail: () => void;
}

/** What a client has asked of its broker, and no answer has come for. */
export class Requests {
	readonly #options: RequestsOptions;
	#requests: Request[] = [];

	constructor(options: RequestsOptions) {
		this.#options = options;
	}

	/** Messages without their last acknowledgement. */
	get publishes(): number {
		return this.#requests.filter(({ answer }) => answer === "puback" || answer === "pubcomp").length;
	}

	/**
	 * Sends a packet and waits for its answer.
	 *
	 * @param timeout `<pkt_timeout>`, `<retry_times>` and `<timeout_notice>` of AT+QMTCFG="timeout"
	 */
	send(
		packet: Packet & { messageId: number },
		answer: Request["answer"],
		timeout: { packetTimeout: number; retryTimes: number; notice: boolean },
		report: Report,
	): void {
		const request: Request = {
			identifier: packet.messageId,
			answer,
			report,
			// MQTT 3.1.1 has the DUP flag for PUBLISH only.
			again: packet.cmd === "publish" ? { ...packet, dup: true } : packet,
			exchange: new Exchange(this.#options.timeline, {
				packetTimeout: timeout.packetTimeout,
				retryTimes: timeout.retryTimes,
				onRetransmit: (count) => {
					this.#options.write(request.again);
					if (timeout.notice) {
						report(RESULT.retransmission, [count]);
					}
				},
				onFail: () => {
					this.#remove(request);
					report(RESULT.failed);
					this.#options.onFail();
				},
			}),
		};
		this.#requests.push(request);
		this.#options.write(packet);
	}

	/** A packet of the broker: true when a request was waiting for it. */
	take(packet: Packet): boolean {
		if (packet.cmd === "pubrec") {
			return this.#release(packet.messageId ?? 0);
		}
		const request = this.#requests.find(
			({ answer, identifier }) => answer === packet.cmd && identifier === packet.messageId,
		);
		if (request === undefined || (request.answer === "pubcomp" && request.again.cmd !== "pubrel")) {
			return false;
		}
		this.#remove(request);
		const granted = packet.cmd === "suback" ? packet.granted.map(Number) : undefined;
		request.report(RESULT.done, granted);
		return true;
	}

	/** The connection is gone: everything has failed. */
	fail(): void {
		const requests = this.#requests;
		this.drop();
		for (const { report } of requests) {
			report(RESULT.failed);
		}
	}

	/** Nobody wants to know any more. */
	drop(): void {
		for (const { exchange } of this.#requests) {
			exchange.end();
		}
		this.#requests = [];
	}

	#release(identifier: number): boolean {
		const request = this.#requests.find((one) => one.answer === "pubcomp" && one.identifier === identifier);
		const release: Packet = { cmd: "pubrel", messageId: identifier };
		if (request !== undefined) {
			request.again = release;
		}
		// A PUBREC that nobody waits for is answered all the same: the broker would ask for ever (MQTT 3.1.1, 4.3.3).
		this.#options.write(release);
		return request !== undefined;
	}

	#remove(request: Request): void {
		request.exchange.end();
		this.#requests = this.#requests.filter((one) => one !== request);
	}
}
