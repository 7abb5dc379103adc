import { type CommandOwner, Outcome, Priority } from "../../../modules/at/command.js";
import type { Line } from "../../../modules/at/line.js";
import { general, isRegistrationURC } from "../../../modules/modem/commands.js";
import { lexicon } from "../../../modules/modem/names.js";
import { messageOf, mqtt } from "../../../modules/network/mqtt-kinds.js";
import { EngineRig } from "../../support/engine.js";
import { AnnouncedWriters } from "./announced-writers.js";
import type { Fault } from "./fault.js";
import { ATModule } from "./module.js";
import { followersOf, type Subject, sim } from "./subjects.js";
import { Told, type ToldLine } from "./told.js";
import { FaultyWire } from "./wire.js";

/** Numbers of the commands of a case: the one under test comes first. */
export const SUBJECT = 1;
const PROBE = 9;
/** Virtual time for the commands, ms: every limit of theirs, and a few restarts of the module. */
const PATIENCE = 400_000;
/** Until the command that shows that the engine works, ms: whatever was late has come. */
const QUIET = 200_000;

const listened = ["+CEREG", "+QMTSTAT", "+QMTRECV", "+QIURC", "+CPIN", "RDY"] as const;

/**
 * One case of the matrix: a command with a fault somewhere in its exchange, two more queued behind it, and one afterwards.
 * The owner of the scheduler does what the modem's lifecycle does: a module that is silent is reset, one that echoes is set up again.
 */
export class FaultCase {
	readonly subject: Subject;
	readonly fault: Fault;
	readonly module: ATModule;
	readonly wire: FaultyWire;
	readonly rig = new EngineRig();
	/** By number: the command under test, its followers, and the last one. */
	readonly commands = new Map<number, Subject>();
	readonly told = new Map<number, Told>();
	/** What listeners were told, and the payloads: whole ones, and how many were given up. */
	readonly urcs: ToldLine[] = [];
	readonly payloads: ToldLine[] = [];
	brokenPayloads = 0;
	/** Why it could not be brought to its end; undefined: it was. */
	failure: string | undefined;
	readonly #writers = new AnnouncedWriters();
	#state: "ready" | "recovering" = "ready";
	#attempts = 0;
	#payload = "";
	#header: readonly string[] = [];
	#isMessage = false;

	constructor(subject: Subject, fault: Fault, isBytewise: boolean) {
		const { rig } = this;
		this.subject = subject;
		this.fault = fault;
		this.module = new ATModule(rig.clock, SUBJECT, { ...subject.behaviour, ...fault.behaviour });
		this.wire = new FaultyWire(rig.clock, () => rig.serial, this.module, this.#writers, fault, SUBJECT, isBytewise);
		rig.onOwnerTold = (what) => this.#onOwnerTold(what);
		for (const name of listened) this.#listen(name);
	}

	/** Runs it to the end. */
	run(): this {
		this.#issue(SUBJECT, this.subject);
		followersOf(this.subject).forEach((it, at) => {
			this.#issue(SUBJECT + 1 + at, it);
		});
		if (!this.#until(() => this.#haveEnded && this.#state === "ready", PATIENCE)) {
			this.failure = this.#haveEnded ? "the module was not brought back" : "a command has no end";
			return this;
		}
		this.#until(() => false, QUIET);
		this.failure = this.#prove(PROBE);
		// A restart that nobody was told of is found out by the next command, and the one after that must find all well.
		if (this.failure !== undefined && this.told.get(PROBE)?.ends[0]?.outcome === Outcome.reset) {
			this.failure = this.#prove(PROBE + 1);
		}
		return this;
	}

	/** Issues a last command. @returns what is wrong with what comes of it */
	#prove(number: number): string | undefined {
		this.#issue(number, sim);
		if (!this.#until(() => this.#haveEnded && this.#state === "ready", PATIENCE)) return "the last command has no end";
		const { information, ends } = this.told.get(number) as Told;
		const hasAnswer = information.length === 1 && information[0]?.fields.join() === "READY";
		if (ends[0]?.outcome !== Outcome.ok || !hasAnswer) return "the engine does not work any more";
		const kept = 6 - this.rig.scheduler.free;
		return kept === 0 ? undefined : `${kept} records are not free`;
	}

	get #haveEnded(): boolean {
		for (const { ends } of this.told.values()) if (ends.length === 0) return false;
		return true;
	}

	/** Lets time pass, from event to event, until `isDone`, at most `limit` ms. @returns whether it is done */
	#until(isDone: () => boolean, limit: number): boolean {
		const { clock } = this.rig;
		const end = clock.time + limit;
		for (;;) {
			while (this.wire.carry());
			if (isDone()) return true;
			const next = clock.nextAlarm();
			if (next === undefined || clock.time + next > end) {
				clock.advanceTo(end);
				return isDone();
			}
			clock.advance(next);
		}
	}

	#issue(number: number, subject: Subject): void {
		const told = new Told();
		this.told.set(number, told);
		this.commands.set(number, subject);
		const { kind, key1, key2, payload, resultLimit } = subject;
		const command = this.rig.run(kind, this.#owner(number, subject, told), key1, key2, payload);
		if (resultLimit !== undefined) command.resultLimit = resultLimit;
	}

	#owner(number: number, { kind, write, payload }: Subject, told: Told): CommandOwner {
		const { wire } = this;
		const writers = this.#writers;
		return {
			compose(_command, writer) {
				writers.begin(number, payload?.length ?? 0);
				told.begunAt = wire.arrived.length;
				writer.begin(kind.name);
				write?.(writer);
			},
			onInformation: (_command, line) => told.information.push(this.#line(line)),
			onResult: (_command, line) => {
				told.results.push(this.#line(line));
				// As the MQTT client's parts do: 1 is a retransmission, and a publish takes no other number than 0 and 2.
				const result = line.integer(kind.keys);
				if (kind === mqtt.publish) return result === 0 || result === 2;
				return kind.keys < 2 || result !== 1;
			},
			onDone: ({ isOut }, outcome, code) => {
				told.ends.push({ outcome, code, isOut, from: wire.present, arrived: wire.arrived.length });
			},
		};
	}

	#listen(name: string): void {
		this.rig.scheduler.listen(lexicon.identify(name), {
			onURC: (line) => {
				// With the length field on, a line without a payload is none of the module's.
				if (name === "+QMTRECV") return;
				if (name === "+CEREG" && !isRegistrationURC(line)) {
					this.rig.counters.unknownLines++;
					return;
				}
				this.urcs.push(this.#line(line));
				// As the lifecycle does: believed only once an echo, or silence, confirms it.
				if (name === "RDY" && this.rig.scheduler.isEchoOff) this.rig.scheduler.suspect();
			},
			onHeader: (line) => {
				this.#isMessage = messageOf(line) >= 0;
				if (!this.#isMessage) this.rig.counters.drops++;
				this.#header = this.#line(line).fields;
				this.#payload = "";
			},
			onPayload: (ring, start, end) => {
				for (let at = start; at < end; at++) this.#payload += String.fromCharCode(ring.bytes[at] as number);
			},
			onPayloadEnd: (isWhole) => {
				if (!isWhole) this.brokenPayloads++;
				else if (this.#isMessage)
					this.payloads.push({ name, fields: [...this.#header, this.#payload], from: this.wire.present });
			},
		});
	}

	#line(line: Line): ToldLine {
		const fields: string[] = [];
		for (let at = 0; at < line.count; at++) {
			let field = "";
			for (let index = 0; index < line.length(at); index++) field += String.fromCharCode(line.byte(at, index));
			fields.push(field);
		}
		return { name: lexicon.text(line.name), fields, from: this.wire.present };
	}

	#onOwnerTold(what: "proven" | "silent" | "echo"): void {
		if (what === "echo") this.#recover();
		else if (what === "proven" && this.#state === "recovering") this.#setUp();
		else if (what === "silent" && this.#state === "ready") {
			this.wire.restart(true);
			this.#recover();
		} else if (what === "silent") {
			if (++this.#attempts % 10 === 0) this.wire.restart(true);
			this.#later(500, () => this.rig.scheduler.prove(300));
		}
	}

	#later(delay: number, work: () => void): void {
		const alarm = this.rig.clock.alarm(() => {
			alarm.close();
			work();
		});
		alarm.set(delay);
	}

	/** Everything in the module is gone. */
	#recover(): void {
		const { scheduler } = this.rig;
		scheduler.gate = Priority.recovery;
		scheduler.isEchoOff = false;
		const isNew = this.#state === "ready";
		this.#state = "recovering";
		scheduler.reset();
		if (isNew) this.#later(0, () => scheduler.prove(300));
	}

	#setUp(): void {
		const { scheduler } = this.rig;
		const command = scheduler.submit(general.echoOff, {
			compose: (_command, writer) => {
				this.#writers.begin(0, 0);
				writer.begin("E0");
			},
			onDone: (_command, outcome) => {
				if (outcome !== Outcome.ok) {
					this.#later(500, () => scheduler.prove(300));
					return;
				}
				scheduler.isEchoOff = true;
				scheduler.gate = Priority.low;
				this.#state = "ready";
			},
		});
		command.tag = 0;
		scheduler.start();
	}
}
