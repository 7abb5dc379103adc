/** What a clock counts by. */
export interface Crystal {
	/** ms since something. */
	readonly now: number;
}

const QUARTER = 15 * 60_000;
/** What a clock shows that has lost its supply: 1980-01-06, the first day of GPS time. */
const UNSET = Date.UTC(1980, 0, 6);

/** The module's clock (AT+CCLK). It counts local time, and remembers how far that is from UTC. Kept until the supply is lost. */
export class RealTimeClock {
	readonly #crystal: Crystal;
	/** When what it showed was {@link #local}. */
	#set: number;
	#local = UNSET;
	#zone = 0;

	/** @param crystal of the module, which goes on while it is off */
	constructor(crystal: Crystal) {
		this.#crystal = crystal;
		this.#set = crystal.now;
	}

	/** The supply was lost. */
	forget(): void {
		this.#set = this.#crystal.now;
		this.#local = UNSET;
		this.#zone = 0;
	}

	/**
	 * Sets the clock from `yy/MM/dd,hh:mm:ss` with or without a zone in quarters of an hour (3GPP TS 27.007, 8.15).
	 * Returns false, and changes nothing, when that is no time.
	 */
	set(text: string): boolean {
		const match = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)?$/.exec(text);
		if (match === null) {
			return false;
		}
		const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
			number,
			number,
			number,
			number,
			number,
			number,
		];
		const local = Date.UTC((year >= 70 ? 1900 : 2000) + year, month - 1, day, hour, minute, second);
		const zone = Number(match[7] ?? 0);
		if (zone < -48 || zone > 56 || show(local) !== text.slice(0, 17)) {
			return false;
		}
		this.#set = this.#crystal.now;
		this.#local = local;
		this.#zone = zone;
		return true;
	}

	/** The network tells the time (NITZ). @param utc ms since 1970 @param zone quarters of an hour @param digits what the clock is to show beside the zone */
	setFromNetwork(utc: number, zone: number, digits: "local" | "UTC" = "local"): void {
		this.#set = this.#crystal.now;
		this.#local = utc + (digits === "local" ? zone * QUARTER : 0);
		this.#zone = zone;
	}

	/** Quarters of an hour from UTC. */
	get zone(): number {
		return this.#zone;
	}

	/** ms since 1970, as far as the clock knows. */
	get utc(): number {
		return this.#now() - this.#zone * QUARTER;
	}

	/** `yy/MM/dd,hh:mm:ss±zz`. */
	get text(): string {
		return show(this.#now()) + showZone(this.#zone);
	}

	#now(): number {
		return this.#local + this.#crystal.now - this.#set;
	}
}

/** `yyyy/MM/dd,hh:mm:ss±zz` of ms since 1970. @param local whether the digits are local time, or UTC with the zone behind them */
export function showTime(utc: number, zone: number, local: boolean): string {
	const shown = utc + (local ? zone * QUARTER : 0);
	const century = Math.floor(new Date(shown).getUTCFullYear() / 100);
	return century + show(shown) + showZone(zone);
}

/** `±zz`, quarters of an hour. */
export function showZone(zone: number): string {
	return `${zone < 0 ? "-" : "+"}${two(Math.abs(zone))}`;
}

function two(value: number): string {
	return String(value % 100).padStart(2, "0");
}

function show(local: number): string {
	const date = new Date(local);
	const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].map(two).join("/");
	const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
	return `${day},${time}`;
}
