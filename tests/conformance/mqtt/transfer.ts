import { bytes, deepEqual, equal, ok, throws } from "../../support/assert.js";
import { bytesOf, connected, type MakeSubject, Watched } from "./subject.js";

/** Clause 25, "Data format", "`read` method" and "`write` method". */
export function transferSuite(make: MakeSubject): void {
	it('has the format "buffer" and no other', () => {
		const { instance } = connected(make());
		equal(instance.format, "buffer");
		instance.format = "buffer";
		for (const it of ["number", "", undefined, 1]) {
			throws(() => {
				instance.format = it;
			}, RangeError);
		}
	});

	it("writes nothing before CONNACK", () => {
		const subject = make();
		const { instance } = new Watched(subject);
		throws(() => instance.write(bytesOf("x"), { topic: "t" }), Error, "bad state");
		throws(() => instance.write(undefined, { operation: subject.Client.SUBSCRIBE, items: [{ topic: "t" }] }), Error);
		subject.settle();
		instance.write(bytesOf("x"), { topic: "t" });
	});

	it("takes every kind of Byte Buffer, and nothing else", () => {
		const subject = make();
		const { instance } = connected(subject);
		const data = bytesOf("-abc-");
		const all = [data.slice(1, 4).buffer, data.subarray(1, 4), new DataView(data.buffer, 1, 3)];
		for (const it of all) {
			instance.write(it, { topic: "t" });
			subject.settle();
		}
		deepEqual(subject.published(), ["t abc", "t abc", "t abc"]);
		for (const it of ["abc", 5, {}, [1], null, undefined]) throws(() => instance.write(it, { topic: "t" }), TypeError);
	});

	it("needs options, and a topic in them", () => {
		const { instance } = connected(make());
		for (const it of [undefined, null, 5]) throws(() => instance.write(bytesOf("x"), it), TypeError, "options");
		throws(() => instance.write(bytesOf("x"), {}), TypeError, "topic");
	});

	it("tells how much may be written, takes exactly that, and refuses one byte more", () => {
		const subject = make();
		let room = 0;
		const watched = connected(subject);
		subject.stall(true);
		room = watched.write(bytesOf("x"), { topic: "t", QoS: 1 });
		ok(room > 0);
		throws(() => watched.write(new Uint8Array(room + 1), { topic: "t", QoS: 1 }), Error, "would block");
		room = watched.write(new Uint8Array(room), { topic: "t", QoS: 1 });
		equal(room, 0);
		throws(() => watched.write(bytesOf("x"), { topic: "t", QoS: 1 }), Error, "would block");
		watched.told();
		subject.settle();
		const told = watched.told();
		equal(told.length, 1);
		ok(told[0]?.startsWith("onWritable "));
	});

	it("has a window, and tells when there is a place in it again", () => {
		const subject = make();
		const watched = connected(subject);
		subject.stall(true);
		let room = 1;
		for (let at = 0; at < subject.window; at++) {
			ok(room > 0);
			room = watched.write(bytesOf("x"), { topic: "t", QoS: 1, id: at + 1 });
			subject.settle();
		}
		equal(room, 0);
		watched.told();
		subject.stall(false);
		subject.settle();
		ok(watched.told().some((it) => it.startsWith("onWritable")));
	});

	it("collects fragments of the announced length; options come with the first only", () => {
		const subject = make();
		const watched = connected(subject);
		equal(watched.write(bytesOf("ab"), { topic: "t", byteLength: 6 }), 4);
		equal(watched.write(bytesOf("cd")), 2);
		subject.settle();
		deepEqual(subject.published(), []);
		throws(() => watched.write(bytesOf("efg")), RangeError);
		ok(watched.write(bytesOf("ef")) > 0);
		subject.settle();
		deepEqual(subject.published(), ["t abcdef"]);
		throws(() => watched.write(bytesOf("x")), TypeError, "options");
	});

	it("refuses a byteLength that cannot be", () => {
		const { instance } = connected(make());
		for (const byteLength of [-1, 1.5, Number.NaN, "5", 1e9]) {
			throws(() => instance.write(bytesOf("x"), { topic: "t", byteLength }), RangeError);
		}
		throws(() => instance.write(bytesOf("xy"), { topic: "t", byteLength: 1 }), RangeError);
	});

	it("takes ids, makes them, and refuses one that is in use", () => {
		const subject = make();
		const watched = connected(subject);
		subject.stall(true);
		watched.write(bytesOf("x"), { topic: "t", QoS: 1, id: 5 });
		throws(() => watched.write(bytesOf("x"), { topic: "t", QoS: 1, id: 5 }), RangeError, "id");
		for (const id of [0, 65536, 1.5, "5"])
			throws(() => watched.write(bytesOf("x"), { topic: "t", id }), RangeError, "id");
		watched.write(bytesOf("x"), { topic: "t", QoS: 1 });
		watched.told();
		subject.stall(false);
		subject.settle();
		const ids = watched
			.told()
			.filter((it) => it.startsWith("onControl 4 "))
			.map((it) => (JSON.parse(it.slice(12)) as { id: number }).id);
		equal(ids.length, 2);
		equal(ids[0], 5);
		ok(ids[1] !== 5);
	});

	it("refuses operations that the class does by itself", () => {
		const { Client } = make();
		const { instance } = connected(make());
		for (const name of ["CONNECT", "CONNACK", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "PINGREQ", "PINGRESP"]) {
			throws(() => instance.write(undefined, { operation: Client[name] }), RangeError, "operation");
		}
		for (const operation of [0, 15, "PUBLISH", {}]) {
			throws(() => instance.write(undefined, { operation }), RangeError, "operation");
		}
	});

	it("refuses a quality of service that there is not", () => {
		const { Client } = make();
		const { instance } = connected(make());
		for (const QoS of [-1, 3, 0.5, "1", null]) {
			throws(() => instance.write(bytesOf("x"), { topic: "t", QoS }), RangeError, "QoS");
			const items = [{ topic: "t", QoS }];
			throws(() => instance.write(undefined, { operation: Client.SUBSCRIBE, items }), RangeError, "QoS");
		}
		throws(() => instance.write(bytesOf("x"), { topic: "t", retain: 1 }), TypeError, "retain");
	});

	it("reads into a count, into a buffer, or all; undefined when nothing is there", () => {
		const subject = make();
		const watched = connected(subject);
		equal(watched.read(), undefined);
		subject.receive(0, "t", "0123456789");
		bytes(new Uint8Array(watched.read(3) as ArrayBuffer), "012");
		const into = new Uint8Array(4);
		equal(watched.read(into), 4);
		bytes(into, "3456");
		const view = new DataView(new ArrayBuffer(8), 2, 2);
		equal(watched.read(view), 2);
		equal(view.getUint8(0), 0x37);
		const large = new ArrayBuffer(100);
		equal(watched.read(large), 1);
		equal(new Uint8Array(large)[0], 0x39);
		equal(watched.read(large), undefined);
		subject.receive(0, "t", "again");
		bytes(new Uint8Array(watched.read() as ArrayBuffer), "again");
		for (const it of [0, -1, 1.5, Number.NaN]) throws(() => watched.read(it), RangeError);
		for (const it of ["5", {}, null]) throws(() => watched.read(it), TypeError);
	});

	it("gives bytes of one message at a time", () => {
		const subject = make();
		const watched = connected(subject);
		subject.receive(0, "a", "one");
		watched.read();
		subject.receive(0, "b", "two");
		bytes(new Uint8Array(watched.read(100) as ArrayBuffer), "two");
	});
}
