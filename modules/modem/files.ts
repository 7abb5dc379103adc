import { type Command, type CommandKind, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { checkQuotable } from "../at/quoting.js";
import type { Scheduler } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";
import { fileChecksum } from "./file-checksum.js";
import { FileExchange } from "./file-exchange.js";
import { EXISTS, file, NOT_FOUND, TIMED_OUT } from "./file-kinds.js";

/** Who wants a file in the module. Called from the wire or the clock, never from a call of the owner's. */
export interface FileOwner {
	/** The file is there. @param isNew whether it was not before */
	onFile(name: string, isNew: boolean): void;
	/** It is not, and will not be. After a reset of the module too: source "reset". */
	onFileFailed(name: string, error: ModemError): void;
}

interface Job {
	readonly name: string;
	readonly content: Store;
	readonly owner: FileOwner;
	/** How often it was uploaded, and how often something was not answered, or an upload cut short. */
	uploads: number;
	failures: number;
	/** Whether an upload has been whole. */
	isNew: boolean;
}

/** How often a file is uploaded, and how often it is tried again for other reasons. */
const TRIES = 3;
/** Longest name, bytes, `UFS:` not counted. */
const NAME = 80;

/**
 * Puts files into the module's flash (UFS), one after the other.
 *
 * What is there already is not sent again: a file of the same size is read back and compared, once per life of this
 * object. One with other content, or a piece that an interrupted upload has left, is replaced. No other file is touched.
 * What was uploaded is read back too: the module's checksum of 16 bits overlooks bytes that change in pairs, and says
 * nothing of a name that was garbled on the wire.
 */
export class Files implements CommandOwner {
	readonly #scheduler: Scheduler;
	readonly #jobs: Job[] = [];
	/** Names of files that were compared or uploaded, with the checksum and size of what they hold. */
	readonly #known = new Map<string, string>();
	readonly #exchange = new FileExchange();
	#command: Command | undefined;
	/** Size of the file that is there; -1: there is none. */
	#size = -1;
	/** While a file is read back: how many bytes have come, and whether they are the same. */
	#compared = 0;
	#isSame = false;
	/** Whether the module has told the size and checksum that it should. */
	#isSum = false;
	#sum = 0;

	constructor(scheduler: Scheduler) {
		this.#scheduler = scheduler;
	}

	/**
	 * @param name up to 80 bytes, without prefix; no path
	 * @param content all of the store's capacity; has to stay as it is until the owner was told
	 * @returns whether it is known to be there already; then `owner` is not told
	 * @throws TypeError, RangeError for a name that is none, and for no content; Error("busy") when all records are in use
	 */
	put(name: string, content: Store, owner: FileOwner): boolean {
		checkFileName("name", name);
		if (this.#known.get(name) === identityOf(content)) return true;
		const job = { name, content, owner, uploads: 0, failures: 0, isNew: false };
		this.#jobs.push(job);
		if (this.#jobs.length > 1) return false;
		try {
			this.#submit(file.list);
		} catch (error) {
			this.#jobs.pop();
			throw error;
		}
		return false;
	}

	/** `owner` wants nothing any more. What is under way goes on to its end. */
	cancel(owner: FileOwner): void {
		for (let at = this.#jobs.length; at-- > 0; ) {
			if (this.#jobs[at]?.owner !== owner) continue;
			if (at > 0) this.#jobs.splice(at, 1);
			else this.#jobs[0] = { ...(this.#jobs[0] as Job), owner: nobody };
		}
	}

	/** Something speaks against the file: next time it is compared again. */
	forget(name: string): void {
		this.#known.delete(name);
	}

	compose({ kind }: Command, writer: ParamWriter): void {
		const { name, content } = this.#job;
		const exchange = this.#exchange;
		writer.begin(kind?.name ?? "");
		exchange.name = name;
		exchange.number = content.capacity;
		exchange.write(kind as CommandKind, writer);
	}

	onInformation({ kind }: Command, line: Line): void {
		const exchange = this.#exchange;
		exchange.read(kind as CommandKind, line);
		if (kind === file.list) this.#size = exchange.size;
		else this.#isSum = exchange.size === this.#job.content.capacity && exchange.sum === this.#sum;
	}

	onData(_command: Command, ring: Ring, start: number, end: number): void {
		const { bytes } = this.#job.content;
		for (let at = start; at < end; at++) {
			if (bytes[this.#compared++] !== ring.bytes[at]) this.#isSame = false;
		}
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const kind = command.kind as CommandKind;
		const fail = () => this.#fail(this.#exchange.errorOf(kind, outcome, code, false));
		if (outcome === Outcome.timeout) this.#again(this.#exchange.errorOf(kind, outcome, code, true));
		else if (outcome > Outcome.timeout) fail();
		else if (kind === file.list) this.#onListed(outcome, code);
		else if (kind === file.remove) {
			if (outcome === Outcome.ok || code === NOT_FOUND) this.#upload();
			else fail();
		} else if (kind.prompt) this.#onUploaded(outcome, code);
		else if (this.#isSame && this.#isSum && this.#compared === this.#size) this.#end();
		else this.#next(file.remove);
	}

	#onListed(outcome: number, code: number): void {
		if (outcome === Outcome.error && code !== NOT_FOUND) this.#fail(new ModemError("file", code, "+QFLST", true));
		else if (this.#size < 0) this.#upload();
		else if (this.#size === this.#job.content.capacity) {
			this.#compared = 0;
			this.#isSame = true;
			this.#next(file.download(this.#size));
		} else this.#next(file.remove);
	}

	#onUploaded(outcome: number, code: number): void {
		if (outcome === Outcome.ok) {
			this.#job.isNew = true;
			this.#next(file.list);
		} else if (code === EXISTS || code === TIMED_OUT) this.#again(new ModemError("file", code, "+QFUPL", true));
		else this.#fail(new ModemError("file", code, "+QFUPL", false));
	}

	#upload(): void {
		const job = this.#job;
		if (job.uploads === TRIES) this.#fail(new ModemError("file", 0, "+QFUPL", true));
		else {
			job.uploads++;
			this.#next(file.upload(job.content.capacity));
		}
	}

	/** Looks again what there is, unless that was done too often. */
	#again(error: ModemError): void {
		if (++this.#job.failures < TRIES) this.#next(file.list);
		else this.#fail(error);
	}

	#next(kind: CommandKind): void {
		try {
			this.#submit(kind);
		} catch {
			// All records in use.
			this.#fail(new ModemError("timeout", 0, kind.name, true));
		}
	}

	#submit(kind: CommandKind): void {
		const { content } = this.#job;
		const command = this.#scheduler.submit(kind, this);
		this.#command = command;
		this.#sum = fileChecksum(content.bytes, content.capacity);
		this.#isSum = false;
		if (kind === file.list) this.#size = -1;
		if (kind.prompt) command.payload = content;
		// Of a download: how much is to come.
		command.payloadLength = content.capacity;
		this.#scheduler.start();
	}

	get #job(): Job {
		return this.#jobs[0] as Job;
	}

	#end(): void {
		const { name, content, owner, isNew } = this.#shift();
		this.#known.set(name, identityOf(content));
		owner.onFile(name, isNew);
	}

	#fail(error: ModemError): void {
		const { name, owner } = this.#shift();
		this.#known.delete(name);
		owner.onFileFailed(name, error);
	}

	/** The job under way is over: the next one begins. */
	#shift(): Job {
		const job = this.#jobs.shift() as Job;
		if (this.#jobs.length > 0) this.#next(file.list);
		return job;
	}
}

const nobody: FileOwner = Object.freeze({ onFile() {}, onFileFailed() {} });

function identityOf({ bytes, capacity }: Store): string {
	return `${capacity} ${fileChecksum(bytes, capacity)}`;
}

/** Refuses a name that no file of the module can have. @throws TypeError, RangeError */
export function checkFileName(what: string, name: unknown): asserts name is string {
	checkQuotable(what, name, NAME);
	if (!/^[^\0-\x1f"*?:\\/\x7f]+$/.test(name) || name === "." || name.includes("..")) {
		throw new RangeError(`${what}: no name of a file`);
	}
}
