import type { Serial, SerialOptions } from "../../../modules/io.js";
import type { Modem } from "../../../modules/modem-provider.js";
import type { FarSide } from "./far-side.js";

/** Longest time that anything may take, ms of virtual time. */
const PATIENCE = 300_000;

type SerialClass = new (options: SerialOptions) => Serial;

/** The driver over a simulated module in virtual time, with what is around the module. One of them for each engine. */
export interface BenchHost {
	readonly far: FarSide;
	/**
	 * Makes a modem over the present module.
	 * @param hear makes of a Serial class one that is listened to
	 * @param hasStatus whether the module's STATUS line is wired
	 */
	make(hear: (io: SerialClass) => SerialClass, hasStatus: boolean): Modem;
	/** Lets time pass, ms, with all that becomes due. Not for what lives outside of virtual time: see {@link settle}. */
	pass(ms: number): void;
	/** The same, and waits for what does. */
	settle(ms: number): Promise<void>;
}

/** What subjects of the suites are made of: a modem over a module that nobody has used, and the far side. */
export class Bench {
	/** Told each command line as it goes out, payload between lines included. */
	onCommand: (line: string) => void = () => {};
	readonly #host: BenchHost;
	#modem: Modem | undefined;
	#line = "";

	constructor(host: BenchHost) {
		this.#host = host;
	}

	get far(): FarSide {
		return this.#host.far;
	}

	/** The present modem. */
	get modem(): Modem {
		if (this.#modem === undefined) throw new Error("no modem: begin first");
		return this.#modem;
	}

	/**
	 * Leaves what was, and begins with a new module and a new modem, which is on its way up.
	 * @param hasStatus false for days in which nothing happens: a modem looks at the line twice a second
	 */
	begin(hasStatus = true): Modem {
		this.close();
		this.#host.far.begin();
		return this.#make(hasStatus);
	}

	/** The same, and waits until the modem is ready. */
	ready(): Modem {
		const modem = this.begin();
		this.untilReady();
		return modem;
	}

	/** A new modem over the present module, in whatever state it is. */
	remake(): Modem {
		this.close();
		return this.#make();
	}

	close(): void {
		this.#modem?.close();
		this.#modem = undefined;
		this.onCommand = () => {};
	}

	pass(ms: number): void {
		this.#host.pass(ms);
	}

	settle(ms: number): Promise<void> {
		return this.#host.settle(ms);
	}

	untilReady(): void {
		this.until("ready", () => this.modem.state === "ready");
	}

	/** Lets time pass until something is so. @throws Error when it never is */
	until(what: string, isDone: () => boolean): void {
		for (let passed = 0; !isDone(); passed += STEP) {
			if (passed > PATIENCE) throw new Error(`not ${what}: the modem is ${this.modem.state}`);
			this.#host.pass(STEP);
		}
	}

	#make(hasStatus = true): Modem {
		this.#line = "";
		this.#modem = this.#host.make((io) => this.#heard(io), hasStatus);
		return this.#modem;
	}

	#heard(io: SerialClass): SerialClass {
		const bench = this;
		return class extends io {
			override write(bytes: Uint8Array): unknown {
				const result = super.write(bytes);
				bench.#hear(bytes);
				return result;
			}
		};
	}

	#hear(bytes: Uint8Array): void {
		for (const byte of bytes) {
			if (byte !== CR) {
				this.#line += String.fromCharCode(byte);
				continue;
			}
			const line = this.#line;
			this.#line = "";
			this.onCommand(line);
		}
	}
}

const CR = 13;
/** How closely time is looked at, ms. */
const STEP = 50;
