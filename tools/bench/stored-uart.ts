import type { Clock } from "../../modules/clock.js";
import type { Serial, SerialOptions } from "../../modules/io.js";
import type { Connector } from "../sim/connector.js";

export interface StoredUARTOptions {
	/** Bytes of the receive store: what comes while it is full is lost. */
	readonly capacity: number;
	/** RTS follows the receive store, as the UART of a microcontroller does by itself. */
	readonly hasFlowControl: boolean;
}

/** Bytes that the transmitter says it can take at once. */
const CREDIT = 512;

/**
 * A host's UART on a simulated module, with a receive store of a size and a script that is busy at times: while it is,
 * nobody is called back, and the store fills.
 */
export class StoredUART {
	readonly Serial: new (
		options: SerialOptions,
	) => Serial;
	/** Bytes that found the store full. */
	lost = 0;
	/** Most bytes that were in the store at once. */
	highWater = 0;
	#isBusy = false;
	readonly #busy;
	#wake: () => void = () => {};

	constructor(connector: Connector, clock: Clock, { capacity, hasFlowControl }: StoredUARTOptions) {
		const uart = this;
		const store = new Uint8Array(capacity);
		let used = 0;
		let isHeld = false;
		this.#busy = clock.alarm(() => {
			this.#isBusy = false;
			this.#wake();
		});

		/** A quarter of the store is for what is on its way already. */
		function request(): void {
			const wantsHold = isHeld ? used >= capacity / 4 : used > (capacity * 3) / 4;
			if (!hasFlowControl || wantsHold === isHeld) return;
			isHeld = wantsHold;
			connector.setLine("RTS", isHeld ? 1 : 0);
		}

		this.Serial = class implements Serial {
			#owesWritable = true;
			readonly #options: SerialOptions;
			readonly #alarm = clock.alarm(() => this.#run());

			constructor(options: SerialOptions) {
				this.#options = options;
				connector.setBaud(options.baud);
				connector.onBytes = (bytes) => {
					const taken = bytes.subarray(0, capacity - used);
					store.set(taken, used);
					used += taken.length;
					uart.lost += bytes.length - taken.length;
					uart.highWater = Math.max(uart.highWater, used);
					request();
					this.#alarm.set(0);
				};
				uart.#wake = () => this.#alarm.set(0);
				this.#alarm.set(0);
			}

			#run(): void {
				if (uart.#isBusy) return;
				if (used > 0) this.#options.onReadable?.call(this, used);
				if (!this.#owesWritable) return;
				this.#owesWritable = false;
				this.#options.onWritable?.call(this, CREDIT);
			}

			read(buffer: Uint8Array): number | undefined {
				const count = Math.min(used, buffer.length);
				if (count === 0) return undefined;
				buffer.set(store.subarray(0, count));
				store.copyWithin(0, count, used);
				used -= count;
				request();
				return count;
			}

			write(buffer: Uint8Array): void {
				connector.write(buffer.slice());
				this.#owesWritable = true;
				this.#alarm.set(0);
			}

			close(): void {
				connector.onBytes = () => {};
				uart.#wake = () => {};
				this.#alarm.close();
			}
		};
	}

	/** The script does something else for `ms`. */
	stall(ms: number): void {
		this.#isBusy = true;
		this.#busy.set(ms);
	}
}
