/** What carries bytes to a module and back. */
export interface Wire {
	onBytes: (bytes: Uint8Array) => void;
	send(bytes: Uint8Array): void;
}

/** Behind it a URC may have come already. */
const final = /(?:^|[\r\n])(OK|ERROR|\+CM[ES] ERROR: [^\r\n]*)\r\n/;

/** A few AT commands by hand, for a module of which nothing is known. One at a time. */
export class Attention {
	readonly #wire: Wire;
	#text = "";
	#changed: () => void = () => {};

	constructor(wire: Wire) {
		this.#wire = wire;
		wire.onBytes = (bytes) => {
			this.#text = (this.#text + Buffer.from(bytes).toString("latin1")).slice(-16_384);
			this.#changed();
		};
	}

	/** What has come since the last time. */
	get heard(): string {
		return this.#text;
	}

	/** Sends bytes as they are. */
	send(text: string): void {
		this.#wire.send(Buffer.from(text, "latin1"));
	}

	/**
	 * Sends a command line and waits for its final result.
	 * @returns all that came up to it, "" when it was an error; undefined when there was none within `limit` ms
	 */
	async command(line: string, limit: number): Promise<string | undefined> {
		this.#text = "";
		this.send(`${line}\r`);
		const isIn = await this.until(() => final.test(this.#text), limit);
		if (!isIn) return undefined;
		return final.exec(this.#text)?.[1] === "OK" ? this.#text : "";
	}

	/** @returns whether it was so within `limit` ms */
	until(isDone: () => boolean, limit: number): Promise<boolean> {
		return new Promise((resolve) => {
			const end = (result: boolean) => {
				clearTimeout(timer);
				this.#changed = () => {};
				resolve(result);
			};
			// The wire keeps the process; whoever has closed it does not wait for this.
			const timer = setTimeout(() => end(isDone()), limit).unref();
			this.#changed = () => {
				if (isDone()) end(true);
			};
			this.#changed();
		});
	}

	pause(ms: number): Promise<boolean> {
		return this.until(() => false, ms);
	}
}
