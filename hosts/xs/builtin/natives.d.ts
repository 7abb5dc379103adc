import type { HostDigital, HostDigitalOptions } from "./digital.js";

declare global {
	/**
	 * What the C host puts into the root machine while the modules of this folder are executed; it is gone afterwards.
	 * Each module takes what is its own.
	 */
	const natives: {
		readonly host: {
			exit(code?: number): never;
			argument(index: number): string | undefined;
			environment(name: string): string | undefined;
			ask(text: string): string;
			pass(ms: number): void;
		};
		readonly time: {
			ticks(): number;
			delta(start: number, end?: number): number;
		};
		readonly timer: {
			set(callback: (timer: object) => void, delay?: number, repeat?: number): object;
			repeat(callback: (timer: object) => void, interval: number): object;
			schedule(timer: object, delay?: number, repeat?: number): void;
			clear(timer: object | undefined): void;
		};
		readonly instruments: {
			fill(buffer: ArrayBufferLike): void;
			collect(): void;
			section(number: number): void;
		};
		readonly serial: {
			/** The native half; see serial.ts here. */
			readonly Serial: unknown;
		};
		readonly digital: {
			readonly Digital: new (options: HostDigitalOptions) => HostDigital;
		};
	};
	/** Prints its arguments to standard output, one after the other, without a line end of its own. */
	function trace(...text: unknown[]): void;
}
