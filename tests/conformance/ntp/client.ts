import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import type { Instance, MakeSubject, NTPSubject } from "./subject.js";

/** A completion callback that writes down how it was called. */
function completion(subject: NTPSubject, instance: () => Instance, log: string[]) {
	return function (this: unknown, ...parameters: unknown[]): void {
		const [error, time] = parameters;
		if (error instanceof Error) log.push(parameters.length === 1 ? "error" : "error with a time");
		else if (error !== null) log.push(`error ${String(error)}`);
		else if (typeof time !== "number" || Math.abs(time - subject.time) > subject.precision) log.push(`time ${time}`);
		else log.push("time");
		if (this !== instance()) log.push("WRONG THIS");
	};
}

/** Clause 19, and the Base Class Pattern (clause 8) as far as it is about an NTP client. */
export function ntpSuite(make: MakeSubject): void {
	it("needs an options object, which may be frozen and hold anything else", () => {
		const { NTP, options } = make();
		for (const it of [undefined, null, 1, "options"]) throws(() => new NTP(it), TypeError);
		new NTP(Object.freeze({ ...options(), colour: "blue" }));
	});

	it("needs servers: one or more names", () => {
		const { NTP, options } = make();
		for (const servers of [undefined, null, "a.example", {}, [1], [null]]) {
			throws(() => new NTP({ ...options(), servers }), TypeError, "servers");
		}
		for (const servers of [[], [""], ["a b"], ['a"'], ["a\r"], ["a.example", "b\n"], ["x".repeat(1000)]]) {
			throws(() => new NTP({ ...options(), servers }), RangeError, "servers");
		}
	});

	it("keeps target", () => {
		const { NTP, options } = make();
		const target = {};
		ok(new NTP({ ...options(), target }).target === target);
		equal(new NTP(options()).target, undefined);
	});

	it("gives the time to the completion callback, once, and not inside the call", () => {
		const subject = make();
		const log: string[] = [];
		const client = new subject.NTP(subject.options());
		client.getTime(completion(subject, () => client, log));
		deepEqual(log, []);
		subject.settle();
		deepEqual(log, ["time"]);
		subject.settle();
		deepEqual(log, ["time"]);
	});

	it("needs a callback, and asks nobody without", () => {
		const subject = make();
		const client = new subject.NTP(subject.options());
		subject.asked();
		for (const it of [undefined, null, 1, {}]) throws(() => client.getTime(it), TypeError, "callback");
		subject.settle();
		deepEqual(subject.asked(), []);
	});

	it("refuses a second request while one is active, and takes it afterwards, in the callback too", () => {
		const subject = make();
		const log: string[] = [];
		const client = new subject.NTP(subject.options());
		const done = completion(subject, () => client, log);
		client.getTime(function (this: unknown, ...parameters: never[]) {
			done.apply(this, parameters);
			client.getTime(done);
			throws(() => client.getTime(done), Error, "busy");
		});
		throws(() => client.getTime(done), Error, "busy");
		subject.settle();
		subject.settle();
		deepEqual(log, ["time", "time"]);
	});

	it("asks the next server when one does not answer", () => {
		const subject = make();
		const log: string[] = [];
		const options = subject.options();
		const client = new subject.NTP({ ...options, servers: [subject.nobody, ...options.servers] });
		subject.asked();
		client.getTime(completion(subject, () => client, log));
		subject.settle();
		deepEqual(log, ["time"]);
		deepEqual(subject.asked(), [subject.nobody, options.servers[0] as string]);
	});

	it("gives an Error when no server answers", () => {
		const subject = make();
		const log: string[] = [];
		const client = new subject.NTP({ ...subject.options(), servers: [subject.nobody] });
		client.getTime(completion(subject, () => client, log));
		subject.settle();
		deepEqual(log, ["error"]);
	});

	it("serves several clients at once", () => {
		const subject = make();
		const log: string[] = [];
		const clients = [0, 1, 2].map(() => new subject.NTP(subject.options()));
		for (const client of clients) client.getTime(completion(subject, () => client, log));
		subject.settle();
		deepEqual(log, ["time", "time", "time"]);
	});

	it("does not change with its options", () => {
		const subject = make();
		const log: string[] = [];
		const options = subject.options();
		const client = new subject.NTP(options);
		options.servers.length = 0;
		client.getTime(completion(subject, () => client, log));
		subject.settle();
		deepEqual(log, ["time"]);
	});

	it("tells nobody of anything once it is closed, and may be closed twice, in the callback too", () => {
		const subject = make();
		const log: string[] = [];
		const client = new subject.NTP(subject.options());
		const other = new subject.NTP(subject.options());
		client.getTime(completion(subject, () => client, log));
		other.getTime(() => {
			log.push("other");
			other.close();
		});
		client.close();
		client.close();
		subject.settle();
		deepEqual(log, ["other"]);
		for (const it of [client, other]) throws(() => it.getTime(() => {}), SyntaxError);
	});

	it("completes an asynchronous close later, with null", () => {
		const subject = make();
		const client = new subject.NTP(subject.options());
		const told: unknown[] = [];
		client.close(function (this: unknown, ...parameters: unknown[]) {
			told.push(this === client, ...parameters);
		});
		deepEqual(told, []);
		subject.settle();
		deepEqual(told, [true, null]);
		throws(() => client.close(1), TypeError, "callback");
	});
}
