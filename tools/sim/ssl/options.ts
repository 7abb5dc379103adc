import type { Range } from "../profile.js";

/** The value of an option: a number, a cipher suite (`0XC02F`, with or without quotes), or a quoted string of so many bytes. */
export type SslField =
	| { readonly range: Range; readonly initial: number }
	| { readonly suite: true; readonly initial: number }
	| { readonly bytes: Range; readonly initial: string };

/** One option of AT+QSSLCFG. */
export interface SslOption {
	readonly field: SslField;
	/** Whether a second string may follow: the password of a key. */
	readonly password?: true;
	/** This simulator keeps the value, but does nothing for it: using another than the initial one is told. */
	readonly inert?: true;
}

/** All suites that the module knows. */
export const ALL_SUITES = 0xffff;

const FILE: SslField = Object.freeze({ bytes: [0, 90] as const, initial: "" });
const flag = (initial: 0 | 1): SslField => ({ range: [0, 1], initial });

/**
 * The options of AT+QSSLCFG, by name. The first nine are as measured on an EG800K; the note uses seven of them (5.2). The others
 * depend on the firmware, and their ranges are inferred [I].
 */
export const SSL_OPTIONS: Readonly<Record<string, SslOption>> = Object.freeze({
	sslversion: { field: { range: [0, 4], initial: 4 } },
	ciphersuite: { field: { suite: true, initial: ALL_SUITES } },
	cacert: { field: FILE },
	clientcert: { field: FILE },
	clientkey: { field: FILE, password: true },
	seclevel: { field: { range: [0, 2], initial: 0 } },
	ignorelocaltime: { field: flag(1) },
	negotiatetime: { field: { range: [10, 300], initial: 300 } },
	sni: { field: flag(0) },
	cacertex: { field: FILE },
	alpn: { field: { bytes: [0, 64], initial: "" } },
	checkhost: { field: flag(0) },
	ignoreinvalidcertsign: { field: flag(0) },
	ignoremulticertchainverify: { field: flag(0), inert: true },
	session: { field: flag(0), inert: true },
	session_cache: { field: flag(0), inert: true },
	renegotiation: { field: flag(0), inert: true },
	closetimemode: { field: flag(0), inert: true },
	dtls: { field: flag(0), inert: true },
	dtlsversion: { field: { range: [0, 2], initial: 0 }, inert: true },
	psk: { field: { bytes: [0, 256], initial: "" }, inert: true },
} satisfies Record<string, SslOption>);
