import type { ResolverClass, ResolverSubject } from "../../tests/conformance/dns/subject.js";
import type { Bench } from "./bench.js";

/** Where the answer to a lookup begins. */
const answer = /\r\n\+QIURC: "dnsgip"/;

/** The resolver of a real module, with the names that its network knows. */
export class BenchResolverSubject implements ResolverSubject {
	readonly Resolver: ResolverClass;
	readonly names: Readonly<Record<string, string>>;
	readonly #bench: Bench;
	#asked: string[] = [];

	/** @param names with the addresses that the module has for them */
	constructor(bench: Bench, names: Readonly<Record<string, string>>) {
		this.#bench = bench;
		this.names = names;
		this.Resolver = bench.modem.Resolver as unknown as ResolverClass;
		bench.quiet.onCommand = (line) => {
			const host = /^AT\+QIDNSGIP=\d+,"(.*)"/.exec(line)?.[1];
			if (host !== undefined && !bench.hand.isBusy) this.#asked.push(host);
		};
	}

	readonly options = (): Record<string, unknown> => ({});

	settle(): void {
		this.#bench.settle();
	}

	asked(): string[] {
		return this.#asked.splice(0);
	}

	/** On the way from the module: to the driver it is the same. */
	stall(isStalled: boolean): void {
		this.#bench.pump.withhold(isStalled ? answer : undefined);
	}

	close(): void {
		this.stall(false);
		this.#bench.settle();
		this.#bench.quiet.onCommand = () => {};
	}
}

/** Asks the module for the addresses of the names, by hand. */
export function namesOf(bench: Bench): Readonly<Record<string, string>> {
	void bench.modem;
	try {
		return Object.fromEntries(bench.settings.names.map((name) => [name, bench.hand.resolve(name)]));
	} catch (error) {
		bench.lack(`names that the module's network knows (--name): ${(error as Error).message}`);
	}
}
