import type { CommandKind, CommandOwner, LineListener } from "../../modules/at/command.js";
import { Priority } from "../../modules/at/command.js";
import type { Line } from "../../modules/at/line.js";
import type { ParamWriter } from "../../modules/at/param-writer.js";
import { Scheduler } from "../../modules/at/scheduler.js";
import { lexicon, probes, special, success } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Port } from "../../modules/uart/port.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { StrictSerial } from "./strict-serial.js";
import { bytesOf } from "./tokens.js";
import { VirtualClock } from "./virtual-clock.js";

const outcomes = ["ok", "error", "timeout", "unresolved", "reset", "refused"];

/** A scheduler on a strict serial and a virtual clock, which writes down all it tells. */
export class EngineRig {
	readonly clock = new VirtualClock(0x7ffffff0);
	readonly counters = new Counters();
	readonly serial: StrictSerial;
	readonly scheduler: Scheduler;
	readonly port: Port;
	/** What owners and listeners were told, in order. */
	readonly log: string[] = [];
	/** Called at once with what the scheduler's owner is told. */
	onOwnerTold: ((what: "proven" | "silent" | "echo") => void) | undefined;

	constructor(records = 8) {
		this.port = new Port(
			{ io: StrictSerial, baud: 115200 },
			{
				onBytes: () => this.scheduler.onBytes(),
				onFault: (hasLost) => this.log.push(`fault ${hasLost}`),
			},
			this.counters,
			512,
			256,
		);
		this.scheduler = new Scheduler({
			clock: this.clock,
			ring: this.port.ring,
			transmitter: this.port.transmitter,
			lexicon,
			counters: this.counters,
			owner: {
				onProven: () => this.#tell("proven"),
				onSilent: () => this.#tell("silent"),
				onEcho: () => this.#tell("echo"),
			},
			success,
			special,
			probes,
			longestPayload: 2000,
			records,
		});
		this.port.open(115200);
		this.serial = StrictSerial.last as StrictSerial;
		this.scheduler.gate = Priority.low;
		this.scheduler.isEchoOff = true;
		this.serial.take();
	}

	#tell(what: "proven" | "silent" | "echo"): void {
		this.log.push(what);
		this.onOwnerTold?.(what);
	}

	/** What was told since the last call. */
	told(): string[] {
		return this.log.splice(0);
	}

	/** The same, data that came to owner `a` in pieces put together. */
	toldWhole(): string[] {
		const all: string[] = [];
		for (const it of this.told()) {
			const last = all.at(-1);
			if (it.startsWith('a data "') && last?.startsWith('a data "')) {
				all[all.length - 1] = `a data ${JSON.stringify(JSON.parse(last.slice(7)) + JSON.parse(it.slice(7)))}`;
			} else all.push(it);
		}
		return all;
	}

	/** An owner that writes `name` with `params` and logs under `label`. */
	owner(label: string, params: readonly (string | number)[] = [], then?: (outcome: number) => void): CommandOwner {
		return {
			compose(command, writer: ParamWriter) {
				writer.begin(command.kind?.name ?? "");
				for (const it of params) {
					if (typeof it === "number") writer.integer(it);
					else if (it === "?") writer.read();
					else writer.string(it);
				}
			},
			onInformation: (_command, line) => this.log.push(`${label} information ${fields(line)}`),
			onResult: (_command, line) => {
				this.log.push(`${label} result ${fields(line)}`);
				return line.integer(2) !== 1;
			},
			onData: (_command, ring, start, end) => {
				let text = "";
				for (let at = start; at < end; at++) text += String.fromCharCode(ring.bytes[at] as number);
				this.log.push(`${label} data ${JSON.stringify(text)}`);
			},
			onDataEnd: () => this.log.push(`${label} data end`),
			onDone: (command, outcome, code) => {
				this.log.push(
					`${label} ${outcomes[outcome]}${code === 0 ? "" : ` ${code}`}${command.isOut ? "" : ", not out"}`,
				);
				then?.(outcome);
			},
		};
	}

	/** A listener that logs. */
	listener(): LineListener {
		return {
			onURC: (line) => this.log.push(`URC ${lexicon.text(line.name)} ${fields(line)}`),
			onHeader: (line, length) => this.log.push(`header ${fields(line)} of ${length}`),
			onPayload: (_ring, start, end) => this.log.push(`payload ${end - start}`),
			onPayloadEnd: (isWhole) => this.log.push(`end ${isWhole}`),
		};
	}

	/** Queues and starts a command. */
	run(kind: CommandKind, owner: CommandOwner, key1 = 0, key2 = 0, payload?: string) {
		const command = this.scheduler.submit(kind, owner, 0, key1, key2);
		if (payload !== undefined) {
			const store = Transmitter.store(payload.length);
			store.bytes.set(bytesOf(payload));
			command.payload = store;
			command.payloadLength = payload.length;
		}
		this.scheduler.start();
		return command;
	}
}

function fields(line: Line): string {
	const all: string[] = [];
	for (let at = 0; at < line.count; at++) all.push(line.string(at));
	return all.join("|");
}

/** A kind of command for tests. */
export function kindOf(name: string, more: Partial<CommandKind> = {}): CommandKind {
	return {
		name,
		priority: Priority.normal,
		information: 0,
		result: 0,
		keys: 0,
		prompt: false,
		promptLimit: 1000,
		finalLimit: 1000,
		resultLimit: 5000,
		...more,
	};
}
