import { equal, ok } from "../../support/assert.js";
import { connected, type MakeSubject, throwsExactly, using, Watched } from "./subject.js";

/** Clause 10, "TCP socket", properties of the constructor's options, with clauses 8 and 9. */
export function constructorSuite(make: MakeSubject): void {
	it("wants an options object", () =>
		using(make, ({ TCP }) => {
			for (const options of [undefined, null, 5, "x"]) throwsExactly(TypeError, () => new TCP(options), `${options}`);
		}));

	it("wants an address and a port", () =>
		using(make, ({ TCP, options }) => {
			const { address, port, ...rest } = options();
			throwsExactly(Error, () => new TCP({ ...rest, address }), "no port");
			throwsExactly(Error, () => new TCP({ ...rest, address, port: undefined }), "port undefined");
			for (const wrong of [-1, 65536, 1.5, "x"]) {
				throwsExactly(RangeError, () => new TCP({ ...rest, address, port: wrong }), `port ${wrong}`);
			}
			throwsExactly(TypeError, () => new TCP({ ...rest, address, port: Symbol.match }), "port of a symbol");
			// A subclass may know its peer by other means.
			if ("tls" in rest) return;
			throwsExactly(Error, () => new TCP({ port }), "no address");
			throwsExactly(TypeError, () => new TCP({ port, address: 5 }), "address of a number");
		}));

	it("takes a format, and refuses others", () =>
		using(make, (subject) => {
			const { TCP } = subject;
			for (const format of ["buffer", "number"]) {
				const socket = new TCP({ ...subject.options(), format });
				equal(socket.format, format);
				socket.close();
			}
			const socket = new TCP(subject.options());
			equal(socket.format, "buffer");
			socket.close();
			for (const format of ["string", "", null, 5]) {
				throwsExactly(RangeError, () => new TCP({ ...subject.options(), format }), `format ${format}`);
			}
		}));

	it("does not change its options, takes frozen ones, and ignores what it does not know", () =>
		using(make, async (subject) => {
			const options = Object.freeze({ ...subject.options(), io: 5, colour: "red" });
			const before = JSON.stringify(options);
			const socket = new subject.TCP(options);
			await subject.settle();
			equal(JSON.stringify(options), before);
			socket.close();
		}));

	it("keeps its target, which may be changed", () =>
		using(make, (subject) => {
			const target = {};
			const socket = new subject.TCP({ ...subject.options(), target });
			equal(socket.target, target);
			socket.target = 5;
			equal(socket.target, 5);
			socket.close();
			equal(new subject.TCP(subject.options()).target, undefined);
		}));

	it("takes no socket when it throws", () =>
		using(make, async (subject) => {
			const { TCP } = subject;
			for (let at = 0; at < 20; at++) throwsExactly(RangeError, () => new TCP({ ...subject.options(), port: -1 }));
			const socket = await connected(subject);
			ok(socket.write(new Uint8Array(1)) >= 0);
		}));

	it("may be subclassed", () =>
		using(make, async (subject) => {
			class Derived extends subject.TCP {}
			const socket = new Derived(subject.options());
			ok(socket instanceof subject.TCP);
			equal(socket.format, "buffer");
			socket.close();
		}));

	it("works without callbacks", () =>
		using(make, async (subject) => {
			const socket = new subject.TCP(subject.options());
			equal(socket.read(new Uint8Array(1)), undefined);
			throwsExactly(Error, () => socket.write(new Uint8Array(1)), "write before it is connected");
			await subject.settle();
			socket.write(new Uint8Array([65]));
			await subject.settle();
			equal(subject.sent(0), "A");
			subject.receive(0, "abc");
			await subject.settle();
			equal((socket.read() as ArrayBuffer).byteLength, 3);
			subject.drop(0);
			await subject.settle();
			socket.close();
		}));

	it("goes on with the connection of another socket, which is closed", () =>
		using(make, async (subject) => {
			const from = await connected(subject, { format: "number" });
			subject.receive(0, "ab");
			await subject.settle();
			from.told();
			const socket = new Watched(subject, { from: from.instance });
			equal(socket.instance.format, "buffer");
			throwsExactly(SyntaxError, () => from.instance.read());
			from.instance.close();
			throwsExactly(SyntaxError, () => new subject.TCP({ from: from.instance }), "from a closed socket");
			await subject.settle();
			const told = socket.told();
			ok(told.some((line) => line.startsWith("onWritable")));
			ok(told.includes("onReadable 2"));
			equal(new Uint8Array(socket.read() as ArrayBuffer)[1], 98);
			socket.write(new Uint8Array([67]));
			await subject.settle();
			equal(subject.sent(0), "C");
			equal(from.told().length, 0);
		}));

	it("goes on with a socket that is on its way up", () =>
		using(make, async (subject) => {
			const from = new Watched(subject);
			const socket = new Watched(subject, { from: from.instance });
			await subject.settle();
			ok(socket.told()[0]?.startsWith("onWritable"));
			equal(from.told().length, 0);
		}));

	it("refuses what is no socket to go on with", () =>
		using(make, ({ TCP }) => {
			for (const from of [{}, [], "x", 5, null]) throwsExactly(SyntaxError, () => new TCP({ from }), `from ${from}`);
		}));
}
