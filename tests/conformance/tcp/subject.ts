import { equal } from "../../support/assert.js";

/** A TCP socket class under test, as ECMA-419, clause 10 shapes it, with what lets a suite see both of its ends. */
export interface TCPSubject {
	readonly TCP: TCPClass;
	/** Options with which a socket connects; fresh each time. */
	options(): Options;
	/** Lets everything happen that is due. */
	settle(): Promise<void>;
	/** The peer sends to the socket with this number, in the order of construction. */
	receive(socket: number, data: string): void;
	/** The peer ends the connection of a socket. */
	drop(socket: number): void;
	/** What arrived at the peer of a socket since the last call. */
	sent(socket: number): string;
	/** Whether the connection of a socket has ended at its peer. */
	isEnded(socket: number): boolean;
	/** Whether the way to the peer is blocked, so that what is written stays; absent where that cannot be had. */
	stall?(isStalled: boolean): void;
	/** Called at each step of the way up: the socket has sent something. Absent where nobody can see that. */
	onStep?: (() => void) | undefined;
	/** How many sockets there can be at once; Infinity: nobody knows. */
	readonly limit: number;
	/** Whether a name is given to the network in place of the address, which is not known then. */
	readonly connectsByName?: boolean;
	/** Bytes that can be received before any is read. */
	readonly receiveStore: number;
	close(): void;
}

export type Options = Record<string, unknown>;

/** The instance, as a suite uses it; arguments are wrong on purpose now and then. */
export interface Instance {
	read(into?: unknown): unknown;
	write(data: unknown, options?: unknown): number;
	close(): void;
	format: unknown;
	target?: unknown;
	readonly remoteAddress: unknown;
	readonly remotePort: unknown;
}

export type TCPClass = new (options?: unknown) => Instance;

/** Makes a subject that nobody has used. */
export type MakeSubject = () => Promise<TCPSubject>;

export const callbacks = Object.freeze(["onWritable", "onReadable", "onError"] as const);

/** Bytes of ASCII text. */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Text of ASCII bytes. */
export function textOf(data: unknown): string {
	if (!(data instanceof ArrayBuffer)) return `${data}`;
	return String.fromCharCode(...new Uint8Array(data));
}

/** `work` throws an error of just this class, no subclass. */
export function throwsExactly(kind: new (message?: string) => Error, work: () => unknown, what = ""): void {
	let thrown: unknown;
	try {
		work();
	} catch (error) {
		thrown = error;
	}
	const name = thrown instanceof Error ? thrown.constructor.name : String(thrown);
	equal(thrown instanceof Error && thrown.constructor === kind, true, `${what} threw ${name}`);
}

/** A socket that writes down its callbacks, and whether one was called inside a call. */
export class Watched {
	/** Name of each callback, with its argument if that is a number. */
	readonly log: string[] = [];
	readonly instance: Instance;
	/** What else is done in a callback, by its name. */
	also: Record<string, ((this: Instance, count: number) => void) | undefined>;
	#isInside = false;

	constructor(subject: TCPSubject, more: Options = {}, also: Watched["also"] = {}) {
		this.also = also;
		const options: Options = { ...subject.options(), ...more };
		const watched = this;
		for (const name of callbacks) {
			options[name] = function (this: Instance, argument: unknown) {
				watched.log.push(typeof argument === "number" ? `${name} ${argument}` : name);
				if (watched.#isInside) watched.log.push(`${name} INSIDE A CALL`);
				if (watched.instance !== undefined && this !== watched.instance) watched.log.push(`${name} WRONG THIS`);
				watched.also[name]?.call(this, argument as number);
			};
		}
		this.instance = this.call(() => new subject.TCP(options));
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

/** A socket that is connected, its log empty. */
export async function connected(subject: TCPSubject, more?: Options, also?: Watched["also"]): Promise<Watched> {
	const watched = new Watched(subject, more, also);
	await subject.settle();
	watched.told();
	return watched;
}

/** Runs a test on a subject of its own, which is given back in every case. */
export async function using(make: MakeSubject, test: (subject: TCPSubject) => Promise<void> | void): Promise<void> {
	const subject = await make();
	try {
		await test(subject);
	} finally {
		subject.close();
	}
}
