import { toCharacters } from "../bytes.js";
import type { TlsSettings, TlsVersion } from "../network.js";
import { ALL_SUITES, SSL_OPTIONS } from "./options.js";

const VERSIONS: readonly TlsVersion[] = Object.freeze(["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"]);
/** `<sslversion>` 4: whatever both sides know. */
const ALL_VERSIONS = 4;

/** Where a context finds what it needs for a handshake. */
export interface SslSurroundings {
	/** What a file holds, by the name that AT+QSSLCFG was given. */
	readonly find: (name: string) => Uint8Array | undefined;
	/** The module's clock, ms since 1970. */
	readonly time: number;
}

/** The AT+QSSLCFG values of one SSL context. They are lost when the module stops. */
export class SslContext {
	readonly #values = new Map<string, number | string>();
	/** What unlocks the client's key. */
	keyPassword = "";

	value(name: string): number | string {
		return this.#values.get(name) ?? SSL_OPTIONS[name]?.field.initial ?? 0;
	}

	set(name: string, value: number | string): void {
		this.#values.set(name, value);
	}

	/** Seconds that a handshake may take. */
	get patience(): number {
		return Number(this.value("negotiatetime"));
	}

	/** Options that have been set to something that this simulator does nothing for. */
	get inert(): string[] {
		return Object.entries(SSL_OPTIONS)
			.filter(([name, { inert, field }]) => inert && this.value(name) !== field.initial)
			.map(([name]) => name);
	}

	/** What a connection to `host` is secured with; undefined when a file is missing that is needed for it. */
	settings(host: string, { find, time }: SslSurroundings): TlsSettings | undefined {
		const level = Number(this.value("seclevel"));
		const files = ["cacert", "cacertex"].map((name) => String(this.value(name))).filter((name) => name !== "");
		const authorities = files.map(find).filter((file) => file !== undefined);
		const clientCertificate = find(String(this.value("clientcert")));
		const clientKey = find(String(this.value("clientkey")));
		const unverifiable = level > 0 && (files.length === 0 || authorities.length < files.length);
		if (unverifiable || (level === 2 && (clientCertificate === undefined || clientKey === undefined))) {
			return undefined;
		}
		const version = Number(this.value("sslversion"));
		const suite = Number(this.value("ciphersuite"));
		const name = toCharacters(host);
		const isAddress = /^[\d.]+$|:/.test(name);
		const protocol = toCharacters(String(this.value("alpn")));
		return {
			leastVersion: version === ALL_VERSIONS ? "TLSv1" : VERSIONS[version]!,
			greatestVersion: version === ALL_VERSIONS ? "TLSv1.2" : VERSIONS[version]!,
			suite: suite === ALL_SUITES ? undefined : suite,
			authorities: level > 0 ? authorities : undefined,
			time: this.value("ignorelocaltime") === 0 ? time : undefined,
			ignoreSignatures: this.value("ignoreinvalidcertsign") === 1,
			identity: this.value("checkhost") === 1 ? name : undefined,
			clientCertificate: level === 2 ? clientCertificate : undefined,
			clientKey: level === 2 ? clientKey : undefined,
			keyPassword: this.keyPassword === "" ? undefined : toCharacters(this.keyPassword),
			serverName: this.value("sni") === 1 && !isAddress ? name : undefined,
			protocol: protocol === "" ? undefined : protocol,
		};
	}
}

/** SSL contexts are numbered from 0 to this. */
export const LAST_SSL_CONTEXT = 5;

/** A cipher suite as the module shows it. */
export function showSuite(suite: number): string {
	return `0X${suite.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A cipher suite as it is typed; undefined when it is none. */
export function readSuite(text: string): number | undefined {
	return /^0x[\da-f]{4}$/i.test(text) ? Number.parseInt(text.slice(2), 16) : undefined;
}
