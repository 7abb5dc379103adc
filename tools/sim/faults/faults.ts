import type { Random } from "../../../modules/random.js";
import { fromCharacters } from "../bytes.js";
import type { Firmware } from "../firmware.js";
import type { Timeline } from "../timeline.js";
import type { Conditions } from "./conditions.js";
import type { Disturbance } from "./disturbance.js";
import { type Fault, readFault } from "./fault.js";
import { RESULT_FAULTS, type ResultFaults } from "./result-faults.js";
import type { ScriptEntry } from "./script.js";

/** What a faked message is made of when nobody says what. */
const TOKENS: readonly string[] = Object.freeze([
	...[
		"\r\nOK\r\n",
		"\r\nERROR\r\n",
		"\r\n> ",
		"\r\n+CME ERROR: 10\r\n",
		"\r\nCONNECT\r\n",
		"\r\nRDY\r\n",
		"\r\nPOWERED DOWN\r\n",
	],
	...[
		'\r\n+QMTRECV: 0,0,"t",3,"abc"\r\n',
		"\r\n+QMTSTAT: 0,1\r\n",
		"\r\n+QMTPUBEX: 0,1,0\r\n",
		'"',
		'"\r\n',
		",",
		"\r",
		"\n",
		"\0",
		"A/",
		"AT\r",
	],
]);

/** What faults can reach. */
export interface FaultTarget {
	readonly timeline: Timeline;
	readonly random: Random;
	/** The bytes that the module, and that the host has sent. */
	readonly wires: { readonly module: Disturbance; readonly host: Disturbance };
	readonly conditions: Conditions;
	readonly results: ResultFaults;
	/** What runs at present. */
	firmware(): Firmware | undefined;
	reset(): void;
	powerCut(duration: number): void;
	dropNetwork(duration: number): void;
	restoreNetwork(): void;
	pullSim(): void;
	insertSim(): void;
}

/**
 * Makes things go wrong with a module, on demand: what there is stands in the catalogue. All of it is drawn from a random port of
 * its own, so that the same seed and the same demands make the same trouble, byte for byte in virtual time.
 */
export class Faults {
	readonly #target: FaultTarget;
	readonly #actions: Readonly<Record<string, (fault: Fault) => void>>;

	constructor(target: FaultTarget) {
		this.#target = target;
		this.#actions = actionsOf(target);
	}

	/** Lets a result without a cause of its own befall the next `times` commands that it can. @throws RangeError for a name that is none */
	arm(name: string, times = 1): void {
		this.#target.results.arm(name, times);
	}

	/**
	 * Causes a fault: one that has been read, or `{fault: name, ...values}`.
	 *
	 * @throws RangeError for a name or value that cannot be
	 */
	cause(asked: Fault | Readonly<Record<string, unknown>>): void {
		const fault = isFault(asked) ? asked : readFault(asked);
		if (Object.hasOwn(RESULT_FAULTS, fault.name)) {
			this.arm(fault.name, fault.number("times"));
		} else {
			this.#actions[fault.name]?.(fault);
		}
	}

	/** Causes the faults of a script, each at its time from now on. */
	play(script: readonly ScriptEntry[]): void {
		const { timeline } = this.#target;
		for (const { time, every, fault } of script) {
			const act = () => {
				if (every !== undefined) {
					timeline.after(every, act);
				}
				this.cause(fault);
			};
			timeline.after(time, act);
		}
	}
}

function isFault(asked: Fault | Readonly<Record<string, unknown>>): asked is Fault {
	return typeof asked.number === "function";
}

function actionsOf(target: FaultTarget): Readonly<Record<string, (fault: Fault) => void>> {
	const { wires, conditions, timeline } = target;
	const disturb = (fault: Fault) => wires[fault.text("direction") === "host" ? "host" : "module"].begin(fault);
	let silence = 0;
	return {
		lose: disturb,
		double: disturb,
		change: disturb,
		cut: disturb,
		delay: disturb,
		"urc-storm": disturb,
		urc: (fault) => {
			if (fault.number("after") < 0) {
				target.firmware()?.announce(fromCharacters(fault.text("text")));
			} else {
				disturb(fault);
			}
		},
		calm: () => {
			wires.module.calm();
			wires.host.calm();
		},
		"fake-message": (fault) => fakeMessage(target, fault),
		"prompt-lost": (fault) => conditions.losePrompts(fault.number("times")),
		late: (fault) => conditions.answerLate(fault.number("ms"), fault.number("times")),
		silence: (fault) => {
			conditions.silent = true;
			const present = ++silence;
			timeline.after(fault.number("ms"), () => {
				if (present === silence) {
					conditions.silent = false;
				}
			});
		},
		reset: () => target.reset(),
		"power-cut": (fault) => target.powerCut(fault.number("ms")),
		"drop-network": (fault) => target.dropNetwork(fault.number("ms")),
		"restore-network": () => target.restoreNetwork(),
		"drop-pdp": (fault) => target.firmware()?.loseContexts(fault.number("context")),
		kick: (fault) => target.firmware()?.air.kick(fault.text("how") === "reset" ? "reset" : "close"),
		stall: (fault) => target.firmware()?.air.stall(fault.number("ms")),
		"half-open": () => target.firmware()?.air.hollow(),
		"slow-dns": (fault) => conditions.resolveLate(fault.number("ms"), fault.number("times")),
		"no-dns": (fault) => conditions.loseNames(fault.number("times")),
		"pull-sim": () => target.pullSim(),
		"insert-sim": () => target.insertSim(),
	};
}

function fakeMessage({ firmware, random }: FaultTarget, fault: Fault): void {
	let payload = fromCharacters(fault.text("payload"));
	if (payload === "") {
		for (let count = 1 + ((random.next() >>> 8) % 8); count > 0; count--) {
			payload += TOKENS[(random.next() >>> 8) % TOKENS.length];
		}
	}
	const topic = fromCharacters(fault.text("topic"));
	firmware()?.clients.deliver(fault.number("client"), { identifier: 0, topic, payload });
}
