import { bytes, deepEqual, equal, ok } from "../../support/assert.js";
import { bytesOf, textOf, throwsExactly } from "../tcp/subject.js";

/** A UDP socket class under test, as ECMA-419, clause 10 shapes it, with what lets a suite see both of its ends. */
export interface UDPSubject {
	readonly UDP: new (options?: unknown) => UDPInstance;
	/** Lets everything happen that is due. */
	settle(): Promise<void>;
	/** A datagram comes from `address` and `port` for the socket with this number, in the order of construction. */
	receive(socket: number, data: string, address: string, port: number): void;
	/** What was sent since the last call: `address port data` each. */
	sent(): string[];
	/** Whether nothing is left of the socket with this number. */
	isGone(socket: number): boolean;
	/** Longest datagram that can be sent, bytes. */
	readonly longest: number;
	/** Whom datagrams go to and come from, where it cannot be {@link PLACES}; the first two are not the same. */
	readonly places?: readonly Place[];
	close(): void;
}

/** An address with a port. */
export interface Place {
	readonly address: string;
	readonly port: number;
}

export interface UDPInstance {
	read(into?: unknown): unknown;
	write(data: unknown, address?: unknown, port?: unknown): void;
	add(address: string): void;
	remove(address: string): void;
	close(): void;
	format: unknown;
	target?: unknown;
}

type Received = ArrayBuffer & { address: string; port: number };

const PEER = "192.0.2.9";

/** Whom datagrams go to and come from in this suite, unless a subject has places of its own. */
export const PLACES: readonly Place[] = Object.freeze([
	{ address: PEER, port: 53 },
	{ address: "192.0.2.10", port: 54 },
	{ address: "192.0.2.77", port: 60000 },
]);

/** Stands for a place that a subject should have had. */
const NOWHERE: Place = Object.freeze({ address: "", port: 0 });

/** As {@link UDPSubject.sent} has it. */
const textOfPlace = ({ address, port }: Place) => `${address} ${port}`;

/** Clause 10, "UDP socket", with clauses 8 and 9. */
export function udpSuite(make: () => Promise<UDPSubject>): void {
	const using = async (test: (subject: UDPSubject, ...places: Place[]) => Promise<void> | void) => {
		const subject = await make();
		try {
			await test(subject, ...(subject.places ?? PLACES));
		} finally {
			subject.close();
		}
	};

	it("wants an options object, which may be empty and frozen", () =>
		using(async (subject) => {
			throwsExactly(TypeError, () => new subject.UDP());
			throwsExactly(TypeError, () => new subject.UDP(null));
			const socket = new subject.UDP(Object.freeze({}));
			await subject.settle();
			socket.close();
		}));

	it("takes a local port, and refuses what is none", () =>
		using(async ({ UDP }) => {
			new UDP({ port: 1234 }).close();
			for (const port of [-1, 65536, 1.5, "x"]) throwsExactly(RangeError, () => new UDP({ port }), `${port}`);
			throwsExactly(TypeError, () => new UDP({ port: Symbol() }), "a symbol");
		}));

	it("has one format", () =>
		using(async ({ UDP }) => {
			const socket = new UDP({ format: "buffer" });
			equal(socket.format, "buffer");
			socket.format = "buffer";
			throwsExactly(RangeError, () => (socket.format = "number"));
			equal(socket.format, "buffer");
			for (const format of ["number", "INVALID"]) throwsExactly(RangeError, () => new UDP({ format }), format);
		}));

	it("keeps its target", () =>
		using(async ({ UDP }) => {
			const target = {};
			equal(new UDP({ target }).target, target);
		}));

	it("sends each write as one datagram, at once after construction too", () =>
		using(async (subject, first = NOWHERE, second = NOWHERE) => {
			const socket = new subject.UDP({});
			socket.write(bytesOf("__one__").subarray(2, 5), first.address, first.port);
			socket.write(bytesOf("two").buffer, second.address, second.port);
			await subject.settle();
			deepEqual(subject.sent(), [`${textOfPlace(first)} one`, `${textOfPlace(second)} two`]);
			socket.write(new DataView(bytesOf("three").buffer), first.address, first.port);
			socket.close();
			await subject.settle();
			deepEqual(subject.sent(), [`${textOfPlace(first)} three`]);
			equal(subject.isGone(0), true);
		}));

	it("refuses what cannot be sent, before any of it is", () =>
		using(async (subject, first = NOWHERE) => {
			const socket = new subject.UDP({});
			const one = new ArrayBuffer(1);
			throwsExactly(TypeError, () => socket.write(Symbol(), PEER, 53), "no data");
			throwsExactly(TypeError, () => socket.write("x", PEER, 53), "a string");
			throwsExactly(TypeError, () => socket.write(one, Symbol(), 53), "an address that is a symbol");
			throwsExactly(TypeError, () => socket.write(one, PEER, Symbol()), "a port that is a symbol");
			throwsExactly(RangeError, () => socket.write(one, "no.address", 53), "a name");
			throwsExactly(RangeError, () => socket.write(one, PEER, 70000), "a port that is none");
			throwsExactly(RangeError, () => socket.write(new Uint8Array(subject.longest + 1), PEER, 53), "too long");
			throwsExactly(RangeError, () => socket.write(new Uint8Array(0), PEER, 53), "empty");
			await subject.settle();
			deepEqual(subject.sent(), []);
			socket.write(new Uint8Array(subject.longest).fill(97), first.address, first.port);
			await subject.settle();
			equal(subject.sent()[0]?.length, `${textOfPlace(first)} `.length + subject.longest);
		}));

	it("throws when more waits than there is room for", () =>
		using(async (subject, { address, port } = NOWHERE) => {
			const socket = new subject.UDP({});
			const long = new Uint8Array(subject.longest);
			let error: unknown;
			let count = 0;
			while (error === undefined && count < 100) {
				try {
					socket.write(long, address, port);
					count++;
				} catch (thrown) {
					error = thrown;
				}
			}
			ok(error instanceof Error && error.constructor === Error);
			await subject.settle();
			equal(subject.sent().length, count);
			socket.write(long, address, port);
		}));

	it("gives datagrams whole and in order, with whom they come from", () =>
		using(async (subject, one = NOWHERE, two = NOWHERE, three = two) => {
			const told: number[] = [];
			const socket = new subject.UDP({ onReadable: (count: number) => told.push(count) });
			equal(socket.read(), undefined);
			await subject.settle();
			subject.receive(0, "one", one.address, one.port);
			await subject.settle();
			subject.receive(0, "", one.address, one.port);
			subject.receive(0, "second", three.address, three.port);
			await subject.settle();
			ok(told.length > 0 && told[0] === 1);
			const first = socket.read() as Received;
			equal(textOf(first), "one");
			equal(first.address, one.address);
			equal(first.port, one.port);
			await subject.settle();
			equal((socket.read() as Received).byteLength, 0);
			await subject.settle();
			const small = new Uint8Array(3);
			throwsExactly(RangeError, () => socket.read(small), "a buffer that is too small");
			const buffer = new Uint8Array(8);
			equal(socket.read(buffer), 6);
			bytes(buffer, bytesOf("second\0\0"));
			equal((buffer as unknown as Received).address, three.address);
			equal((buffer as unknown as Received).port, three.port);
			equal(socket.read(), undefined);
			throwsExactly(TypeError, () => socket.read(new Uint16Array(8)), "a wider view");
		}));

	it("loses none that waits for being read, as far as the module keeps them", () =>
		using(async (subject, { address, port } = NOWHERE) => {
			const socket = new subject.UDP({});
			await subject.settle();
			for (let at = 0; at < 10; at++) subject.receive(0, `${at}`.repeat(900), address, port);
			await subject.settle();
			for (let at = 0; at < 10; at++) {
				equal(textOf(socket.read()), `${at}`.repeat(900));
				await subject.settle();
			}
			equal(socket.read(), undefined);
		}));

	it("joins no multicast group", () =>
		using(async ({ UDP }) => {
			const socket = new UDP({});
			throwsExactly(Error, () => socket.add("239.0.0.1"));
			throwsExactly(Error, () => socket.remove("239.0.0.1"));
		}));

	it("may be closed in every state and twice, and cannot be used then, nor its methods on others", () =>
		using(async (subject) => {
			const socket = new subject.UDP({});
			socket.close();
			socket.close();
			const other = new subject.UDP({});
			await subject.settle();
			for (const wrong of [{}, [], "a string", undefined, null]) {
				throwsExactly(SyntaxError, () => other.read.call(wrong as never), "read");
				throwsExactly(SyntaxError, () => other.write.call(wrong as never, bytesOf("x"), PEER, 53), "write");
				throwsExactly(SyntaxError, () => other.close.call(wrong as never), "close");
			}
			other.close();
			throwsExactly(SyntaxError, () => other.read(), "read");
			throwsExactly(SyntaxError, () => other.write(bytesOf("x"), PEER, 53), "write");
			throwsExactly(SyntaxError, () => other.format, "format");
			await subject.settle();
			equal(subject.isGone(1), true);
		}));

	it("is not told anything after close, which may come inside its callback", () =>
		using(async (subject, { address, port } = NOWHERE) => {
			const told: number[] = [];
			const socket = new subject.UDP({
				onReadable(this: UDPInstance, count: number) {
					told.push(count);
					this.close();
				},
			});
			await subject.settle();
			subject.receive(0, "a", address, port);
			subject.receive(0, "b", address, port);
			await subject.settle();
			deepEqual(told, [1]);
			socket.close();
		}));
}
