import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { type MakeSubject, Watched } from "./subject.js";

/** Clause 18, and the Base Class Pattern (clause 8) as far as it is about a resolver. */
export function resolverSuite(make: MakeSubject): void {
	/** A name of the network and its address. */
	const known = (subject: ReturnType<MakeSubject>, at = 0) => Object.entries(subject.names)[at] as [string, string];

	it("needs an options object, which may be frozen and hold anything else", () => {
		const { Resolver, options } = make();
		for (const it of [undefined, null, 1, "options"]) throws(() => new Resolver(it), TypeError);
		new Resolver(Object.freeze({ ...options(), colour: "blue" }));
	});

	it("keeps target", () => {
		const { Resolver, options } = make();
		const target = {};
		const resolver = new Resolver({ ...options(), target });
		ok(resolver.target === target);
		equal(new Resolver(options()).target, undefined);
	});

	it("gives address and host to the completion callback, once, and not inside the call", () => {
		const subject = make();
		const [host, address] = known(subject);
		const watched = new Watched(subject);
		watched.resolve(host);
		deepEqual(watched.told(), []);
		subject.settle();
		deepEqual(watched.told(), [`done null ${address} ${host}`]);
		subject.settle();
		deepEqual(watched.told(), []);
		deepEqual(subject.asked(), [host]);
	});

	it("gives an Error for a name that there is not", () => {
		const subject = make();
		const watched = new Watched(subject);
		watched.resolve("nobody.example");
		watched.resolveModdable("nobody.example");
		subject.settle();
		deepEqual(watched.told(), ["done an Error", "error nobody.example"]);
	});

	it("calls onResolved and onError where there is no completion callback", () => {
		const subject = make();
		const [host, address] = known(subject);
		const watched = new Watched(subject);
		watched.resolveModdable(host);
		subject.settle();
		deepEqual(watched.told(), [`resolved ${host} ${address}`]);
		// One of them is enough.
		let count = 0;
		watched.instance.resolve({ host, onResolved: () => count++ });
		watched.instance.resolve({ host: "nobody.example", onResolved: () => count++ });
		watched.instance.resolve({ host: "nobody.example", onError: () => count++ });
		watched.instance.resolve({ host, onError: () => count++ });
		subject.settle();
		equal(count, 2);
	});

	it("gives an address back as it is, without asking", () => {
		const subject = make();
		const watched = new Watched(subject);
		for (const it of ["192.0.2.1", "0.0.0.0", "2001:db8::1", "::"]) {
			watched.resolve(it);
			watched.resolveModdable(it);
			deepEqual(watched.told(), []);
			subject.settle();
			deepEqual(watched.told(), [`done null ${it} ${it}`, `resolved ${it} ${it}`]);
		}
		deepEqual(subject.asked(), []);
	});

	it("resolves several at once, each with its own answer", () => {
		const subject = make();
		const watched = new Watched(subject);
		const names = Object.entries(subject.names);
		for (const [host] of names) watched.resolve(host);
		watched.resolve("nobody.example");
		for (const [host] of names) watched.resolveModdable(host);
		subject.settle();
		const expected = names.flatMap(([host, address]) => [
			`done null ${address} ${host}`,
			`resolved ${host} ${address}`,
		]);
		deepEqual(watched.told().sort(), ["done an Error", ...expected].sort());
	});

	it("refuses what is no name, what is no callback, and asks nobody", () => {
		const subject = make();
		const { instance } = new Watched(subject);
		const callback = () => {};
		for (const it of [undefined, null, 1, "host"]) throws(() => instance.resolve(it, callback), TypeError);
		for (const host of [undefined, null, 1, {}]) throws(() => instance.resolve({ host }, callback), TypeError, "host");
		for (const host of ["", "a b", 'a"', "a\r", "a\nAT", "a,1", "a\0", "x".repeat(1000), "ä.example"]) {
			throws(() => instance.resolve({ host }, callback), RangeError, "host");
		}
		const [host] = known(subject);
		for (const it of [null, 1, {}, "f"]) throws(() => instance.resolve({ host }, it), TypeError, "callback");
		throws(() => instance.resolve({ host }), TypeError, "callback");
		throws(() => instance.resolve({ host, onResolved: 1, onError: null }), TypeError, "callback");
		subject.settle();
		deepEqual(subject.asked(), []);
	});

	it("tells nobody of anything once it is closed, and may be closed twice", () => {
		const subject = make();
		const [host] = known(subject);
		subject.stall(true);
		const watched = new Watched(subject);
		watched.resolve(host);
		watched.resolveModdable(host);
		watched.resolve("192.0.2.1");
		watched.close();
		watched.close();
		subject.stall(false);
		subject.settle();
		deepEqual(watched.told(), []);
		throws(() => watched.instance.resolve({ host }, () => {}), SyntaxError);
	});

	it("completes an asynchronous close later, with null", () => {
		const subject = make();
		const { instance } = new Watched(subject);
		const told: unknown[] = [];
		instance.close(function (this: unknown, ...parameters: unknown[]) {
			told.push(this === instance, ...parameters);
		});
		deepEqual(told, []);
		subject.settle();
		deepEqual(told, [true, null]);
		throws(() => instance.close(1), TypeError, "callback");
	});

	it("leaves the names of other resolvers alone when it is closed", () => {
		const subject = make();
		subject.stall(true);
		const [first, second, third] = [new Watched(subject), new Watched(subject), new Watched(subject)];
		const [host, address] = known(subject);
		const [otherHost, otherAddress] = known(subject, 1);
		first.resolve(host);
		second.resolve(otherHost);
		third.resolve(host);
		second.resolve(host);
		subject.settle();
		first.close();
		third.close();
		subject.stall(false);
		subject.settle();
		deepEqual(first.told(), []);
		deepEqual(third.told(), []);
		deepEqual(second.told().sort(), [`done null ${address} ${host}`, `done null ${otherAddress} ${otherHost}`].sort());
	});

	it("may be closed, and used, inside a callback", () => {
		const subject = make();
		const [host, address] = known(subject);
		const watched = new Watched(subject);
		watched.also = () => {
			watched.also = () => watched.close();
			watched.resolve(host);
			watched.resolve(host);
		};
		watched.resolve("192.0.2.1");
		subject.settle();
		deepEqual(watched.told(), ["done null 192.0.2.1 192.0.2.1", `done null ${address} ${host}`]);
	});
}
