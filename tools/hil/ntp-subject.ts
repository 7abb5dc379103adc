import type { Instance, NTPClass, NTPSubject } from "../../tests/conformance/ntp/subject.js";
import type { Bench } from "./bench.js";

type Callback = (this: unknown, ...results: unknown[]) => void;

/** The NTP client of a real module. The time that it must tell is that of this machine. */
export class BenchNTPSubject implements NTPSubject {
	readonly NTP: NTPClass;
	/** Whole seconds, the way through the network, and what this machine's clock is off. */
	readonly precision = 5000;
	/** No such name can be registered (RFC 2606, 2). */
	readonly nobody = "nobody.example";
	readonly #bench: Bench;
	readonly #asking = new Set<Instance>();
	#asked: string[] = [];

	constructor(bench: Bench) {
		this.#bench = bench;
		this.NTP = this.#boundClass();
		bench.quiet.onCommand = (line) => {
			const host = /^AT\+QNTP=\d+,"(.*?)"/.exec(line)?.[1];
			if (host !== undefined) this.#asked.push(host);
		};
	}

	get time(): number {
		return Date.now();
	}

	readonly options = (): { servers: string[] } => ({ servers: [this.#bench.settings.timeServer] });

	/** A client that got no answer rests, and asks once more. */
	settle(): void {
		this.#bench.until("told the time", () => this.#asking.size === 0);
		this.#bench.settle();
	}

	asked(): string[] {
		return this.#asked.splice(0);
	}

	close(): void {
		for (const client of this.#asking) client.close();
		this.#bench.settle();
		this.#bench.quiet.onCommand = () => {};
	}

	/** The class of the modem; it is known here who waits for the time. */
	#boundClass(): NTPClass {
		const asking = this.#asking;
		const Parent = this.#bench.modem.NTP as unknown as NTPClass;
		class NTP extends Parent {
			override getTime(callback?: unknown): unknown {
				const client = this;
				const result = super.getTime(
					typeof callback !== "function"
						? callback
						: function (this: unknown, ...results: unknown[]) {
								asking.delete(client);
								(callback as Callback).apply(this, results);
							},
				);
				asking.add(client);
				return result;
			}

			override close(callback?: unknown): unknown {
				asking.delete(this);
				return super.close(callback);
			}
		}
		return NTP as unknown as NTPClass;
	}
}
