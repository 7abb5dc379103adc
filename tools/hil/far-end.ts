import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describeFarSide, isFarSide } from "./far-side.js";
import type { Request } from "./messages.js";
import { OwnPeer } from "./own-peer.js";
import type { Peer, PeerEvent, PeerPlaces } from "./peer.js";
import { describePeer, wordsOf } from "./peer-words.js";
import { type HilPlan, isSecure } from "./plan.js";
import { RemotePeer } from "./remote-peer.js";
import type { WorkerSettings } from "./settings.js";
import { type BrokerPlace, OwnBroker, Shore } from "./shore.js";

/** The address of what listens at all addresses of this machine. */
function reachable(host: string): string {
	return host === "0.0.0.0" ? "127.0.0.1" : host;
}

/** Whom the module speaks to in a run: a broker with an ordinary client at it, and the peer of its sockets. */
export class FarEnd {
	/** Told each message that the module, or somebody else under the prefix, has published. */
	onPublished: (topic: string, payload: Uint8Array) => void = () => {};
	/** Told what happens at the peer. */
	onPeer: (event: PeerEvent) => void = () => {};
	readonly #plan: HilPlan;
	/** Told in words what a recording tells of it. */
	readonly #tell: (words: string) => void;
	readonly #prefix = `xs-quectel-${randomBytes(4).toString("hex")}/`;
	#broker: OwnBroker | undefined;
	#shore: Shore | undefined;
	#peer: Peer | undefined;

	constructor(plan: HilPlan, tell: (words: string) => void) {
		this.#plan = plan;
		this.#tell = tell;
	}

	/** @throws CommandError (environment) when something of it cannot be had; what there is by then is to be closed */
	async start(): Promise<void> {
		await this.#connectBroker();
		await this.#startPeer();
	}

	/** Where the module finds the peer of sockets. */
	get peer(): PeerPlaces | undefined {
		return this.#peer?.places;
	}

	/** What the clients of the module are told of the broker. */
	get broker(): WorkerSettings["broker"] {
		const { broker } = this.#plan;
		if (broker === undefined) return undefined;
		const prefix = this.#prefix;
		if (broker.kind === "own") {
			const { hostname, port } = new URL(this.#urlOf(broker.host));
			return { host: hostname, port: Number(port), prefix, client: {}, canStall: true };
		}
		const { hostname, port } = new URL(broker.url);
		const { user, password, ca } = broker;
		return {
			host: hostname,
			port: port === "" ? (isSecure(this.#plan) ? 8883 : 1883) : Number(port),
			prefix,
			client: {
				...(user === undefined ? {} : { user, password: password ?? "" }),
				...(isSecure(this.#plan)
					? { socket: { tls: { ca: ca === undefined ? undefined : new Uint8Array(readFileSync(ca)) } } }
					: {}),
			},
			canStall: false,
		};
	}

	/** Does what a suite asks of it. @throws Error when it cannot be done */
	async do(request: Exclude<Request, { readonly name: "restart" }>): Promise<void> {
		// What the far side does is no secret, and a replay has to do it too.
		this.#tell(isFarSide(request) ? describeFarSide(request) : describePeer(request));
		switch (request.name) {
			case "publish":
				await this.#shore?.publish(request.topic, request.payload, request.qos);
				break;
			case "drop":
				await this.#shore?.drop(request.client);
				break;
			case "stall":
				this.#broker?.stall(request.isStalled);
				break;
			default:
				await this.#peer?.do(request);
				break;
		}
	}

	async close(): Promise<void> {
		await this.#shore?.close();
		await this.#broker?.close();
		await this.#peer?.close();
	}

	async #connectBroker(): Promise<void> {
		const { broker, onProgress } = this.#plan;
		if (broker === undefined) return;
		if (broker.kind === "own") {
			this.#broker = await OwnBroker.start(broker.host, broker.port);
			onProgress(`broker of our own at ${broker.host}:${this.#broker.port}`);
		}
		const place: BrokerPlace =
			broker.kind === "other"
				? broker
				: { url: this.#urlOf(broker.host), user: undefined, password: undefined, ca: undefined };
		this.#shore = await Shore.connect(place, this.#prefix);
		this.#shore.onPublished = (topic, payload) => this.onPublished(topic, payload);
		if (broker.kind === "other") onProgress(`connected to ${place.url}, topics under ${this.#prefix}`);
	}

	async #startPeer(): Promise<void> {
		const { peer, onProgress } = this.#plan;
		if (peer === undefined) return;
		if (peer.kind === "other") this.#peer = await RemotePeer.connect(peer, peer.token);
		else {
			const own = await OwnPeer.start(peer.host, peer.port, "own-peer");
			this.#peer = own;
			if (peer.publicHost !== undefined) await own.answerTo(peer.publicHost);
		}
		const { places } = this.#peer;
		const { host, address, tcp, tls, udp } = places;
		const name = host === address ? host : `${host} (${address})`;
		this.#tell(describePeer({ name: "peer at", places }));
		onProgress(`peer at ${name}: TCP ${tcp}, TLS ${tls}, UDP ${udp.join(" and ")}`);
		this.#peer.onEvent = (event) => {
			if (event.event === "refused") onProgress(`the peer has refused somebody: ${event.reason}`);
			const words = wordsOf(event);
			if (words !== undefined) this.#tell(describePeer(words));
			this.onPeer(event);
		};
	}

	#urlOf(host: string): string {
		return `mqtt://${reachable(host)}:${this.#broker?.port}`;
	}
}
