/** A domain name resolver class under test, as ECMA-419, clause 18 shapes it, with what lets a suite see both of its ends. */
export interface ResolverSubject {
	readonly Resolver: ResolverClass;
	/** Options with which a resolver is made; fresh each time. */
	options(): Record<string, unknown>;
	/** Names that the network knows, with their addresses. */
	readonly names: Readonly<Record<string, string>>;
	/** Lets everything happen that is due now. */
	settle(): void;
	/** Names that the network was asked for since the last call. */
	asked(): string[];
	/** Whether the network keeps its answers back. */
	stall(isStalled: boolean): void;
}

/** The instance, as a suite uses it; arguments are wrong on purpose now and then. */
export interface Instance {
	resolve(options: unknown, callback?: unknown): unknown;
	close(callback?: unknown): unknown;
	target?: unknown;
}

export type ResolverClass = new (options?: unknown) => Instance;

/** Makes a subject that nobody has used. */
export type MakeSubject = () => ResolverSubject;

/** A resolver that writes down its callbacks, and whether one was called inside a call. */
export class Watched {
	readonly log: string[] = [];
	readonly instance: Instance;
	/** What else is done in a callback. */
	also: (() => void) | undefined;
	#isInside = false;

	constructor(subject: ResolverSubject, more: Record<string, unknown> = {}) {
		this.instance = this.call(() => new subject.Resolver({ ...subject.options(), ...more }));
	}

	/** Calls into the class; no callback may come before it returns. */
	call<Result>(work: () => Result): Result {
		const wasInside = this.#isInside;
		this.#isInside = true;
		try {
			return work();
		} finally {
			this.#isInside = wasInside;
		}
	}

	/** Looks a name up, in the standard's shape. */
	resolve(host: string): void {
		const watched = this;
		this.call(() =>
			this.instance.resolve({ host }, function (this: Instance, ...parameters: unknown[]) {
				watched.tell(this, "done", parameters);
			}),
		);
	}

	/** Looks a name up, in the SDK's shape. */
	resolveModdable(host: string): void {
		const watched = this;
		this.call(() =>
			this.instance.resolve({
				host,
				onResolved(this: Instance, ...parameters: unknown[]) {
					watched.tell(this, "resolved", parameters);
				},
				onError(this: Instance, name: unknown) {
					watched.tell(this, "error", [name]);
				},
			}),
		);
	}

	close(callback?: () => void): void {
		this.call(() => this.instance.close(callback));
	}

	/** The log since the last call. */
	told(): string[] {
		return this.log.splice(0);
	}

	private tell(instance: Instance, what: string, parameters: unknown[]): void {
		const shown = parameters.map((it) => (it instanceof Error ? "an Error" : String(it)));
		this.log.push([what, ...shown].join(" "));
		if (this.#isInside) this.log.push("INSIDE A CALL");
		if (instance !== this.instance) this.log.push("WRONG THIS");
		this.also?.();
	}
}
