import { type Random, SeededRandom } from "../../../modules/random.js";
import { fromCharacters } from "../bytes.js";
import type { Firmware } from "../firmware.js";
import type { Timeline } from "../timeline.js";
import { Conditions } from "./conditions.js";
import { Disturbance } from "./disturbance.js";
import { type Fault, readFault } from "./fault.js";
import { RESULT_FAULTS, ResultFaults } from "./result-faults.js";
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

/** The module that things go wrong with. */
export interface FaultTarget {
	reset(): void;
	powerCut(duration: number): void;
	dropNetwork(duration?: number): void;
	restoreNetwork(): void;
	pullSim(): void;
	insertSim(): void;
}

/** What faults need beside it. */
export interface FaultSurroundings {
	readonly timeline: Timeline;
	/** The same seed draws the same trouble. It is drawn apart from all else, so that trouble changes nothing but itself. */
	readonly seed: number;
	/** What runs at present. */
	readonly firmware: () => Firmware | undefined;
	/** Bytes that reach the module, and that reach the host, after all. */
	readonly onModule: (bytes: Uint8Array) => void;
	readonly onHost: (bytes: Uint8Array) => void;
}

/**
 * Makes things go wrong with a module, on demand: what there is stands in the catalogue. The same seed and the same demands make
 * the same trouble, byte for byte in virtual time.
 */
export class Faults {
	readonly conditions = new Conditions();
	readonly results = new ResultFaults();
	/** What the bytes pass that the module, and that the host has sent. */
	readonly wires: { readonly module: Disturbance; readonly host: Disturbance };
	readonly #target: FaultTarget;
	readonly #timeline: Timeline;
	readonly #firmware: () => Firmware | undefined;
	readonly #random: Random;
	readonly #actions: Readonly<Record<string, (fault: Fault) => void>>;
	#silence = 0;

	constructor(target: FaultTarget, { timeline, seed, firmware, onModule, onHost }: FaultSurroundings) {
		this.#target = target;
		this.#timeline = timeline;
		this.#firmware = firmware;
		this.#random = new SeededRandom(seed);
		this.wires = {
			module: new Disturbance(timeline, this.#random, onHost),
			host: new Disturbance(timeline, this.#random, onModule),
		};
		this.#actions = this.#newActions();
	}

	/** Lets a result without a cause of its own befall the next `times` commands that it can. @throws RangeError for a name that is none */
	arm(name: string, times = 1): void {
		this.results.arm(name, times);
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
		const timeline = this.#timeline;
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

	#newActions(): Readonly<Record<string, (fault: Fault) => void>> {
		const { wires, conditions } = this;
		const target = this.#target;
		const firmware = this.#firmware;
		const disturb = (fault: Fault) => wires[fault.text("direction") === "host" ? "host" : "module"].begin(fault);
		return {
			lose: disturb,
			double: disturb,
			change: disturb,
			cut: disturb,
			delay: disturb,
			"urc-storm": disturb,
			urc: (fault) => {
				if (fault.number("after") < 0) {
					firmware()?.announce(fromCharacters(fault.text("text")));
				} else {
					disturb(fault);
				}
			},
			calm: () => {
				wires.module.calm();
				wires.host.calm();
				conditions.calm();
				this.results.calm();
			},
			"fake-message": (fault) => this.#fakeMessage(fault),
			"prompt-lost": (fault) => conditions.losePrompts(fault.number("times")),
			late: (fault) => conditions.answerLate(fault.number("ms"), fault.number("times")),
			silence: (fault) => this.#beSilent(fault.number("ms")),
			reset: () => target.reset(),
			"power-cut": (fault) => target.powerCut(fault.number("ms")),
			"drop-network": (fault) => target.dropNetwork(fault.number("ms") || undefined),
			"restore-network": () => target.restoreNetwork(),
			"drop-pdp": (fault) => firmware()?.loseContexts(fault.number("context")),
			kick: (fault) => firmware()?.air.kick(fault.text("how") === "reset" ? "reset" : "close"),
			stall: (fault) => firmware()?.air.stall(fault.number("ms")),
			"half-open": () => firmware()?.air.hollow(),
			"slow-dns": (fault) => conditions.resolveLate(fault.number("ms"), fault.number("times")),
			"no-dns": (fault) => conditions.loseNames(fault.number("times")),
			"pull-sim": () => target.pullSim(),
			"insert-sim": () => target.insertSim(),
		};
	}

	/** A reset ends silence too; a later silence has an end of its own. */
	#beSilent(duration: number): void {
		this.conditions.silent = true;
		const present = ++this.#silence;
		this.#timeline.after(duration, () => {
			if (present === this.#silence) {
				this.conditions.silent = false;
			}
		});
	}

	#fakeMessage(fault: Fault): void {
		const draw = (most: number) => (this.#random.next() >>> 8) % most;
		let payload = fromCharacters(fault.text("payload"));
		if (payload === "") {
			for (let count = 1 + draw(8); count > 0; count--) {
				payload += TOKENS[draw(TOKENS.length)];
			}
		}
		const topic = fromCharacters(fault.text("topic"));
		this.#firmware()?.clients.deliver(fault.number("client"), { identifier: 0, topic, payload });
	}
}

function isFault(asked: Fault | Readonly<Record<string, unknown>>): asked is Fault {
	return typeof asked.number === "function";
}
