import { deepEqual, equal, ok } from "../../support/assert.js";
import {
	bytesOf,
	callbacks,
	connected,
	type MakeSubject,
	type TCPSubject,
	throwsExactly,
	using,
	Watched,
} from "./subject.js";

/** All numbers are free again: none was kept. */
async function allFree(subject: TCPSubject): Promise<void> {
	await subject.settle();
	const count = Math.min(subject.limit, 3);
	const all = Array.from({ length: count }, () => new Watched(subject));
	await subject.settle();
	for (const it of all) ok(it.told().some((line) => line.startsWith("onWritable")));
	for (const it of all) it.close();
}

/** Clause 8, "`close` method", of a TCP socket. */
export function closeSuite(make: MakeSubject): void {
	it("may be called at every step of the way up, and nothing is called afterwards", async () => {
		const stepsOf = async (at: number): Promise<number> => {
			const subject = await make();
			const watched = new Watched(subject);
			let step = 0;
			let logged = -1;
			const close = () => {
				watched.close();
				logged = watched.log.length;
			};
			if (at === 0) close();
			if ("onStep" in subject) {
				subject.onStep = () => {
					if (++step === at) close();
				};
			}
			await subject.settle();
			if ("onStep" in subject) subject.onStep = undefined;
			if (logged >= 0) {
				equal(watched.log.length, logged, `step ${at}`);
				await allFree(subject);
			}
			subject.close();
			return step;
		};
		const steps = await stepsOf(-1);
		for (let at = 0; at <= steps; at++) await stepsOf(at);
	});

	it("may be called inside every callback", async () => {
		for (const name of callbacks) {
			await using(make, async (subject) => {
				let calls = 0;
				const watched: Watched = new Watched(
					subject,
					{},
					{
						[name]() {
							calls++;
							watched.close();
						},
					},
				);
				await subject.settle();
				if (name === "onReadable") subject.receive(0, "x");
				if (name === "onError") subject.drop(0);
				await subject.settle();
				equal(calls, 1, name);
				ok(watched.log.at(-1)?.startsWith(name), `${name}: ${watched.log}`);
				await allFree(subject);
			});
		}
	});

	it("may be called twice, and after the connection has ended", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			watched.close();
			watched.close();
			const other = await connected(subject);
			subject.drop(1);
			await subject.settle();
			deepEqual(other.told(), ["onError"]);
			other.close();
			other.close();
			await allFree(subject);
		}));

	it("ends the connection at the peer, behind what was written before", () =>
		using(make, async (subject) => {
			const watched = await connected(subject);
			watched.write(bytesOf("good"));
			watched.write(bytesOf("bye"), { more: true, byteLength: 100 });
			watched.close();
			await subject.settle();
			equal(subject.sent(0), "goodbye");
			equal(subject.isEnded(0), true);
			deepEqual(watched.told(), []);
		}));

	it("leaves nothing that can be used", () =>
		using(make, async (subject) => {
			const { instance } = await connected(subject);
			instance.close();
			throwsExactly(SyntaxError, () => instance.read(), "read");
			throwsExactly(SyntaxError, () => instance.read(1), "read 1");
			throwsExactly(SyntaxError, () => instance.write(bytesOf("x")), "write");
			throwsExactly(SyntaxError, () => instance.format, "format");
			throwsExactly(SyntaxError, () => (instance.format = "buffer"), "set format");
			throwsExactly(SyntaxError, () => instance.remoteAddress, "remoteAddress");
			throwsExactly(SyntaxError, () => instance.remotePort, "remotePort");
		}));

	it("is no method of anything else", () =>
		using(make, async (subject) => {
			const { instance } = await connected(subject);
			for (const wrong of [{}, [], "a string", 5, undefined, null, Object.create(instance) as object]) {
				throwsExactly(SyntaxError, () => instance.read.call(wrong as never), "read");
				throwsExactly(SyntaxError, () => instance.write.call(wrong as never, bytesOf("x")), "write");
				throwsExactly(SyntaxError, () => instance.close.call(wrong as never), "close");
			}
			instance.write(bytesOf("y"));
			await subject.settle();
			equal(subject.sent(0), "y");
		}));
}
