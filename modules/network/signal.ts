import { type Command, type CommandKind, type CommandOwner, Outcome, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Alarm } from "../clock.js";
import { general } from "../modem/commands.js";
import type { Link } from "../modem/link.js";

/** Who wants the signal and the operator kept fresh. */
export interface SignalWatcher {
	/** How often, ms. */
	readonly refresh: number;
	/** Something has been asked; it need not have changed. */
	onSignal(): void;
}

const strength: CommandKind = Object.freeze({ ...general.signal, priority: Priority.low });
const operator: CommandKind = Object.freeze({ ...general.operator, priority: Priority.low });
/** `<rssi>` of +CSQ that stands for nothing (TS 27.007, 8.5). */
const UNKNOWN = 99;

/**
 * Signal strength and operator of the network, asked for now and then while somebody watches: what the lifecycle knows is as
 * old as the connection. Low priority: whatever else there is to do goes first.
 */
export class Signal implements CommandOwner {
	readonly #link: Link;
	readonly #watchers: SignalWatcher[] = [];
	#alarm: Alarm | undefined;
	#command: Command | undefined;
	/** What was told since the module was last ready; undefined: nothing. */
	#rssi: number | undefined;
	#operator: string | undefined;

	constructor(link: Link) {
		this.#link = link;
	}

	/** Received signal strength, dBm, -113 to -51; undefined while not known. */
	get RSSI(): number | undefined {
		const { status } = this.#link;
		const rssi = this.#rssi ?? status.signal;
		return rssi >= 0 && rssi < UNKNOWN ? 2 * rssi - 113 : undefined;
	}

	/** The network's name; undefined while not known. */
	get operator(): string | undefined {
		const { status } = this.#link;
		const name = this.#operator ?? status.operator;
		return name === "" ? undefined : name;
	}

	watch(watcher: SignalWatcher): void {
		this.#watchers.push(watcher);
		this.#schedule();
	}

	unwatch(watcher: SignalWatcher): void {
		const at = this.#watchers.indexOf(watcher);
		if (at >= 0) this.#watchers.splice(at, 1);
		if (this.#watchers.length === 0) this.#stop();
	}

	/** The network is gone, or there is another one: what the lifecycle says counts. */
	forget(): void {
		this.#rssi = undefined;
		this.#operator = undefined;
	}

	compose({ kind }: Command, writer: ParamWriter): void {
		writer.begin(kind?.name ?? "");
		if (kind === operator) writer.read();
	}

	onInformation({ kind }: Command, line: Line): void {
		if (kind === strength) this.#rssi = line.integer(0);
		else this.#operator = line.string(2);
	}

	onDone(command: Command, outcome: number, _code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) return;
		if (command.kind === strength) this.#ask(operator);
		if (this.#command === undefined) this.#tell();
	}

	#stop(): void {
		this.#alarm?.close();
		this.#alarm = undefined;
	}

	#tell(): void {
		for (const it of [...this.#watchers]) if (this.#watchers.includes(it)) it.onSignal();
	}

	#schedule(): void {
		this.#alarm ??= this.#link.clock.alarm(() => {
			// A modem that was closed never comes back: whoever watches it may not know.
			if (this.#link.status.state === "closed") this.#stop();
			else {
				this.#ask(strength);
				this.#schedule();
			}
		});
		let soonest = this.#watchers[0]?.refresh ?? 0;
		for (const { refresh } of this.#watchers) soonest = Math.min(soonest, refresh);
		this.#alarm.set(soonest);
	}

	#ask(kind: CommandKind): void {
		const { scheduler, isReady } = this.#link;
		if (this.#command !== undefined || !isReady || this.#watchers.length === 0) return;
		try {
			this.#command = scheduler.submit(kind, this);
		} catch {
			return; // all records in use: the next time
		}
		scheduler.start();
	}
}
