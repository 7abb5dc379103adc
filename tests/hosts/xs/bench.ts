import type { HostLine, WireModule } from "../../../hosts/wire.js";
import type { EngineExit } from "../../../hosts/xs/engine.js";
import { Lockstep, type LockstepOptions } from "../../../hosts/xs/lockstep.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { testVariant, withScript } from "../../support/xs-engine.js";

/** A script in lockstep with a module that a test plays by hand. It writes down all that happens, each with its time. */
export class Bench implements WireModule {
	readonly clock = new VirtualClock();
	/** `TIME > bytes` of the script, `TIME NAME=LEVEL`, and `TIME text` that it traced. */
	readonly log: string[] = [];
	onBytes: WireModule["onBytes"] = () => {};
	onLine: WireModule["onLine"] = () => {};
	/** Called with what the script has sent. */
	onSent: (text: string) => void = () => {};
	#lockstep: Lockstep | undefined;

	static async start(script: string, options: Partial<LockstepOptions> = {}): Promise<Bench> {
		const bench = new Bench();
		bench.#lockstep = await withScript(script, (path) =>
			Lockstep.launch(path, {
				variant: testVariant,
				...options,
				module: bench,
				clock: bench.clock,
				onTrace: (line, time) => bench.log.push(`${time} ${line}`),
			}),
		);
		return bench;
	}

	/** Runs a script to its end, and gives what happened. @throws Error when it ends badly, or not within `limit` ms */
	static async play(
		script: string,
		prepare: (bench: Bench) => void = () => {},
		options: Partial<LockstepOptions> = {},
		limit = 100_000,
	): Promise<{ log: string[]; exit: EngineExit }> {
		const bench = await Bench.start(script, options);
		try {
			prepare(bench);
			const stop = await bench.lockstep.run(limit);
			if (stop !== "exit") throw new Error(`still alive after ${limit} ms: ${bench.log.join("; ")}`);
			const exit = await bench.lockstep.engine.exit;
			if (exit.code !== 0) throw new Error(`${exit.meaning}: ${exit.message}`);
			return { log: bench.log, exit };
		} finally {
			await bench.lockstep.close();
		}
	}

	get lockstep(): Lockstep {
		return this.#lockstep as Lockstep;
	}

	/** Does `action` at a virtual time. */
	at(time: number, action: () => void): this {
		this.clock.alarm(action).set(time - this.clock.time);
		return this;
	}

	/** The module sends at a virtual time. */
	sendAt(time: number, text: string): this {
		return this.at(time, () => this.onBytes(Buffer.from(text, "latin1")));
	}

	write(bytes: Uint8Array): void {
		const text = Buffer.from(bytes).toString("latin1");
		this.log.push(`${this.clock.time} > ${text}`);
		this.onSent(text);
	}

	setBaud(baud: number): void {
		this.log.push(`${this.clock.time} BAUD=${baud}`);
	}

	setLine(line: HostLine, level: 0 | 1): void {
		this.log.push(`${this.clock.time} ${line}=${level}`);
	}
}
