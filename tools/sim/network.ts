/** Why a socket ended by itself: the only things a module can tell apart. */
export type SocketFailure = "refused" | "unreachable" | "timeout" | "reset";

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
	/** Sends bytes; only after onOpen. Takes a copy or sends at once: the owner may change the array afterwards. */
	write(bytes: Uint8Array): void;
	/** Ends in good order: what was written is still delivered. Nothing is called any more. */
	close(): void;
	/** Ends at once, as when the supply or the air interface is lost: what is under way may be lost. Nothing is called any more. */
	abort(): void;
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
	resolve(host: string, callback: (address: string | undefined) => void): void;
	/** Starts a TCP connection. `host` is what `resolve` gave. */
	connect(target: { host: string; port: number }): NetworkSocket;
}
