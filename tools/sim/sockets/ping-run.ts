import { toCharacters } from "../bytes.js";
import type { Network } from "../network.js";
import type { Appointment, Timeline } from "../timeline.js";
import { SOCKET_ERROR, type SocketError } from "./errors.js";

/** What is asked for with AT+QPING. */
export interface PingPlan {
	readonly host: string;
	/** How long an answer is waited for, ms. */
	readonly patience: number;
	readonly count: number;
}

/** What AT+QPING tells of it. `time` is undefined when there was no answer in time. */
export interface PingReport {
	onAnswer(address: string, time: number | undefined): void;
	/** All have been sent; `times` of those that were answered. */
	onEnd(times: readonly number[]): void;
	/** It could not begin. */
	onFail(error: SocketError): void;
}

/** Asks a host for signs of life, one after the other. */
export class PingRun {
	readonly #timeline: Timeline;
	readonly #network: Network;
	readonly #plan: PingPlan;
	readonly #report: PingReport;
	readonly #times: number[] = [];
	#sent = 0;

	constructor(parts: { timeline: Timeline; network: Network }, plan: PingPlan, report: PingReport) {
		this.#timeline = parts.timeline;
		this.#network = parts.network;
		this.#plan = plan;
		this.#report = report;
		this.#network.resolve(toCharacters(plan.host), (address) => {
			if (address === undefined) {
				report.onFail(SOCKET_ERROR.dnsFailed);
			} else {
				this.#next(address);
			}
		});
	}

	#next(address: string): void {
		if (this.#sent === this.#plan.count) {
			this.#report.onEnd(this.#times);
			return;
		}
		this.#sent++;
		const began = this.#timeline.now;
		const told = (time: number | undefined) => {
			this.#report.onAnswer(address, time);
			this.#next(address);
		};
		const giveUp = this.#network.ping(address, () => {
			limit.cancel();
			const time = this.#timeline.now - began;
			this.#times.push(time);
			told(time);
		});
		const limit: Appointment = this.#timeline.after(this.#plan.patience, () => {
			giveUp();
			told(undefined);
		});
	}
}
