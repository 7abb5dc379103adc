/**
 * Results that the note lists without a cause that can be told apart from that of another result, or with one that only a
 * broken module has. A simulation brings them about by name; each works once, for the next command that it can befall.
 */
export const RESULT_FAULTS = Object.freeze({
	/** +QMTOPEN: n,-1 at once. */
	"open-fails": "the next AT+QMTOPEN ends with -1",
	"close-fails": "the next AT+QMTCLOSE ends with -1, and the client stays as it is",
	"disconnect-fails": "the next AT+QMTDISC ends with -1, and the client stays connected",
	"disconnect-status": "+QMTSTAT: n,5 follows the next +QMTDISC: n,0",
	"connect-repeated": "the next CONNECT gets lost, and goes out again after <pkt_timeout>: +QMTCONN: n,1,1",
	"connect-not-sent": "the next CONNECT cannot be sent: +QMTCONN: n,2 and +QMTSTAT: n,3",
} as const);
export type ResultFault = keyof typeof RESULT_FAULTS;

/** The faults that are waiting for the command that they will befall. They outlive a reset, as the tester that asks for them does. */
export class ResultFaults {
	readonly #waiting = new Map<ResultFault, number>();

	/** Lets a fault befall the next `times` commands that it can befall. @throws RangeError for a name that is none */
	arm(name: string, times = 1): void {
		if (!Object.hasOwn(RESULT_FAULTS, name)) {
			throw new RangeError(`fault ${name}: known are ${Object.keys(RESULT_FAULTS).join(", ")}`);
		}
		const fault = name as ResultFault;
		this.#waiting.set(fault, (this.#waiting.get(fault) ?? 0) + times);
	}

	/** None is waiting any more. */
	calm(): void {
		this.#waiting.clear();
	}

	/** Whether a fault befalls the present command; it is used up by that. */
	strikes(fault: ResultFault): boolean {
		const times = this.#waiting.get(fault) ?? 0;
		if (times > 0) {
			this.#waiting.set(fault, times - 1);
		}
		return times > 0;
	}
}
