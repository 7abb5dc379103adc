import type { Option } from "./options.js";

/** What a client leaves behind at the broker. Byte strings. */
export interface Will {
	quality: 0 | 1 | 2;
	retain: boolean;
	topic: string;
	message: string;
}

/** The AT+QMTCFG values of one client. They are lost when the module stops (note 3.2.1: not saved). */
export class Configuration {
	readonly #options: Readonly<Record<string, Option>>;
	readonly #values = new Map<string, readonly (number | string)[]>();
	/** Undefined where `<will_fg>` is 0. */
	will: Will | undefined;

	constructor(options: Readonly<Record<string, Option>>) {
		this.#options = options;
	}

	values(name: string): readonly (number | string)[] {
		return this.#values.get(name) ?? this.#options[name]?.initial ?? [];
	}

	/** Value `at` of an option that is a number. */
	number(name: string, at = 0): number {
		return Number(this.values(name)[at]);
	}

	/** How long the module waits for the next byte of data that it has asked for, ms; undefined for ever. */
	get editPatience(): number | undefined {
		return this.number("edit/timeout") === 1 ? this.number("edit/timeout", 1) * 1000 : undefined;
	}

	/** Options that have been set, and that this simulator does nothing for. */
	get inert(): string[] {
		return Object.entries(this.#options)
			.filter(([name, { inert }]) => inert && this.values(name).some((value) => value !== ""))
			.map(([name, { shown }]) => shown ?? name);
	}

	set(name: string, values: readonly (number | string)[]): void {
		this.#values.set(name, values);
	}
}
