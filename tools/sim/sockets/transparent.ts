import { fromBytes } from "../bytes.js";
import type { Counters } from "../counters.js";
import type { DataStream } from "../data-mode.js";
import type { Appointment, Timeline } from "../timeline.js";
import type { SocketConfiguration } from "./configuration.js";
import type { Connection } from "./connection.js";

/** A connection that the port belongs to (access mode 2): what the host types is gathered into packets and sent as it is. */
export class Transparent implements DataStream {
	readonly connection: Connection;
	readonly #timeline: Timeline;
	readonly #configuration: SocketConfiguration;
	readonly #counters: Counters;
	readonly #owner: { begun(stream: Transparent): void; paused(): void; hungUp(connection: Connection): void };
	#gathered = "";
	#wait: Appointment | undefined;

	constructor(
		connection: Connection,
		parts: { timeline: Timeline; configuration: SocketConfiguration; counters: Counters },
		owner: { begun(stream: Transparent): void; paused(): void; hungUp(connection: Connection): void },
	) {
		this.connection = connection;
		this.#timeline = parts.timeline;
		this.#configuration = parts.configuration;
		this.#counters = parts.counters;
		this.#owner = owner;
	}

	get alive(): boolean {
		return this.connection.connected && this.connection.mode === 2;
	}

	begin(): void {
		this.#owner.begun(this);
	}

	push(bytes: Uint8Array): void {
		this.#gathered += fromBytes(bytes);
		const size = this.#configuration.number("transpktsize");
		while (this.#gathered.length >= size) {
			this.#send(size);
		}
		this.#wait?.cancel();
		this.#wait = undefined;
		if (this.#gathered !== "") {
			const wait = this.#configuration.number("transwaittm") * 100;
			this.#wait = this.#timeline.after(wait, () => this.#send(this.#gathered.length));
		}
	}

	pause(): void {
		this.#send(this.#gathered.length);
		this.#owner.paused();
	}

	hangUp(): void {
		this.#send(this.#gathered.length);
		this.#owner.hungUp(this.connection);
	}

	#send(length: number): void {
		this.#wait?.cancel();
		this.#wait = undefined;
		const packet = this.#gathered.slice(0, length);
		this.#gathered = this.#gathered.slice(length);
		if (packet !== "" && this.connection.connected) {
			this.connection.send(packet);
		} else {
			this.#counters.transparentLost += packet.length;
		}
	}
}
