import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { connected, type MakeSubject, type Options, Watched } from "./subject.js";

/** Clause 25, "Properties of constructor options object" and "Static properties of the constructor". */
export function constructorSuite(make: MakeSubject): void {
	it("has the packet types as read-only constants", () => {
		const { Client } = make();
		const types = {
			...{ CONNECT: 1, CONNACK: 2, PUBLISH: 3, PUBACK: 4, PUBREC: 5, PUBREL: 6, PUBCOMP: 7, SUBSCRIBE: 8, SUBACK: 9 },
			...{ UNSUBSCRIBE: 10, UNSUBACK: 11, PINGREQ: 12, PINGRESP: 13, DISCONNECT: 14 },
		};
		for (const [name, value] of Object.entries(types)) {
			equal(Client[name], value, name);
			throws(() => {
				(Client as unknown as Record<string, unknown>)[name] = 99;
			}, TypeError);
			equal(Client[name], value, name);
		}
	});

	it("needs its options, and in them a host", () => {
		const { Client, options } = make();
		for (const it of [undefined, null, 1, "host"]) throws(() => new Client(it), TypeError);
		const { host: _, ...without } = options();
		throws(() => new Client(without), TypeError, "host");
	});

	it("refuses wrong kinds with TypeError, wrong values with RangeError, and names the option", () => {
		const { Client, options } = make();
		const kinds: Record<string, unknown[]> = {
			host: [1, null, {}],
			id: [1, null],
			user: [1, null],
			password: [1, null, {}],
			clean: [0, "true", null],
			will: [1, "w"],
		};
		for (const [name, values] of Object.entries(kinds)) {
			for (const value of values) throws(() => new Client({ ...options(), [name]: value }), TypeError, name);
		}
		const ranges: Record<string, unknown[]> = {
			host: ["", "a\r"],
			port: [0, -1, 65536, 1.5, Number.NaN, "1883"],
			keepAlive: [-1, Number.NaN, Number.POSITIVE_INFINITY],
			will: [{ topic: "" }, { topic: "t", QoS: 3 }, { topic: "t", QoS: -1 }],
		};
		for (const [name, values] of Object.entries(ranges)) {
			for (const value of values) throws(() => new Client({ ...options(), [name]: value }), RangeError, name);
		}
	});

	it("takes nothing away when it throws", () => {
		const subject = make();
		const { limit = 3 } = subject;
		for (let at = 0; at < 2 * limit; at++)
			throws(() => new subject.Client({ ...subject.options(), port: 0 }), RangeError);
		for (let at = 0; at < limit; at++) new subject.Client(subject.options());
	});

	it("takes frozen options, and ones that change afterwards", () => {
		const subject = make();
		const log: string[] = [];
		const will = Object.freeze({ topic: "w", message: "m" });
		const options: Options = { ...subject.options(), will, onWritable: () => log.push("first") };
		new subject.Client(Object.freeze({ ...options }));
		new subject.Client(options);
		options.onWritable = () => log.push("second");
		options.host = 5;
		subject.settle();
		deepEqual(log, ["first", "first"]);
	});

	it("needs no callbacks", () => {
		const subject = make();
		const client = new subject.Client(subject.options());
		subject.settle();
		subject.receive(0, "t", "payload");
		client.write(new Uint8Array(1), { topic: "t", QoS: 1 });
		subject.drop(0);
		subject.settle();
		client.close();
	});

	it("keeps target", () => {
		const subject = make();
		const target = {};
		const client = new subject.Client({ ...subject.options(), target });
		ok(client.target === target);
		equal(new subject.Client(subject.options()).target, undefined);
	});

	it("has as many clients as there can be, and refuses one more until one is closed", () => {
		const subject = make();
		const all = Array.from({ length: subject.limit ?? 10 }, () => connected(subject));
		if (subject.limit === undefined) return;
		throws(() => new subject.Client(subject.options()), Error, "busy");
		all[3]?.close();
		subject.settle();
		const another = new Watched(subject);
		subject.settle();
		ok(another.told().length > 0);
	});
}
