import type { Endpoint, NetworkDatagrams, NetworkSocket, SocketFailure } from "../sim/network.js";
import type { Release } from "./track.js";

/** A connection between the module and the peer. What the peer sends waits until the recording shows that it had come. */
export class ReplayStream implements NetworkSocket {
	onOpen = () => {};
	onData = (_bytes: Uint8Array) => {};
	onClose = () => {};
	onError = (_failure: SocketFailure) => {};
	isOver = false;
	/** What has come from the module, characters up to U+00FF. */
	received = "";
	/** What the peer has sent and the module has not got, and how much it may have got in all. */
	#waiting = "";
	#passed = 0;
	#allowed = 0;
	#mayEnd = false;
	/** Bytes of the module's that may have arrived in all; those that have, and who is told. */
	#arriving = Number.POSITIVE_INFINITY;
	#sent = 0;
	readonly #told: { readonly at: number; readonly passed: () => void }[] = [];

	send(data: string): void {
		this.#waiting += data;
		this.#deliver();
	}

	release({ what, amount }: Release): void {
		if (what === "data") this.#allowed = amount;
		else if (what === "end") this.#mayEnd = true;
		else this.#arriving = amount;
		this.#deliver();
		this.#confirm();
	}

	write(bytes: Uint8Array, passed?: () => void): void {
		this.received += Buffer.from(bytes).toString("latin1");
		this.#sent += bytes.length;
		if (passed === undefined) return;
		this.#told.push({ at: this.#sent, passed });
		setImmediate(() => this.#confirm());
	}

	close(): void {
		this.isOver = true;
	}

	abort(): void {
		this.isOver = true;
	}

	#deliver(): void {
		if (this.isOver) return;
		const count = Math.min(this.#waiting.length, this.#allowed - this.#passed);
		if (count > 0) {
			const data = this.#waiting.slice(0, count);
			this.#waiting = this.#waiting.slice(count);
			this.#passed += count;
			this.onData(Buffer.from(data, "latin1"));
		}
		if (!this.#mayEnd) return;
		this.isOver = true;
		this.onClose();
	}

	#confirm(): void {
		while (this.#told[0] !== undefined && this.#told[0].at <= this.#arriving) this.#told.shift()?.passed();
	}
}

/** A port of the module for datagrams. */
export class ReplayDatagrams implements NetworkDatagrams {
	onOpen = () => {};
	onError = () => {};
	onDatagram = (_bytes: Uint8Array, _from: Endpoint) => {};
	readonly #onSend: (bytes: Uint8Array, to: Endpoint) => void;
	readonly #onOver: () => void;
	readonly #waiting: { readonly data: string; readonly from: Endpoint }[] = [];
	#passed = 0;
	#allowed = 0;

	constructor(onSend: (bytes: Uint8Array, to: Endpoint) => void, onOver: () => void) {
		this.#onSend = onSend;
		this.#onOver = onOver;
	}

	receive(data: string, from: Endpoint): void {
		this.#waiting.push({ data, from });
		this.#deliver();
	}

	release({ what, amount }: Release): void {
		if (what === "data") this.#allowed = amount;
		this.#deliver();
	}

	send(bytes: Uint8Array, to: Endpoint): void {
		this.#onSend(bytes, to);
	}

	close(): void {
		this.#onOver();
	}

	#deliver(): void {
		while (this.#passed < this.#allowed) {
			const next = this.#waiting.shift();
			if (next === undefined) return;
			this.#passed++;
			this.onDatagram(Buffer.from(next.data, "latin1"), next.from);
		}
	}
}
