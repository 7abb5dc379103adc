import type { Command } from "../at/command.js";
import { type CommandKind, type LineListener, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { elapsed } from "../clock.js";
import { ModemError } from "../errors.js";
import { Inquiries, type Inquiry } from "../modem/inquiries.js";
import type { Link } from "../modem/link.js";
import { isAddress } from "./address.js";
import { BUSY, DNS_BUSY, DNS_FAILED, inquiry, WRONG } from "./inquiry-kinds.js";

/** A name to look up. */
export interface NameQuery extends Inquiry {
	readonly host: string;
	onAddress(address: string): void;
}

/** From `OK` to the answer, ms: 60 s at most by the manual. */
const LIMIT = 65000;
/** The lines of one answer come in one go: silence between them after which the rest is lost, ms. */
const SETTLE = 2000;
/** The same when an answer came in front of `OK`: it may have been this one's. */
const EARLY = 5000;
/** Until a module that is at another query is asked again, ms. */
const PAUSE = 1000;
/** How often a name is asked for when only pieces of an answer have come. */
const TRIES = 3;

/**
 * AT+QIDNSGIP, for all resolvers of a modem (TCP/IP Application Note; 2.3.14 of the EC200U's).
 *
 * An answer does not say which name it is for, so only what comes behind a query's own `OK` is its answer: the module
 * takes no other query before it has answered the one before. What comes in front may be late from another one, or told
 * twice; it counts only when the next try finds the same. What comes while nothing is asked is counted as late.
 */
export class NameQueries extends Inquiries<NameQuery> implements LineListener {
	/** Whether `OK` has come and the answer is awaited. */
	#isAwaited = false;
	#tries = 0;
	#begun = 0;
	/** Addresses that are still to come, as far as that was told; and the first one that came. */
	#left = -1;
	#address: string | undefined;
	/** What came in front of `OK`, an address or a code; and what did so at the try before. */
	#early: string | undefined;
	#earlyBefore: string | undefined;
	/** What AT+QIGETERROR said. */
	#reason = 0;

	constructor(link: Link) {
		super(link);
		link.qiurc.listen("dnsgip", this);
	}

	protected begin(): void {
		this.#tries = 0;
		this.#begun = this.link.clock.now();
		this.#earlyBefore = undefined;
		this.#ask();
	}

	protected write(kind: CommandKind, writer: ParamWriter): void {
		if (kind !== inquiry.lookUp) return;
		writer.integer(this.link.context);
		writer.string(this.current?.host ?? "");
	}

	override onInformation(_command: Command, line: Line): void {
		this.#reason = line.integer(0);
	}

	protected onAnswered(kind: CommandKind, outcome: number, code: number): void {
		const { name } = inquiry.lookUp;
		if (kind === inquiry.reason) this.#onRefused(this.#reason);
		else if (outcome === Outcome.ok) {
			this.#isAwaited = true;
			this.after(this.#early === undefined ? LIMIT : EARLY, this.#onSilence);
		} else if (outcome === Outcome.error) {
			this.#reason = 0;
			if (code === 0) this.submit(inquiry.reason);
			else this.#onRefused(code);
		} else if (outcome === Outcome.timeout) this.#again();
		else this.fail(new ModemError("framing", 0, name, false));
	}

	/** `+QIURC: "dnsgip",0,<addresses>,<time to live>`, then `"dnsgip","<address>"` for each; or `"dnsgip",<code>`. */
	onURC(line: Line): void {
		if (line.count === 2 && line.isQuoted(1)) {
			const text = line.string(1);
			if (isAddress(text)) this.#onLine(text);
			else this.#countUnknown();
		} else if (line.count === 4 && line.integer(1) === 0 && line.isInteger(2)) {
			if (!this.#isAwaited) return; // the addresses behind it are counted
			this.#left = line.integer(2);
			if (this.#left > 0) this.after(SETTLE, this.#onSilence);
			else this.#failed(DNS_FAILED);
		} else if (line.count === 2 && line.integer(1) > 0) this.#onLine(line.string(1));
		else this.#countUnknown();
	}

	/** An address, or a code. */
	#onLine(text: string): void {
		if (!this.#isAwaited) {
			const { counters } = this.link;
			counters.lateReplies = (counters.lateReplies + 1) | 0;
			this.#early ??= text;
		} else if (!isAddress(text)) this.#failed(Number(text));
		else {
			this.#address ??= text;
			if (--this.#left === 0) this.#found(this.#address);
			else this.after(SETTLE, this.#onSilence);
		}
	}

	/** Nothing more comes. */
	#onSilence(): void {
		const early = this.#early;
		if (this.#address !== undefined) this.#found(this.#address);
		else if (early !== undefined && early === this.#earlyBefore) {
			if (isAddress(early)) this.#found(early);
			else this.#failed(Number(early));
		} else if (early !== undefined || this.#left > 0) {
			this.#earlyBefore = early;
			this.#again();
		} else this.fail(new ModemError("timeout", 0, inquiry.lookUp.name, true));
	}

	#onRefused(code: number): void {
		const isBusy = code === DNS_BUSY || code === BUSY;
		if (isBusy && elapsed(this.#begun, this.link.clock.now()) < LIMIT) {
			this.#tries--;
			this.after(PAUSE, this.#ask);
		} else this.#failed(code);
	}

	#ask(): void {
		this.#tries++;
		this.#isAwaited = false;
		this.#left = -1;
		this.#address = undefined;
		this.#early = undefined;
		this.submit(inquiry.lookUp);
	}

	#again(): void {
		if (this.#tries < TRIES) this.#ask();
		else this.fail(new ModemError("timeout", 0, inquiry.lookUp.name, true));
	}

	#found(address: string): void {
		this.end()?.onAddress(address);
	}

	#failed(code: number): void {
		this.fail(new ModemError(code === 0 ? "final" : "socket", code, inquiry.lookUp.name, code !== WRONG));
	}

	protected override end(): NameQuery | undefined {
		this.#isAwaited = false;
		return super.end();
	}

	#countUnknown(): void {
		const { counters } = this.link;
		counters.unknownLines = (counters.unknownLines + 1) | 0;
	}
}
