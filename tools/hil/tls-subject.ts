import type { Options } from "../../tests/conformance/tcp/subject.js";
import type { TLSSubject } from "../../tests/conformance/tls/suite.js";
import type { Bench } from "./bench.js";
import { BenchTCPSubject, type StreamKind } from "./tcp-subject.js";

/** The file with the certificate of the peer's authority; it is deleted with all others of suites. */
const AUTHORITY = "xs-hil-authority.pem";

const secure: StreamKind = {
	name: "TLS",
	commands: "AT+QSSL",
	send: /^AT\+QSSLSEND=\d+,(\d+)/,
	data: /^\+QSSLRECV: (\d+)(?: |$)/,
	closed: /^\+QSSLURC: "closed",/,
	// The module has as many SSL contexts.
	limit: 6,
};

/** Brings the certificate of the peer's authority into the module. */
export function bringAuthority(bench: Bench): void {
	bench.hand.upload(AUTHORITY, bench.peerPlaces.authority);
}

/** TLS of a real module, which verifies that it speaks to the peer. */
export class BenchTLSSubject extends BenchTCPSubject implements TLSSubject {
	/** The peer has one name. */
	readonly hosts: readonly string[];
	readonly #names: string[] = [];

	constructor(bench: Bench) {
		super(bench, secure);
		const { host } = bench.peerPlaces;
		this.hosts = [host, host];
	}

	names(): string[] {
		return this.#names;
	}

	protected override place(): Options {
		const { host, tls } = this.bench.peerPlaces;
		// Not every firmware can look for an address in a certificate.
		const verify = /^[\d.]+$/.test(host) ? "chain" : true;
		return { address: host, port: tls, tls: { host, ca: AUTHORITY, verify } };
	}

	protected override onCommand(line: string): void {
		const host = /^AT\+QSSLOPEN=\d+,\d+,\d+,"(.*?)"/.exec(line)?.[1];
		if (host !== undefined) this.#names.push(host);
	}
}
