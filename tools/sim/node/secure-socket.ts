import type { Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { NetworkSocket, SocketFailure, TlsSettings } from "../network.js";
import { SUITES } from "../ssl/suites.js";
import { isTrusted, toPem } from "./certificates.js";
import { failureOf, NodeSocket } from "./socket.js";

/** A TCP connection with TLS on it as the module sees it: open when the handshake is done and the server is trusted. */
export class SecureSocket implements NetworkSocket {
	onOpen: () => void = () => {};
	onData: NetworkSocket["onData"] = () => {};
	onClose: () => void = () => {};
	onError: NetworkSocket["onError"] = () => {};
	readonly #raw: Socket;
	/** What passes the bytes once the connection is open. */
	#inner: NodeSocket | undefined;
	#over = false;

	constructor(raw: Socket, settings: TlsSettings) {
		this.#raw = raw;
		const early = (error: NodeJS.ErrnoException) => this.#fail(failureOf(error));
		raw.on("error", early);
		raw.once("connect", () => {
			raw.off("error", early);
			this.#shakeHands(settings);
		});
	}

	write(bytes: Uint8Array): void {
		this.#inner?.write(bytes);
	}

	close(): void {
		this.#over = true;
		if (this.#inner === undefined) {
			this.#raw.destroy();
		} else {
			this.#inner.close();
		}
	}

	abort(): void {
		this.#over = true;
		if (this.#inner === undefined) {
			this.#raw.destroy();
		} else {
			this.#raw.resetAndDestroy();
		}
	}

	#shakeHands(settings: TlsSettings): void {
		if (this.#over) {
			return;
		}
		const secure = begin(this.#raw, settings);
		const failed = () => this.#fail("handshake");
		if (secure === undefined) {
			// Never from inside an event that the owner may be waiting for.
			setImmediate(failed);
			return;
		}
		secure.once("error", failed);
		secure.once("close", failed);
		secure.once("secureConnect", () => {
			if (this.#over || !isTrusted(secure, settings)) {
				failed();
				return;
			}
			secure.off("close", failed);
			const inner = new NodeSocket(secure);
			secure.off("error", failed);
			inner.onData = (bytes) => this.#unlessOver(() => this.onData(bytes));
			inner.onClose = () => this.#unlessOver(() => this.onClose());
			inner.onError = (failure) => this.#unlessOver(() => this.onError(failure));
			this.#inner = inner;
			this.onOpen();
		});
	}

	#unlessOver(tell: () => void): void {
		if (!this.#over) {
			tell();
		}
	}

	#fail(failure: SocketFailure): void {
		if (!this.#over) {
			this.#over = true;
			this.#raw.destroy();
			this.onError(failure);
		}
	}
}

/** Begins a handshake; undefined when what it needs is broken, or is nothing that this machine can do. */
function begin(socket: Socket, settings: TlsSettings): TLSSocket | undefined {
	const { leastVersion, greatestVersion, suite, clientCertificate, clientKey, keyPassword } = settings;
	if (leastVersion === "SSLv3" || greatestVersion === "SSLv3") {
		return undefined;
	}
	try {
		return connect({
			socket,
			// Who is trusted is looked at afterwards, by the module's rules and by its clock.
			rejectUnauthorized: false,
			ca: [],
			minVersion: leastVersion,
			maxVersion: greatestVersion,
			// The module takes part in handshakes that OpenSSL has given up, if it is left to.
			ciphers: `${suite === undefined ? "ALL" : SUITES[suite]}:@SECLEVEL=0`,
			...(settings.serverName === undefined ? {} : { servername: settings.serverName }),
			...(settings.protocol === undefined ? {} : { ALPNProtocols: [settings.protocol] }),
			...(clientCertificate === undefined ? {} : { cert: toPem(clientCertificate, "CERTIFICATE") }),
			...(clientKey === undefined ? {} : { key: toPem(clientKey, "PRIVATE KEY") }),
			...(keyPassword === undefined ? {} : { passphrase: keyPassword }),
		});
	} catch {
		// A key or certificate that is none, or a suite that this OpenSSL was built without: the module cannot begin.
		return undefined;
	}
}
