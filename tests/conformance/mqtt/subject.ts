/** An MQTT client class under test, as ECMA-419, clause 25 shapes it, with what lets a suite see both of its ends. */
export interface MQTTSubject {
	readonly Client: MQTTClass;
	/** Options with which a client connects; fresh each time. */
	options(): Options;
	/** Lets everything happen that is due now. */
	settle(): void;
	/** The server sends a message to the client with this number, in the order of construction. */
	receive(client: number, topic: string, payload: string, QoS?: number): void;
	/** The server ends the connection of a client. */
	drop(client: number): void;
	/** What arrived at the server since the last call: `topic payload` each. */
	published(): string[];
	/** Whether the server leaves PUBLISH without an answer; the client may have so many of them under way. */
	stall(isStalled: boolean): void;
	readonly window: number;
	/** Called at each step of the way up, and of a write: the client has sent something. */
	onStep: (() => void) | undefined;
	/** How many clients there can be at once; undefined: any number. */
	readonly limit: number | undefined;
}

export type Options = Record<string, unknown>;

/** The instance, as a suite uses it; arguments are wrong on purpose now and then. */
export interface Instance {
	read(into?: unknown): unknown;
	write(data: unknown, options?: unknown): number;
	close(): void;
	format: unknown;
	target?: unknown;
}

export interface MQTTClass {
	new (options?: unknown): Instance;
	readonly [constant: string]: unknown;
}

/** Makes a subject that nobody has used. */
export type MakeSubject = () => MQTTSubject;

export const callbacks = Object.freeze(["onControl", "onWritable", "onReadable", "onError"] as const);

/** Bytes of ASCII text. */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A client that writes down its callbacks, and whether one was called inside a call. */
export class Watched {
	/** Name of each callback, with its arguments as JSON. */
	readonly log: string[] = [];
	readonly instance: Instance;
	/** What else is done in a callback, by its name. */
	also: Record<string, ((this: Instance, ...parameters: never[]) => void) | undefined> = {};
	#isInside = false;

	constructor(subject: MQTTSubject, more: Options = {}, also: Watched["also"] = {}) {
		this.also = also;
		const options: Options = { ...subject.options(), ...more };
		const watched = this;
		for (const name of callbacks) {
			options[name] = function (this: Instance, ...parameters: never[]) {
				watched.log.push([name, ...parameters.map((it) => JSON.stringify(it))].join(" "));
				if (watched.#isInside) watched.log.push(`${name} INSIDE A CALL`);
				if (watched.instance !== undefined && this !== watched.instance) watched.log.push(`${name} WRONG THIS`);
				watched.also[name]?.apply(this, parameters);
			};
		}
		this.instance = this.call(() => new subject.Client(options));
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

	write(data: unknown, options?: unknown): number {
		return this.call(() => this.instance.write(data, options));
	}

	read(into?: unknown): unknown {
		return this.call(() => this.instance.read(into));
	}

	close(): void {
		this.call(() => this.instance.close());
	}

	/** The log since the last call. */
	told(): string[] {
		return this.log.splice(0);
	}
}

/** A client that is connected, its log empty. */
export function connected(subject: MQTTSubject, more?: Options, also?: Watched["also"]): Watched {
	const watched = new Watched(subject, more, also);
	subject.settle();
	watched.told();
	subject.published();
	return watched;
}
