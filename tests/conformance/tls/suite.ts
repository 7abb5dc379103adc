import { equal, ok } from "../../support/assert.js";
import { type MakeSubject, type TCPSubject, throwsExactly, using, Watched } from "../tcp/subject.js";

/** A TLS class under test: a TCP subject whose options hold `tls`, with what lets a suite see whom it was asked to connect to. */
export interface TLSSubject extends TCPSubject {
	/** The name that the server was asked for, of each connection so far. */
	names(): string[];
}

/** Clause 10, "TLS Client socket": what it has beyond TCP. */
export function tlsSuite(make: () => Promise<TLSSubject>): void {
	const each = (test: (subject: TLSSubject) => Promise<void> | void) =>
		using(make as MakeSubject, (subject) => test(subject as TLSSubject));

	it("wants tls", () =>
		each(({ TCP, options }) => {
			const { tls: _, ...rest } = options();
			throwsExactly(TypeError, () => new TCP(rest), "no tls");
			throwsExactly(TypeError, () => new TCP({ ...rest, tls: null }), "null");
			throwsExactly(TypeError, () => new TCP({ ...rest, tls: { host: 5, verify: false } }), "a host that is no name");
		}));

	it("refuses versions that are none, and in no order", () =>
		each(({ TCP, options }) => {
			const tls = options().tls as object;
			for (const wrong of [
				{ minimumVersion: "TLSv1" },
				{ maximumVersion: 1.2 },
				{ minimumVersion: "TLSv1.2", maximumVersion: "TLSv1.1" },
			]) {
				throwsExactly(RangeError, () => new TCP({ ...options(), tls: { ...tls, ...wrong } }), JSON.stringify(wrong));
			}
		}));

	it("asks for tls.host, whatever the address is", () =>
		each(async (subject) => {
			const tls = { ...(subject.options().tls as object), host: "name.example" };
			const watched = new Watched(subject, { address: "203.0.113.5", tls });
			await subject.settle();
			ok(watched.told()[0]?.startsWith("onWritable"));
			equal(subject.names().at(-1), "name.example");
		}));

	it("takes the connection's own host where tls names none", () =>
		each(async (subject) => {
			const { host: _, ...tls } = subject.options().tls as { host?: string };
			new Watched(subject, { address: "203.0.113.5", host: "own.example", tls });
			await subject.settle();
			equal(subject.names().at(-1), "own.example");
		}));
}
