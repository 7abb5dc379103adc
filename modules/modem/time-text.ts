/** A quarter of an hour, ms: zones are told in quarters. */
const QUARTER = 900000;
/** Years of two digits that a clock of today can show: 2024 to 2069. One that has lost its supply shows 1970 or 1980. */
export const FIRST_YEAR = 24;
export const LAST_YEAR = 69;

/** Date, time and zone in quarters of an hour (3GPP TS 27.007, 8.15); +QNTP and +QLTS have the century in front. */
const form = /^(?:20)?(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)(?:([+-]\d\d))?/;

/** The digits as if they were UTC, ms since 1970; NaN for what is no time of today. */
export function digitsOf(text: string): number {
	const fields = form.exec(text)?.slice(1, 7).map(Number);
	if (fields === undefined) return Number.NaN;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
	const time = Date.UTC(2000 + year, month - 1, day, hour, minute, second);
	const isDay = month >= 1 && month <= 12 && new Date(time).getUTCDate() === day;
	return year >= FIRST_YEAR && year <= LAST_YEAR && isDay ? time : Number.NaN;
}

/** Zone, ms east of UTC; 0 where none is told. */
export function zoneOf(text: string): number {
	return Number(form.exec(text)?.[7] ?? 0) * QUARTER;
}

/**
 * `yy/MM/dd,hh:mm:ss±zz`, local time, as AT+CCLK takes it.
 * @param time ms since 1970, of a year from 2024 to 2069; to the nearest second
 * @param zone ms east of UTC, whole quarters of an hour
 */
export function textOf(time: number, zone: number): string {
	const local = new Date(Math.round((time + zone) / 1000) * 1000).toISOString();
	const quarters = `${Math.abs(zone) / QUARTER}`.padStart(2, "0");
	return `${local.slice(2, 10).replaceAll("-", "/")},${local.slice(11, 19)}${zone < 0 ? "-" : "+"}${quarters}`;
}
