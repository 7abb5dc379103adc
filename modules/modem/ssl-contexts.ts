import type { Files } from "./files.js";

/** The module's SSL contexts (AT+QSSLCFG, 0 to 5): who secures a connection holds one of them. One table per modem. */
export class SSLContexts {
	/** Where certificates and keys are put. */
	readonly files: Files;
	/** Free ones, the one longest unused in front. */
	readonly #free: number[] = [];

	/** @param count how many the module has */
	constructor(files: Files, count: number) {
		this.files = files;
		for (let index = 0; index < count; index++) this.#free.push(index);
	}

	/** @throws Error("busy") when all are taken */
	take(): number {
		const index = this.#free.shift();
		if (index === undefined) throw new Error("busy");
		return index;
	}

	release(index: number): void {
		this.#free.push(index);
	}
}
