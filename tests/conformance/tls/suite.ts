import { deepEqual, equal, ok } from "../../support/assert.js";
import { type MakeSubject, type TCPSubject, throwsExactly, using, Watched } from "../tcp/subject.js";

/** A TLS class under test: a TCP subject whose options hold `tls`, with what lets a suite see whom it was asked to connect to. */
export interface TLSSubject extends TCPSubject {
	/** The name that the server was asked for, of each connection so far. */
	names(): string[];
	/** Two names that lead to the server and that its certificate is for, where it cannot be {@link NAMES}. */
	readonly hosts?: readonly string[];
	/** A name that leads to a server whose certificate is not for it; absent where there is none, or nobody looks. */
	readonly stranger?: string;
}

/** Names that lead to the server in this suite, unless a subject has names of its own. */
export const NAMES: readonly string[] = Object.freeze(["name.example", "own.example"]);

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
			const [host] = subject.hosts ?? NAMES;
			const tls = { ...(subject.options().tls as object), host };
			const watched = new Watched(subject, { address: "203.0.113.5", tls });
			await subject.settle();
			ok(watched.told()[0]?.startsWith("onWritable"));
			equal(subject.names().at(-1), host);
		}));

	it("takes the connection's own host where tls names none", () =>
		each(async (subject) => {
			const { host: _, ...tls } = subject.options().tls as { host?: string };
			const [, host] = subject.hosts ?? NAMES;
			new Watched(subject, { address: "203.0.113.5", host, tls });
			await subject.settle();
			equal(subject.names().at(-1), host);
		}));

	it("does not open to a server that is not who it was asked for, and leaves nothing behind", () =>
		each(async (subject) => {
			const { stranger, limit } = subject;
			if (stranger === undefined) return;
			const tls = { ...(subject.options().tls as object), host: stranger };
			for (let at = 0; at < limit + 1; at++) {
				const watched = new Watched(subject, { tls });
				await subject.settle();
				deepEqual(watched.told(), ["onError"]);
			}
			const watched = new Watched(subject);
			await subject.settle();
			ok(watched.told()[0]?.startsWith("onWritable"));
		}));
}
