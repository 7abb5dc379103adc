import { bytes, deepEqual, equal, ok } from "../../support/assert.js";
import { bytesOf, connected, type MakeSubject, textOf, throwsExactly, using, Watched } from "./subject.js";

/** Clause 10, "TCP socket", methods and callbacks, with clause 9. */
export function transferSuite(make: MakeSubject): void {
	it("tells by onWritable that it is connected, and knows its peer then", () =>
		using(make, async (subject) => {
			const watched = new Watched(subject);
			await subject.settle();
			const [first = "", ...more] = watched.told();
			ok(/^onWritable [1-9]/.test(first), first);
			deepEqual(more, []);
			const { address, port } = subject.options();
			equal(watched.instance.remoteAddress, subject.connectsByName ? undefined : address);
			equal(watched.instance.remotePort, port);
			throwsExactly(TypeError, () => Object.assign(watched.instance, { remotePort: 5 }));
		}));

	it("sends what is written, in order, from every kind of Byte Buffer", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			const all = bytesOf("__0123456789__");
			watched.write(all.subarray(2, 4));
			watched.write(all.slice(4, 6).buffer);
			watched.write(new Int8Array(all.buffer, 6, 2));
			watched.write(new DataView(all.buffer, 8, 2));
			watched.write(new Uint8ClampedArray(all.buffer, 10, 2));
			await subject.settle();
			equal(subject.sent(0), "0123456789");
		}));

	it("refuses data that is none, and sends nothing then", () =>
		using(make, async (subject) => {
			const { instance } = await connected(subject);
			const wrong = [
				32,
				"x",
				Symbol.match,
				undefined,
				null,
				{},
				[1],
				Math.sin,
				new Uint16Array(1),
				new Float32Array(1),
			];
			for (const data of wrong) throwsExactly(TypeError, () => instance.write(data), String(data));
			instance.format = "number";
			for (const data of ["x", Symbol.match, undefined, null, {}, bytesOf("x")]) {
				throwsExactly(TypeError, () => instance.write(data), "as a number");
			}
			await subject.settle();
			equal(subject.sent(0), "");
		}));

	it("returns what can be written, throws over it, and takes all of it byte by byte", () =>
		using(make, async (subject) => {
			let count = 0;
			const watched = await connected(
				subject,
				{},
				{
					onWritable(it) {
						count = it;
					},
				},
			);
			ok(count > 0);
			throwsExactly(Error, () => watched.write(new ArrayBuffer(count + 1)), "over the count");
			watched.instance.format = "number";
			for (let at = 1; at < count; at++) equal(watched.write(65 + (at % 26)) >= count - at, true, `${at}`);
			watched.instance.format = "buffer";
			watched.write(bytesOf("!"));
			const { log } = watched;
			await subject.settle();
			const sent = subject.sent(0);
			equal(sent.length, count);
			equal(sent.at(-1), "!");
			ok(log.some((line) => line.startsWith("onWritable")));
			equal(watched.write(new Uint8Array(0)) > 0, true);
		}));

	it("holds what cannot go out, and goes on when it can", () =>
		using(make, async (subject) => {
			if (subject.stall === undefined) return;
			const watched = await connected(subject);
			subject.stall(true);
			let room = watched.write(bytesOf("first"));
			await subject.settle();
			for (let at = 0; at < 10 && room > 0; at++) room = watched.write(new Uint8Array(room).fill(46));
			equal(room, 0);
			throwsExactly(Error, () => watched.write(bytesOf("x")), "no room");
			watched.told();
			subject.stall(false);
			await subject.settle();
			ok(watched.told().some((line) => line.startsWith("onWritable")));
			ok(/^first\.+$/.test(subject.sent(0)));
		}));

	it("keeps fragments together that belong together", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			const header = bytesOf("ab");
			watched.write(header, { more: true, byteLength: 6 });
			watched.write(bytesOf("cd"), { more: true });
			watched.write(bytesOf("ef"));
			await subject.settle();
			equal(subject.sent(0), "abcdef");
			watched.write(bytesOf("g"), { more: false });
			await subject.settle();
			equal(subject.sent(0), "g");
			throwsExactly(TypeError, () => watched.write(header, 5), "options of a number");
			throwsExactly(RangeError, () => watched.write(header, { byteLength: -1 }), "a negative byteLength");
		}));

	it("tells once what has come, and gives it as it is asked for", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			equal(watched.read(), undefined);
			equal(watched.read(5), undefined);
			subject.receive(0, "HTTP/1.1 200 OK");
			await subject.settle();
			deepEqual(watched.told(), ["onReadable 15"]);
			throwsExactly(TypeError, () => watched.read(Symbol.match), "a symbol");
			for (const wrong of [new Uint16Array(1), Math.sin, {}, "4"]) throwsExactly(TypeError, () => watched.read(wrong));
			for (const wrong of [-1, 0, 1.5]) throwsExactly(RangeError, () => watched.read(wrong), `${wrong}`);
			equal(textOf(watched.read(4)), "HTTP");
			const four = new Uint8Array(4);
			equal(watched.read(four), 4);
			bytes(four, bytesOf("/1.1"));
			watched.instance.format = "number";
			equal(watched.read(), 32);
			watched.instance.format = "buffer";
			const inside = new Uint8Array(8);
			equal(watched.read(inside.subarray(2, 5)), 3);
			bytes(inside, Uint8Array.of(0, 0, 50, 48, 48, 0, 0, 0));
			equal(textOf(watched.read()), " OK");
			equal(watched.read(), undefined);
			equal(watched.read(four), undefined);
			watched.instance.format = "number";
			equal(watched.read(), undefined);
			deepEqual(watched.told(), []);
		}));

	it("gives what there is when it is asked for more", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			subject.receive(0, "abc");
			await subject.settle();
			equal(textOf(watched.read(100)), "abc");
			subject.receive(0, "def");
			await subject.settle();
			const large = new Uint8Array(8);
			equal(watched.read(large), 3);
			bytes(large, bytesOf("def\0\0\0\0\0"));
		}));

	it("carries all byte values both ways", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			const all = Uint8Array.from({ length: 256 }, (_, at) => at);
			const text = String.fromCharCode(...all);
			watched.write(all);
			subject.receive(0, text);
			await subject.settle();
			equal(subject.sent(0), text);
			equal(textOf(watched.read()), text);
		}));

	it("tells again of more, with all that can be read", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			subject.receive(0, "abc");
			await subject.settle();
			subject.receive(0, "de");
			await subject.settle();
			deepEqual(watched.told(), ["onReadable 3", "onReadable 5"]);
			equal(textOf(watched.read()), "abcde");
		}));

	it("loses nothing that is not read for long, and takes no more than it can hold", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			const length = 3 * subject.receiveStore + 7;
			const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + (at % 90))).join("");
			for (let at = 0; at < length; at += 500) subject.receive(0, text.slice(at, at + 500));
			await subject.settle();
			let all = "";
			for (let round = 0; round < 100 && all.length < length; round++) {
				const data = watched.read(700);
				if (data !== undefined) all += textOf(data);
				await subject.settle();
			}
			ok(all === text, `${all.length} of ${text.length} bytes`);
		}));

	it("gives what came before the peer closed, and only then ends, once", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			const length = subject.receiveStore + 100;
			subject.receive(0, "z".repeat(length));
			subject.drop(0);
			await subject.settle();
			ok(!watched.told().includes("onError"));
			let count = 0;
			for (let round = 0; round < 100 && count < length; round++) {
				count += (watched.read() as ArrayBuffer).byteLength;
				if (count < length) ok(!watched.told().includes("onError"));
				await subject.settle();
			}
			await subject.settle();
			equal(watched.told().filter((line) => line === "onError").length, 1);
			equal(watched.read(), undefined);
			throwsExactly(Error, () => watched.write(bytesOf("x")), "write after the end");
			watched.close();
		}));

	it("ends at once when there is nothing to read", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			subject.drop(0);
			await subject.settle();
			deepEqual(watched.told(), ["onError"]);
		}));

	it("tells of what is read and written inside callbacks as of any other", () =>
		using(make, async (subject) => {
			let all = "";
			const watched: Watched = await connected(
				subject,
				{},
				{
					onReadable() {
						const data = watched.read() as ArrayBuffer;
						all += textOf(data);
						watched.write(data);
					},
				},
			);
			for (let at = 0; at < 20; at++) {
				subject.receive(0, `message ${at};`);
				await subject.settle();
			}
			equal(all, subject.sent(0));
			equal(all.split(";").length, 21);
		}));
}
