import { elapsed } from "../../modules/clock.js";
import type { ScriptedModule } from "./scripted-module.js";

const OK = "\r\nOK\r\n";
const QUARTER = 900_000;

const two = (value: number) => `${value}`.padStart(2, "0");

/** `yy/MM/dd,hh:mm:ss` */
function show(time: number): string {
	const date = new Date(time);
	const day = `${two(date.getUTCFullYear() % 100)}/${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}`;
	return `${day},${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** AT+CCLK of a scripted module: a clock that goes on with the test's, and can be set. */
export class ScriptedClock {
	/** Quarters of an hour. */
	zone: number;
	/** Whether the digits are UTC, and not local time. */
	isUTC = false;
	readonly #module: ScriptedModule;
	#time: number;
	#tick: number;

	/** @param time what it shows now, ms since 1970 */
	constructor(module: ScriptedModule, time: number, zone = 32) {
		this.#module = module;
		this.#time = time;
		this.#tick = module.clock.now();
		this.zone = zone;
		module.answer("AT+CTZU?", `\r\n+CTZU: 3\r\n${OK}`);
		module.answer("AT+CCLK?", () => `\r\n+CCLK: "${show(this.#shown)}${this.#zoneText}"\r\n${OK}`);
		module.answer("AT+CCLK=", (line) => {
			const [year, month, day, hour, minute, second, east] = (line.match(/[+-]?\d\d/g) ?? []).map(Number);
			this.zone = east as number;
			this.set(
				Date.UTC(2000 + (year as number), (month as number) - 1, day, hour, minute, second) - this.zone * QUARTER,
			);
			return OK;
		});
	}

	/** ms since 1970. */
	get now(): number {
		const tick = this.#module.clock.now();
		this.#time += elapsed(this.#tick, tick);
		this.#tick = tick;
		return this.#time;
	}

	set(time: number): void {
		this.#tick = this.#module.clock.now();
		this.#time = time;
	}

	get #shown(): number {
		return this.now + (this.isUTC ? 0 : this.zone * QUARTER);
	}

	get #zoneText(): string {
		return `${this.zone < 0 ? "-" : "+"}${two(Math.abs(this.zone))}`;
	}
}
