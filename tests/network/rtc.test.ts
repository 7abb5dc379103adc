import { ModemError } from "../../modules/errors.js";
import type { RTC, RTCOptions } from "../../modules/network/rtc.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedClock } from "../support/scripted-clock.js";
import { ScriptedModule } from "../support/scripted-module.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const NOON = Date.UTC(2026, 7, 6, 12, 0, 0);
const HOUR = 3_600_000;
const tells = (name: string, text: string) => `\r\n${name}: "${text}"\r\n${OK}`;

describe("RTC", () => {
	let module: ScriptedModule;
	let hardware: ScriptedClock;
	let log: string[];
	/** When the next timer goes off, without a clock: the modem has its own. */
	let nextAlarm: number | undefined;

	const make = (options: RTCOptions = {}) =>
		new (module.modem.RTC as new (options: RTCOptions) => RTC)({
			onError: (error) => void log.push(`${error.source} ${error.command} ${error.code} ${error.retry}`),
			...options,
		});
	const pass = (ms: number) => module.pass(ms);
	/** What was sent since the last call, beside what a way up takes. */
	const asked = () => module.lines().filter((it) => /CCLK|CTZU|QLTS/.test(it));

	/** When a timer goes off, ms since the beginning. */
	const due = () => {
		const left = module.clock.nextAlarm();
		return left === undefined ? undefined : module.clock.now() + left;
	};

	beforeEach(() => {
		module = new ScriptedModule();
		hardware = new ScriptedClock(module, NOON, 0);
		log = [];
		module.ready();
		pass(10_000);
		hardware.set(NOON);
		nextAlarm = due();
	});

	it("asks nothing of the module before there is one, and nothing after the last one was closed", () => {
		const clocks = [make(), make()];
		module.settle();
		ok(asked().length > 0);
		for (const it of clocks) it.close();
		// Nor is a timer held, beside those of commands that have just ended.
		pass(10_000);
		equal(due(), nextAlarm);
		pass(2 * HOUR);
		deepEqual(asked(), []);
	});

	it("has the module's clock follow the network, where it does not", () => {
		for (const mode of [0, 1]) {
			module.answer("AT+CTZU?", `\r\n+CTZU: ${mode}\r\n${OK}`);
			const clock = make();
			module.settle();
			deepEqual(asked(), ["AT+CTZU?", "AT+CTZU=3", "AT+CCLK?"]);
			equal(clock.time, NOON);
			pass(HOUR);
			deepEqual(asked(), ["AT+CCLK?"]);
			clock.close();
			hardware.set(NOON);
		}
		module.answer("AT+CTZU?", `\r\n+CTZU: 3\r\n${OK}`);
		make();
		module.settle();
		deepEqual(asked(), ["AT+CTZU?", "AT+CCLK?"]);
	});

	it("looks again at both once the module has restarted", () => {
		let questions = 0;
		make();
		module.settle();
		for (const begin of ["AT+CTZU?", "AT+CCLK?"]) module.watch(begin, () => questions++);
		module.say("AT\r");
		module.ready();
		module.settle();
		equal(module.modem.counters.resets, 1);
		equal(questions, 2);
	});

	it("goes without that where the module refuses", () => {
		module.answer("AT+CTZU", ERROR);
		module.answer("AT+CTZU?", ERROR);
		const clock = make();
		module.settle();
		deepEqual(asked(), ["AT+CTZU?", "AT+CCLK?"]);
		equal(clock.time, NOON);
	});

	it("takes the digits for local time, unless the network's time says that they are UTC", () => {
		const cases: [text: string, network: string, time: number][] = [
			["26/08/06,20:00:00+32", "", NOON],
			["26/08/06,20:00:00+32", "2026/08/06,12:00:03+32,0", NOON],
			["26/08/06,06:30:00-22", "2026/08/06,12:00:03-22,0", NOON],
			["26/08/06,12:00:00+32", "2026/08/06,12:00:03+32,0", NOON],
			// Of another day: it says nothing.
			["26/08/06,20:00:00+32", "2026/08/04,20:00:00+32,0", NOON],
		];
		for (const [text, network, time] of cases) {
			module.answer("AT+CCLK?", tells("+CCLK", text));
			module.answer("AT+QLTS=1", tells("+QLTS", network));
			const clock = make();
			module.settle();
			deepEqual(asked(), ["AT+CTZU?", "AT+CCLK?", "AT+QLTS=1"]);
			equal(clock.time, time, text);
			clock.close();
		}
	});

	it("sets a clock that has lost its supply by the network's time", () => {
		module.answer("AT+CCLK?", tells("+CCLK", "80/01/06,00:00:12+00"));
		module.answer("AT+QLTS=2", tells("+QLTS", "2026/08/06,20:00:00+32,0"));
		module.answer("AT+QLTS=1", tells("+QLTS", "2026/08/06,12:00:00+32,0"));
		const clock = make();
		module.settle();
		equal(clock.time, NOON);
		ok(asked().includes('AT+CCLK="26/08/06,20:00:00+32"'));
	});

	it("tells no time while nobody knows it, and asks again every 30 s", () => {
		module.answer("AT+CCLK?", tells("+CCLK", "70/01/01,00:00:12+00"));
		module.answer("AT+QLTS=2", tells("+QLTS", ""));
		const clock = make();
		module.settle();
		equal(clock.time, undefined);
		for (const text of ["", "26/13/45,99:00:00+00", "nonsense"]) {
			module.answer("AT+CCLK?", tells("+CCLK", text));
			module.lines();
			pass(30_000);
			equal(clock.time, undefined);
			deepEqual(asked().slice(0, 1), ["AT+CCLK?"]);
		}
		module.answer("AT+CCLK?", tells("+CCLK", "26/08/06,12:00:00+00"));
		pass(30_000);
		equal(clock.time, NOON);
	});

	it("carries the time on, and follows the module's clock no further than needed", () => {
		const clock = make();
		module.settle();
		pass(500);
		equal(clock.time, NOON + 500);
		// The host's clock is slow by 5 s an hour: the beginning of the second that the module shows.
		hardware.set(NOON + HOUR + 5000 - 500);
		pass(HOUR - 500);
		equal(clock.time, Math.floor(hardware.now / 1000) * 1000);
		// Too fast: the end of it.
		hardware.set(hardware.now - 10_000);
		pass(HOUR);
		equal(clock.time, Math.floor(hardware.now / 1000) * 1000 + 999);
	});

	it("goes on while the modem is down, and is right again afterwards", () => {
		const clock = make();
		module.settle();
		module.answer("ATE0", ERROR);
		module.say("AT\r");
		ok(!module.isReady);
		pass(10_000);
		equal(clock.time, NOON + 10_000);
		throws(() => (clock.time = NOON), Error, "bad state");
		hardware.set(NOON + HOUR);
		module.answer("ATE0", OK);
		module.ready();
		module.settle();
		ok(Math.abs((clock.time as number) - hardware.now) < 1000);
		deepEqual(log, []);
	});

	it("sets the module's clock in its own zone, to the nearest second", () => {
		hardware.zone = 32;
		const clock = make();
		module.settle();
		asked();
		const time = Date.UTC(2031, 1, 28, 23, 59, 59, 600);
		clock.time = time;
		equal(clock.time, time);
		deepEqual(asked(), []);
		module.settle();
		deepEqual(asked(), ['AT+CCLK="31/03/01,08:00:00+32"']);
		equal(clock.time, time);
		hardware.zone = -22;
		pass(HOUR);
		asked();
		clock.time = Date.UTC(2026, 0, 1, 0, 0, 0);
		module.settle();
		deepEqual(asked(), ['AT+CCLK="25/12/31,18:30:00-22"']);
		deepEqual(log, []);
	});

	it("counts the later one of two times that are set at once", () => {
		const clock = make();
		module.settle();
		clock.time = NOON + HOUR;
		clock.time = NOON + 2 * HOUR;
		module.settle();
		equal(clock.time, NOON + 2 * HOUR);
		equal(hardware.now, NOON + 2 * HOUR);
	});

	it("tells that the module has not taken a time, and what its clock shows instead", () => {
		const clock = make();
		module.settle();
		module.override("AT+CCLK=", ERROR);
		clock.time = NOON + 5 * HOUR;
		module.settle();
		deepEqual(log, ["final +CCLK 0 true"]);
		module.settle();
		equal(clock.time, NOON);
	});

	it("takes what is on its way to the module there when the last one is closed", () => {
		const clock = make();
		module.settle();
		clock.time = NOON + HOUR;
		clock.close();
		module.settle();
		equal(hardware.now, NOON + HOUR);
		pass(10_000);
		equal(due(), nextAlarm);
	});

	it("refuses times outside of 2024 to 2069 before a byte goes out", () => {
		const clock = make();
		module.settle();
		asked();
		for (const time of [Date.UTC(2023, 11, 31), Date.UTC(2070, 0, 1)]) throws(() => (clock.time = time), RangeError);
		module.settle();
		deepEqual(asked(), []);
		equal(clock.time, NOON);
	});

	it("is over when the modem is closed, which it is told", () => {
		const errors: unknown[] = [];
		const clock = make({
			onError(error) {
				errors.push(this === clock, error instanceof ModemError && error.retry);
				this.close();
			},
		});
		module.settle();
		module.modem.close();
		deepEqual(errors, []);
		module.clock.advance(0);
		deepEqual(errors, [true, false]);
		throws(() => clock.time, SyntaxError);
		equal(module.modem.RTC, undefined);
		equal(module.clock.nextAlarm(), undefined);
	});
});
