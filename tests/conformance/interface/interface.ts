import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import type { Instance, InterfaceSubject, MakeSubject } from "./subject.js";

/** Values of `connection`. */
const INITIALIZING = 100;
const CONNECTED = 500;

/** An instance that writes down what `onChanged` is told, with the property's value. */
function watched(subject: InterfaceSubject, more: Record<string, unknown> = {}) {
	const log: string[] = [];
	let isInside = true;
	const instance = new subject.NetworkInterface({
		...subject.options(),
		onChanged(this: Instance, ...parameters: (keyof Instance)[]) {
			const [name] = parameters;
			if (isInside) log.push("INSIDE A CALL");
			if (this !== instance || parameters.length !== 1 || name === undefined) log.push("WRONG CALL");
			else log.push(`${name} ${String(this[name])}`);
		},
		...more,
	});
	isInside = false;
	return { instance, log };
}

/** Clause 17, and the Base Class Pattern (clause 8) as far as it is about a network interface. */
export function interfaceSuite(make: MakeSubject): void {
	it("needs an options object, which may be frozen and hold anything else", () => {
		const { NetworkInterface, options } = make();
		for (const it of [undefined, null, 1, "options"]) throws(() => new NetworkInterface(it), TypeError);
		new NetworkInterface(Object.freeze({ ...options(), port: "any", colour: "blue" }));
		for (const onChanged of [null, 1, "f"]) {
			throws(() => new NetworkInterface({ ...options(), onChanged }), TypeError, "onChanged");
		}
	});

	it("keeps target", () => {
		const { NetworkInterface, options } = make();
		const target = {};
		ok(new NetworkInterface({ ...options(), target }).target === target);
		equal(new NetworkInterface(options()).target, undefined);
	});

	it("knows no address before it is connected, and all of it afterwards", () => {
		const subject = make();
		const { instance } = watched(subject);
		ok(instance.connection < CONNECTED);
		equal(instance.address, undefined);
		equal(instance.operator, undefined);
		subject.connect();
		equal(instance.connection, CONNECTED);
		equal(instance.address, subject.address);
		equal(instance.operator, subject.operator);
		equal(instance.RSSI, subject.RSSI);
		equal(instance.MAC, undefined);
	});

	it("has properties that scripts can only read", () => {
		const { instance } = watched(make());
		for (const name of ["connection", "address", "MAC", "RSSI", "operator"]) {
			throws(() => {
				(instance as unknown as Record<string, unknown>)[name] = 1;
			}, TypeError);
		}
	});

	it("tells of each step with a larger value, and of the address", () => {
		const subject = make();
		const { log } = watched(subject);
		subject.connect();
		const values = log.filter((it) => it.startsWith("connection ")).map((it) => Number(it.slice(11)));
		deepEqual(
			values,
			[...values].sort((a, b) => a - b),
		);
		equal(new Set(values).size, values.length);
		ok(values.every((it) => it >= INITIALIZING && it % 100 === 0));
		equal(values[values.length - 1], CONNECTED);
		equal(log.filter((it) => it.startsWith("address ")).join(), `address ${subject.address}`);
		ok(!log.some((it) => /INSIDE|WRONG/.test(it)), log.join());
	});

	it("tells that the connection is lost, and that it is back", () => {
		const subject = make();
		subject.connect();
		const { instance, log } = watched(subject);
		subject.settle();
		deepEqual(log, []);
		subject.disconnect();
		ok(instance.connection < CONNECTED);
		equal(instance.address, undefined);
		ok(log.includes("address undefined"));
		log.length = 0;
		subject.connect();
		ok(log.includes(`connection ${CONNECTED}`));
		ok(log.includes(`address ${subject.address}`));
	});

	it("is bound to the interface by any number of instances, of which each is told", () => {
		const subject = make();
		const first = watched(subject);
		const second = watched(subject);
		first.instance.close();
		const third = watched(subject);
		subject.connect();
		deepEqual(first.log, []);
		ok(second.log.includes(`connection ${CONNECTED}`));
		deepEqual(third.log, second.log);
		// Closing one unbinds it, and disconnects nothing.
		second.instance.close();
		subject.settle();
		equal(third.instance.connection, CONNECTED);
	});

	it("may be closed inside the callback, with others, and twice", () => {
		const subject = make();
		const other = watched(subject);
		let count = 0;
		const { instance } = watched(subject, {
			onChanged(this: Instance) {
				count++;
				this.close();
				this.close();
				other.instance.close();
			},
		});
		const last = watched(subject);
		subject.connect();
		equal(count, 1);
		ok(other.log.length <= 1);
		ok(last.log.includes(`connection ${CONNECTED}`));
		throws(() => instance.connection, SyntaxError);
		throws(() => instance.address, SyntaxError);
		throws(() => instance.connect({}), SyntaxError);
		throws(() => instance.disconnect(), SyntaxError);
	});

	it("lets connect be called once before there is a connection, and whenever there is one", () => {
		const subject = make();
		const { instance, log } = watched(subject);
		for (const it of [undefined, null, 1]) throws(() => instance.connect(it), TypeError);
		instance.connect({});
		throws(() => instance.connect({}), Error, "busy");
		subject.connect();
		log.length = 0;
		instance.connect({});
		deepEqual(log, []);
		subject.settle();
		deepEqual(log, [`connection ${CONNECTED}`]);
		subject.disconnect();
		instance.connect({});
		throws(() => instance.connect({}), Error, "busy");
	});

	it("needs no callback", () => {
		const subject = make();
		const { NetworkInterface, options } = subject;
		const instance = new NetworkInterface(options());
		subject.connect();
		equal(instance.connection, CONNECTED);
	});
}
