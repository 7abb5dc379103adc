import type { ModemSubject, ModemUnderTest } from "../../tests/conformance/modem/subject.js";
import type { Bench } from "./bench.js";

/** How long a message may be under way, ms. */
const DELIVERY = 10_000;

let drawn = 0;

/** A real module for the suites of the modem. */
export class BenchModemSubject implements ModemSubject {
	readonly prefix: string;
	readonly #bench: Bench;
	#seen: number;

	constructor(bench: Bench) {
		this.#bench = bench;
		this.prefix = this.#broker.prefix;
		this.#seen = bench.quiet.publishes;
	}

	make(): ModemUnderTest {
		return this.#bench.remake();
	}

	options(): Record<string, unknown> {
		const { host, port, client } = this.#broker;
		return { host, port, id: `hil-modem-${process.pid}-${++drawn}`, ...client };
	}

	until(what: string, isDone: () => boolean): void {
		this.#bench.until(what, isDone);
	}

	settle(): void {
		this.#bench.settle();
	}

	published() {
		const bench = this.#bench;
		const expected = bench.quiet.publishes - this.#seen;
		bench.wait(() => bench.publishedCount >= expected, DELIVERY);
		this.#seen = bench.quiet.publishes;
		return bench.takePublished();
	}

	restart(): void {
		this.#bench.restart();
	}

	/** The modem stays: the next subject makes one of its own. */
	close(): void {}

	get #broker() {
		return this.#bench.settings.broker ?? this.#bench.lack("a broker (--broker, --own-broker)");
	}
}
