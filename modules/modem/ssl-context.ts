import { type Command, type CommandKind, type CommandOwner, Outcome, Priority } from "../at/command.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import type { Store } from "../uart/store.js";
import type { FileOwner, Files } from "./files.js";
import { ModuleClock, type ModuleClockOwner } from "./module-clock.js";
import type { SSLContexts } from "./ssl-contexts.js";

/** A file that a context names. */
export interface SSLFile {
	/** As `AT+QSSLCFG` has it. */
	readonly name: string;
	/** Makes what it holds; absent: it is in the module already. */
	content?(): Store;
}

/** What a connection is secured with, in the module's own numbers (AT+QSSLCFG; MQTT Application Note 5.2). */
export interface SSLSettings {
	/** `sslversion`: 0 to 3 one version only, SSL 3.0 to TLS 1.2; 4 all of them. */
	readonly version: number;
	/** `seclevel`: 0 nobody is verified, 1 the server, 2 the server, and the client has a certificate too. */
	readonly level: number;
	readonly ca: SSLFile | undefined;
	readonly certificate: SSLFile | undefined;
	readonly key: SSLFile | undefined;
	/** Whether the server's certificate has to be for the host that is connected to. */
	readonly checksHost: boolean;
	/** Whether certificates count that have expired or are not valid yet by the module's clock. */
	readonly ignoresTime: boolean;
}

/** Who hears of a context. Called from the wire or the clock. */
export interface SSLContextOwner {
	/** All is set: a connection may use it. */
	onSecured(): void;
	/** It cannot be set, or a connection has failed and this is why. */
	onInsecure(error: ModemError): void;
}

interface Option {
	readonly name: string;
	/** Whether the connection would be less safe without, so that a refusal ends it. */
	isNeeded(settings: SSLSettings): boolean;
	/** Absent: always. */
	isSet?(settings: SSLSettings): boolean;
	write(writer: ParamWriter, settings: SSLSettings): void;
}

const always = () => true;
const never = () => false;

function fileOption(name: string, of: (settings: SSLSettings) => SSLFile | undefined): Option {
	return {
		name,
		isNeeded: always,
		isSet: (settings) => of(settings) !== undefined,
		write: (writer, settings) => writer.string(of(settings)?.name ?? ""),
	};
}

/** For the handshake, s: less than the module has to connect (MQTT Application Note 3.2.2). */
const NEGOTIATION = 90;

/** Every option, set each time: what a former user of the context has left must not count. */
const options: readonly Option[] = Object.freeze(
	(
		[
			{ name: "sslversion", isNeeded: always, write: (writer, { version }) => writer.integer(version) },
			// All that the module knows. Some firmware wants quotes, and the note has them.
			{ name: "ciphersuite", isNeeded: never, write: (writer) => writer.string("0XFFFF") },
			{ name: "seclevel", isNeeded: always, write: (writer, { level }) => writer.integer(level) },
			fileOption("cacert", ({ ca }) => ca),
			fileOption("clientcert", ({ certificate }) => certificate),
			fileOption("clientkey", ({ key }) => key),
			{
				name: "ignorelocaltime",
				isNeeded: ({ ignoresTime }) => !ignoresTime,
				write: (writer, { ignoresTime }) => writer.integer(ignoresTime ? 1 : 0),
			},
			{ name: "negotiatetime", isNeeded: never, write: (writer) => writer.integer(NEGOTIATION) },
			{ name: "sni", isNeeded: never, write: (writer) => writer.integer(1) },
			{
				name: "checkhost",
				isNeeded: ({ checksHost }) => checksHost,
				write: (writer, { checksHost }) => writer.integer(checksHost ? 1 : 0),
			},
		] satisfies Option[] satisfies Option[]
	).map((it) => Object.freeze(it)),
);

const base = Object.freeze({
	priority: Priority.normal,
	information: 0,
	result: 0,
	keys: 0,
	prompt: false,
	promptLimit: 0,
});
const configure: CommandKind = Object.freeze({ ...base, name: "+QSSLCFG", finalLimit: 5000, resultLimit: 0 });

/**
 * One of the module's SSL contexts, held by one client or socket: puts its certificates into the module, sets every
 * option, and looks for the reason when a connection fails.
 */
export class SSLContext implements CommandOwner, FileOwner, ModuleClockOwner {
	/** 0 to 5. */
	readonly index: number;
	readonly #scheduler: Scheduler;
	readonly #contexts: SSLContexts;
	readonly #settings: SSLSettings;
	readonly #owner: SSLContextOwner;
	readonly #pending: SSLFile[] = [];
	#command: Command | undefined;
	#step = 0;
	readonly #clock: ModuleClock;
	/** What the connection failed with. */
	#failure: ModemError | undefined;

	/** @throws Error("busy") when all contexts are taken */
	constructor(scheduler: Scheduler, contexts: SSLContexts, settings: SSLSettings, owner: SSLContextOwner) {
		this.#scheduler = scheduler;
		this.#contexts = contexts;
		this.#settings = settings;
		this.#owner = owner;
		this.#clock = new ModuleClock(scheduler, this);
		this.index = contexts.take();
	}

	/** Begins, or begins again. @throws Error("busy") when all command records are in use */
	prepare(): void {
		const { ca, certificate, key } = this.#settings;
		this.#step = 0;
		this.#pending.length = 0;
		this.#queue(ca);
		this.#queue(certificate);
		this.#queue(key);
		this.#failure = undefined;
		if (this.#needsTime) this.#clock.look(true);
		else this.#goOn();
	}

	#queue(file: SSLFile | undefined): void {
		if (file?.content !== undefined) this.#pending.push(file);
	}

	#forget(file: SSLFile | undefined): void {
		if (file !== undefined) this.#files.forget(bare(file.name));
	}

	/** Whether any certificate is in force by the module's clock. */
	get #needsTime(): boolean {
		const { level, ignoresTime } = this.#settings;
		return level > 0 && !ignoresTime;
	}

	/**
	 * A connection with this context has failed: says why, as far as that can be known. `onInsecure` follows.
	 * @param code what the module said, of `command`
	 * @throws Error("busy")
	 */
	explain(code: number, command: string): void {
		this.#failure = new ModemError("tls", code, command, true);
		// What is there may be something else than what was put there.
		this.#forget(this.#settings.ca);
		this.#forget(this.#settings.certificate);
		this.#forget(this.#settings.key);
		this.#clock.look(false);
	}

	/** Gives the context back. */
	close(): void {
		if (this.#command !== undefined) this.#scheduler.abandon(this.#command);
		this.#command = undefined;
		this.#clock.cancel();
		this.#files.cancel(this);
		this.#contexts.release(this.index);
	}

	onClock(isRight: boolean): void {
		const failure = this.#failure;
		if (failure === undefined) this.#tryToGoOn();
		else if (isRight || !this.#needsTime) this.#owner.onInsecure(failure);
		// The certificates may be good: with this clock none is.
		else this.#owner.onInsecure(new ModemError("tls", failure.code, "+CCLK", true));
	}

	onClockReset(): void {
		this.#owner.onInsecure(new ModemError("reset", 0, "+CCLK", true));
	}

	onFile(): void {
		this.#pending.shift();
		this.#tryToGoOn();
	}

	onFileFailed(_name: string, error: ModemError): void {
		this.#owner.onInsecure(error);
	}

	compose(command: Command, writer: ParamWriter): void {
		writer.begin(command.kind?.name ?? "");
		const { name, write } = this.#option;
		writer.string(name);
		writer.integer(this.index);
		write(writer, this.#settings);
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const name = command.kind?.name ?? "";
		if (outcome === Outcome.reset) this.#owner.onInsecure(new ModemError("reset", 0, name, true));
		else if (outcome === Outcome.error && this.#option.isNeeded(this.#settings)) {
			this.#owner.onInsecure(
				new ModemError(code === 0 ? "final" : "CME", code, `${name}="${this.#option.name}"`, false),
			);
		} else if (outcome > Outcome.error) this.#owner.onInsecure(new ModemError("timeout", 0, name, true));
		else {
			this.#step++;
			this.#tryToGoOn();
		}
	}

	#tryToGoOn(): void {
		try {
			this.#goOn();
		} catch {
			this.#owner.onInsecure(new ModemError("timeout", 0, configure.name, true));
		}
	}

	/** Puts the next file; behind the last one, sets the next option. */
	#goOn(): void {
		for (let it = this.#pending[0]; it !== undefined; it = this.#pending[0]) {
			const content = it.content?.();
			if (content !== undefined && !this.#files.put(bare(it.name), content, this)) return;
			this.#pending.shift();
		}
		while (this.#step < options.length && this.#option.isSet?.(this.#settings) === false) this.#step++;
		if (this.#step < options.length) this.#submit(configure);
		else this.#owner.onSecured();
	}

	get #option(): Option {
		return options[this.#step] as Option;
	}

	get #files(): Files {
		return this.#contexts.files;
	}

	#submit(kind: CommandKind): void {
		this.#command = this.#scheduler.submit(kind, this);
		this.#scheduler.start();
	}
}

/** A name without its prefix. */
function bare(name: string): string {
	return name.startsWith("UFS:") ? name.slice(4) : name;
}
