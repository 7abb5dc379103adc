import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { bytesOf, callbacks, connected, type MakeSubject, type MQTTSubject, Watched } from "./subject.js";

/** All places are free again: none was kept. */
function allFree(subject: MQTTSubject): void {
	subject.settle();
	const all = Array.from({ length: subject.limit ?? 3 }, () => new Watched(subject));
	subject.settle();
	for (const it of all) ok(it.told().some((line) => line.startsWith("onWritable")));
}

/** Clause 25, "`close` method", with clauses 5 and 9, which it conforms to. */
export function closeSuite(make: MakeSubject): void {
	it("may be called at every step of the way up, and nothing is called afterwards", () => {
		const stepsOf = (at: number): number => {
			const subject = make();
			const watched = new Watched(subject);
			let step = 0;
			let logged = 0;
			const close = () => {
				watched.close();
				logged = watched.log.length;
			};
			if (at === 0) close();
			subject.onStep = () => {
				if (++step === at) close();
			};
			subject.settle();
			subject.onStep = undefined;
			if (at >= 0) {
				equal(watched.log.length, logged, `step ${at}`);
				allFree(subject);
			}
			return step;
		};
		const steps = stepsOf(-1);
		ok(steps > 2);
		for (let at = 0; at <= steps; at++) stepsOf(at);
	});

	it("may be called inside every callback", () => {
		for (const name of callbacks) {
			const subject = make();
			let calls = 0;
			const watched = new Watched(
				subject,
				{},
				{
					[name]() {
						calls++;
						watched.close();
					},
				},
			);
			subject.settle();
			if (name === "onReadable") subject.receive(0, "t", "x");
			if (name === "onError") subject.drop(0);
			if (name === "onControl" || name === "onWritable") subject.receive(0, "t", "x");
			subject.settle();
			equal(calls, 1, name);
			ok(watched.log.at(-1)?.startsWith(name), `${name}: ${watched.log}`);
			allFree(subject);
		}
	});

	it("may be called twice, and after the connection has ended", () => {
		const subject = make();
		const watched = connected(subject);
		watched.close();
		watched.close();
		const other = connected(subject);
		subject.drop(1);
		subject.settle();
		other.close();
		other.close();
		other.told();
		subject.settle();
		deepEqual(other.told(), []);
		allFree(subject);
	});

	it("tells nothing of what was under way", () => {
		const subject = make();
		const watched = connected(subject);
		subject.stall(true);
		watched.write(bytesOf("x"), { topic: "t", QoS: 1 });
		subject.settle();
		watched.told();
		watched.close();
		subject.settle();
		deepEqual(watched.told(), []);
	});

	it("makes everything else throw", () => {
		const subject = make();
		const { instance } = connected(subject);
		instance.close();
		throws(() => instance.write(bytesOf("x"), { topic: "t" }), SyntaxError);
		throws(() => instance.read(), SyntaxError);
		throws(() => instance.format, SyntaxError);
		throws(() => {
			instance.format = "buffer";
		}, SyntaxError);
	});

	it("leaves other clients alone", () => {
		const subject = make();
		const first = connected(subject);
		const second = connected(subject);
		first.close();
		second.write(bytesOf("x"), { topic: "t" });
		subject.settle();
		deepEqual(subject.published(), ["t x"]);
	});
}
