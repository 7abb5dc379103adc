/** An address, or a name, with a port. */
export interface Place {
	readonly host: string;
	readonly port: number;
}

/** Where a module finds its peer. */
export interface PeerPlaces {
	/** As the module is told it: a name, or an address. */
	readonly host: string;
	/** The same as an address. */
	readonly address: string;
	readonly tcp: number;
	readonly tls: number;
	/** Its two ends for datagrams. */
	readonly udp: readonly [number, number];
	/** The certificate of the authority that answers for the TLS server, PEM. */
	readonly authority: string;
}

/**
 * What happens at the peer. Connections have numbers in the order of their arrival: those that come, with TLS or without, and
 * those that the peer has made itself.
 */
export type PeerEvent =
	| { readonly event: "arrived" | "ended"; readonly connection: number }
	| { readonly event: "data"; readonly connection: number; readonly bytes: Uint8Array }
	/** A datagram has come to one of its two ends. */
	| { readonly event: "datagram"; readonly end: 0 | 1; readonly from: Place; readonly bytes: Uint8Array }
	/** Somebody has come and got no connection, as when a handshake fails. */
	| { readonly event: "refused"; readonly reason: string };

/** What a run asks of the peer. Data is characters up to U+00FF. */
export type PeerRequest =
	| { readonly name: "peer send"; readonly connection: number; readonly data: string }
	/** Ends a connection, behind all that was sent. */
	| { readonly name: "peer drop"; readonly connection: number }
	| { readonly name: "peer datagram"; readonly end: 0 | 1; readonly to: Place; readonly data: string }
	/** Connects to a port of the module; done once it is connected. */
	| { readonly name: "peer visit"; readonly to: Place };

/** Whom the sockets of a module speak to: it keeps what comes, and does what it is asked to. */
export interface Peer {
	onEvent: (event: PeerEvent) => void;
	readonly places: PeerPlaces;
	/** Does it. @throws Error when it cannot be done */
	do(request: PeerRequest): Promise<void>;
	close(): Promise<void>;
}
