/** Why a socket ended by itself: the only things a module can tell apart. */
export type SocketFailure = "refused" | "unreachable" | "timeout" | "reset" | "handshake";

/** Versions of TLS, and what was before it. */
export type TlsVersion = "SSLv3" | "TLSv1" | "TLSv1.1" | "TLSv1.2";

/** How a connection is to be secured. Files are as the host has uploaded them, PEM or DER. */
export interface TlsSettings {
	readonly leastVersion: TlsVersion;
	readonly greatestVersion: TlsVersion;
	/** The cipher suite by its IANA number; undefined for all that there are. */
	readonly suite: number | undefined;
	/** Who may have issued the certificate of the server; undefined when nobody looks at it. */
	readonly authorities: readonly Uint8Array[] | undefined;
	/** When the certificates have to be valid, ms since 1970; undefined when that does not matter. */
	readonly time: number | undefined;
	/** Whether signatures of certificates may be wrong. */
	readonly ignoreSignatures: boolean;
	/** The name or address that the certificate has to be for; undefined for any. */
	readonly identity: string | undefined;
	readonly clientCertificate: Uint8Array | undefined;
	readonly clientKey: Uint8Array | undefined;
	readonly keyPassword: string | undefined;
	/** The name in the SNI extension; undefined for none. */
	readonly serverName: string | undefined;
	/** The protocol of the ALPN extension; undefined for none. */
	readonly protocol: string | undefined;
}

/** Where a connection goes. With `tls` it is open when the handshake is done; a handshake that fails is the failure `handshake`. */
export interface Target {
	readonly host: string;
	readonly port: number;
	readonly tls?: TlsSettings;
}

/**
 * One TCP connection of the module. It is `opening` when {@link Network.connect} returns it; the owner then sets its
 * callbacks. No callback may be called from inside `connect`, `write`, `close` or `abort`, so that the owner is always ready.
 */
export interface NetworkSocket {
	/** The connection is up. Called at most once, before anything else but onError. */
	onOpen: () => void;
	/** Bytes from the peer, in order. The owner may keep the array. */
	onData: (bytes: Uint8Array) => void;
	/** The peer has closed in good order. The last call; not called after `close` or `abort`. */
	onClose: () => void;
	/** Opening failed, or the connection broke. The last call; not called after `close` or `abort`. */
	onError: (failure: SocketFailure) => void;
	/**
	 * Sends bytes; only after onOpen. Takes a copy or sends at once: the owner may change the array afterwards. `passed` is called
	 * later when the peer's side has acknowledged them, as far as the network knows of that; one that does not never calls it.
	 */
	write(bytes: Uint8Array, passed?: () => void): void;
	/** Ends in good order: what was written is still delivered. Nothing is called any more. */
	close(): void;
	/** Ends at once, as when the supply or the air interface is lost: what is under way may be lost. Nothing is called any more. */
	abort(): void;
}

/** Where datagrams and connections come from. */
export interface Endpoint {
	/** An address, not a name. */
	readonly host: string;
	readonly port: number;
}

/**
 * A place where connections to the module arrive. It is beginning when {@link Network.openListener} returns it; the owner then
 * sets its callbacks. No callback may be called from inside a method.
 */
export interface NetworkListener {
	/** Connections can come now. Called at most once. */
	onOpen: () => void;
	/** Nobody can listen there: the port is taken, or is none. The last call. */
	onError: () => void;
	/** A connection has come; it is open already, and its owner sets its callbacks before this returns. */
	onConnection: (socket: NetworkSocket, from: Endpoint) => void;
	/** Nothing comes any more; connections that have come stay. */
	close(): void;
}

/** A place that sends and gets datagrams. The rules are those of {@link NetworkListener}. */
export interface NetworkDatagrams {
	/** Datagrams can be sent and come now. Called at most once. */
	onOpen: () => void;
	onError: () => void;
	/** The owner may keep the array. */
	onDatagram: (bytes: Uint8Array, from: Endpoint) => void;
	/** Only after onOpen. What nobody takes is lost, as datagrams are. Takes a copy or sends at once. */
	send(bytes: Uint8Array, to: Endpoint): void;
	close(): void;
}

/** What a lookup has found, where a network tells more than one address of a name. */
export interface Found {
	/** All addresses that the name has. */
	readonly addresses: readonly string[];
	/** How long they may be kept, s. */
	readonly timeToLive: number;
}

/**
 * The internet as the module sees it through its PDP context, as a port: real sockets (tools/sim/node/network.ts), or an
 * in-memory network that runs on a virtual clock.
 */
export interface Network {
	/**
	 * Looks a name up. Calls back once with what `connect` takes as host, or with `undefined` when there is no such name.
	 * A host that is an address already is given back as it is. MUST NOT call back from inside the call.
	 */
	resolve(host: string, callback: (address: string | undefined, found?: Found) => void): void;
	/** Starts a TCP connection, and a handshake on it where that is asked for. `host` is what `resolve` gave. */
	connect(target: Target): NetworkSocket;
	/** Begins to listen on a TCP port of the module's own address. */
	openListener(port: number): NetworkListener;
	/** Opens a UDP port of the module's own address; any free one with 0. */
	openDatagrams(port: number): NetworkDatagrams;
	/**
	 * Asks a host for a sign of life (ICMP echo, or what stands for it). Calls back once when it has given one, never when it
	 * does not. MUST NOT call back from inside the call. Returns what gives it up.
	 */
	ping(host: string, callback: () => void): () => void;
}
