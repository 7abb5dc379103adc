import type { DigitalSpecifier } from "../../modules/io.js";

/** Digital pins of a test: what outputs were set to, and what inputs read. */
export class Pins {
	/** Each change of an output: name and level. */
	readonly log: string[] = [];
	readonly levels = new Map<string, number>();
	readonly open = new Set<string>();
	readonly #Digital: DigitalSpecifier["io"];

	constructor(onChange: (pin: string, level: number) => void = () => {}) {
		const { log, levels, open } = this;
		this.#Digital = class {
			static readonly Input = 0;
			static readonly Output = 8;
			readonly #pin: string;

			constructor({ pin }: { pin: unknown }) {
				this.#pin = pin as string;
				open.add(this.#pin);
			}

			write(value: number): void {
				levels.set(this.#pin, value);
				log.push(`${this.#pin} ${value}`);
				onChange(this.#pin, value);
			}

			read(): number {
				return levels.get(this.#pin) ?? 0;
			}

			close(): void {
				open.delete(this.#pin);
			}
		};
	}

	pin(name: string) {
		return { io: this.#Digital, pin: name } as DigitalSpecifier & DigitalSpecifier<{ read(): number; close(): void }>;
	}
}
