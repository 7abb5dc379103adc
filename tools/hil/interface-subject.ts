import type { InterfaceClass, InterfaceSubject } from "../../tests/conformance/interface/subject.js";
import type { Bench } from "./bench.js";

/** The network interface of a real module. What it must say is what the module has said on the wire. */
export class BenchInterfaceSubject implements InterfaceSubject {
	readonly NetworkInterface: InterfaceClass;
	address = "";
	operator = "";
	RSSI = Number.NaN;
	readonly #bench: Bench;
	#isOffTheAir = false;

	constructor(bench: Bench) {
		this.#bench = bench;
		bench.quiet.onLine = (line) => this.#read(line);
		const modem = bench.remake();
		this.NetworkInterface = modem.NetworkInterface as unknown as InterfaceClass;
	}

	readonly options = (): Record<string, unknown> => ({});

	settle(): void {
		this.#bench.settle();
	}

	connect(): void {
		this.#bringBack();
		void this.#bench.modem;
		// Instances are told a moment later.
		this.#bench.settle();
	}

	/** By hand, as if the module had gone where there is no network. */
	disconnect(): void {
		const bench = this.#bench;
		const { modem } = bench;
		bench.hand.order("AT+CFUN=4");
		this.#isOffTheAir = true;
		bench.until("off the air", () => modem.state !== "ready");
		bench.settle();
	}

	close(): void {
		this.#bringBack();
		this.#bench.quiet.onLine = () => {};
	}

	#bringBack(): void {
		if (this.#isOffTheAir) this.#bench.hand.order("AT+CFUN=1");
		this.#isOffTheAir = false;
	}

	#read(line: string): void {
		this.address = /^\+QIACT: \d+,\d+,\d+,"([^"]*)"/.exec(line)?.[1] ?? this.address;
		this.operator = /^\+COPS: \d+,\d+,"([^"]*)"/.exec(line)?.[1] ?? this.operator;
		this.RSSI = 2 * Number(/^\+CSQ: (\d+)/.exec(line)?.[1] ?? (this.RSSI + 113) / 2) - 113;
	}
}
