import { Arrivals } from "../../hosts/node/arrivals.js";
import type { Clock } from "../../modules/clock.js";
import type { Serial, SerialOptions } from "../../modules/io.js";
import type { Connector, HostLine, ModuleLine } from "../../tools/sim/connector.js";

/** Bytes that the wired serial says it can take at once. */
const CREDIT = 512;

/**
 * Solders a host to a simulated module within one process: ECMA-419 Serial and Digital classes over its connector.
 * Bytes are held until they are read; the credit comes back at once, the module's UART paces them.
 */
export class BenchWiring {
	readonly Serial: new (
		options: SerialOptions,
	) => Serial;
	readonly Digital: {
		new (options: { pin: unknown; mode: number }): { read(): number; write(value: number): void; close(): void };
		readonly Input: number;
		readonly Output: number;
	};
	readonly #levels = new Map<ModuleLine, number>();

	/** What becomes of bytes from the module on their way; for noise. */
	onWire: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

	constructor(connector: Connector, clock: Clock) {
		const wiring = this;
		const levels = this.#levels;
		connector.onLine = (line, level) => levels.set(line, level);

		this.Serial = class WiredSerial implements Serial {
			readonly #arrived = new Arrivals();
			#isClosed = false;
			readonly #options: SerialOptions;
			readonly #credit = clock.alarm(() => this.#options.onWritable?.call(this, CREDIT));

			constructor(options: SerialOptions) {
				this.#options = options;
				connector.setBaud(options.baud);
				connector.onBytes = (bytes) => {
					if (this.#isClosed) return;
					this.#arrived.push(wiring.onWire(bytes.slice()));
					if (this.#arrived.count > 0) options.onReadable?.call(this, this.#arrived.count);
				};
				this.#credit.set(0);
			}

			read(buffer: Uint8Array): number | undefined {
				return this.#arrived.read(buffer);
			}

			write(buffer: Uint8Array): void {
				connector.write(buffer.slice());
				this.#credit.set(0);
			}

			close(): void {
				this.#isClosed = true;
				this.#credit.close();
			}
		};

		this.Digital = class WiredDigital {
			static readonly Input = 0;
			static readonly Output = 8;
			readonly #pin: string;
			readonly #isOutput: boolean;

			constructor({ pin, mode }: { pin: unknown; mode: number }) {
				this.#pin = pin as string;
				this.#isOutput = mode === WiredDigital.Output;
				if (this.#isOutput) this.write(0);
			}

			/** Pins are active high for the host; the module's key and reset are active low. */
			write(value: number): void {
				if (!this.#isOutput) throw new Error("an input");
				connector.setLine(this.#pin as HostLine, value === 0 ? 1 : 0);
			}

			read(): number {
				if (this.#isOutput) throw new Error("an output");
				return levels.get(this.#pin as ModuleLine) ?? 0;
			}

			close(): void {}
		};
	}
}
