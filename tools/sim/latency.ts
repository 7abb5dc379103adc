import type { Random } from "../../modules/random.js";

/**
 * How long a real module takes, ms from and to. Measured on an EC800M at 115200 baud (echo 7 to 11 ms after the last byte
 * typed, results 170 to 300 ms after OK) unless the remark says otherwise.
 */
const REAL = Object.freeze({
	/** From the first byte of a burst until the module looks at it (and echoes it). */
	wake: [4, 6],
	/** From the end of the command line to the answer. */
	answer: [3, 4],
	/** From the last payload byte to OK. */
	payload: [90, 100],
	/** From OK to the result of a QoS 0 publish. */
	sent: [3, 5],
	/** From the module through the air to a server, and the same back; a result that waits for one packet takes two. */
	air: [75, 95],
	/** A name looked up, beside the connection that follows (QMTOPEN: 220 ms in all). */
	resolve: [50, 70],
	/** What QMTCONN takes beyond the packets (300 ms in all). */
	logIn: [110, 150],
	/** From OK to the end of the connection; not measured. */
	disconnect: [150, 190],
	/** A blocking AT+QIACT or AT+QIDEACT; not measured. */
	activate: [250, 600],
	/** A blocking AT+CFUN, AT+CGATT or AT+COPS; not measured. */
	attach: [100, 400],
	/** From power on to the level of STATUS. */
	status: [80, 120],
	/** From power on to RDY (3.3 s on a warm EG800K; others take up to 30 s). */
	ready: [3200, 3600],
	/** From RDY to +CFUN: 1. */
	functional: [300, 500],
	/** From +CFUN: 1 to +CPIN (0 to 1 s on an EG25-G). */
	sim: [200, 500],
	/** From +CPIN: READY to +QUSIM: 1. */
	usim: [20, 60],
	/** From +QUSIM: 1 to +QIND: SMS DONE. */
	messages: [900, 1600],
	/** From SMS DONE to +QIND: PB DONE. */
	phonebook: [300, 900],
	/** From an unlocked SIM to registration. */
	register: [1500, 3500],
	/** From a high DTR, or the last byte typed with it, to sleep (AT+QSCLK); not measured. */
	doze: [1000, 3000],
	/** From OK to POWERED DOWN. */
	powerDown: [800, 1600],
	/** From POWERED DOWN until STATUS falls. */
	dark: [300, 500],
} as const);

/** One of the times a module takes. */
export type Delay = keyof typeof REAL;

/** How a simulator is told its latencies: as measured, none at all, or every delay the same number of ms. */
export type LatencyOption = "real" | "none" | number;

/** The times a module takes, drawn from the random port. */
export class Latency {
	readonly #option: LatencyOption;
	readonly #random: Random;

	/** @throws RangeError for a number below 0 or over 60000, or an unknown name */
	constructor(option: LatencyOption, random: Random) {
		const known = typeof option === "number" ? option >= 0 && option <= 60_000 : option === "real" || option === "none";
		if (!known) {
			throw new RangeError(`latency ${option}`);
		}
		this.#option = option;
		this.#random = random;
	}

	/** One delay, ms. A fixed latency leaves out `wake`, so that an answer comes after exactly that time. */
	draw(delay: Delay): number {
		if (this.#option === "none") {
			return 0;
		}
		if (typeof this.#option === "number") {
			return delay === "wake" ? 0 : this.#option;
		}
		const [least, most] = REAL[delay];
		return least + (this.#random.next() % (most - least + 1));
	}
}
