import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { shortened } from "../../support/effort.js";
import type { Instance, MakeSubject, RTCSubject } from "./subject.js";

const HOUR = 3_600_000;
/** A time that no clock shows by itself. */
const OTHER = Date.UTC(2031, 1, 28, 23, 59, 50);

/** Whether an instance tells what the hardware shows. */
function isRight({ now, precision }: RTCSubject, { time }: Instance): boolean {
	return typeof time === "number" && Math.abs(time - now()) <= precision;
}

/** Clause 16, and the Peripheral and Base Class Patterns (clauses 12 and 8) as far as they are about a clock. */
export function rtcSuite(make: MakeSubject): void {
	/** A subject that knows the time, and an instance. */
	function started(): { subject: RTCSubject; clock: Instance } {
		const subject = make();
		const clock = new subject.RTC(subject.options());
		subject.connect();
		return { subject, clock };
	}

	it("needs an options object, which may be frozen and hold anything else", () => {
		const { RTC, options } = make();
		for (const it of [undefined, null, 1, "options"]) throws(() => new RTC(it), TypeError);
		new RTC(Object.freeze({ ...options(), colour: "blue" })).close();
	});

	it("needs functions for callbacks", () => {
		const { RTC, options } = make();
		for (const onAlarm of [null, 1, {}]) throws(() => new RTC({ ...options(), onAlarm }), TypeError, "onAlarm");
		new RTC({ ...options(), onAlarm() {} }).close();
	});

	it("keeps target", () => {
		const { RTC, options } = make();
		const target = {};
		ok(new RTC({ ...options(), target }).target === target);
		equal(new RTC(options()).target, undefined);
	});

	it("tells no time while there is none, and the time once it is known", () => {
		const subject = make();
		const clock = new subject.RTC(subject.options());
		equal(clock.time, undefined);
		subject.connect();
		ok(isRight(subject, clock), `${clock.time}, not ${subject.now()}`);
	});

	it("tells the time as it goes on", () => {
		const { subject, clock } = started();
		for (const ms of [1, 999, 60_000, HOUR, 26 * HOUR]) {
			subject.pass(ms);
			ok(isRight(subject, clock), `${clock.time}, not ${subject.now()}`);
		}
	});

	it("never goes backwards by itself", () => {
		const { subject, clock } = started();
		let before = clock.time as number;
		for (let at = 0; at < 200; at++) {
			subject.pass(97 * 1000 + 13 * at);
			const time = clock.time as number;
			ok(time > before, `${time} after ${before}`);
			before = time;
		}
	});

	it("is set by writing the time, in the hardware too", () => {
		const { subject, clock } = started();
		clock.time = OTHER;
		ok(Math.abs((clock.time as number) - OTHER) <= subject.precision);
		subject.settle();
		ok(Math.abs(subject.now() - OTHER) <= subject.precision, `${subject.now()}`);
		subject.pass(2 * HOUR);
		ok(Math.abs((clock.time as number) - OTHER - 2 * HOUR) <= 2 * subject.precision, `${clock.time}`);
		const other = new subject.RTC(subject.options());
		ok(isRight(subject, other));
	});

	it("takes only times", () => {
		const { subject, clock } = started();
		for (const it of [undefined, null, "2026-01-01", {}, new Date(OTHER)]) {
			throws(() => (clock.time = it), TypeError, "time");
		}
		for (const it of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e18])
			throws(() => (clock.time = it), RangeError, "time");
		ok(isRight(subject, clock));
	});

	it("tells the same by several instances, and goes on when one of them is closed", () => {
		const { subject, clock } = started();
		const others = [0, 1].map(() => new subject.RTC(subject.options()));
		subject.settle();
		for (const it of others) ok(isRight(subject, it));
		clock.close();
		subject.pass(3 * HOUR);
		for (const it of others) ok(isRight(subject, it));
	});

	it("has a configuration, and needs an options object to change it", () => {
		const { clock } = started();
		equal(typeof clock.configuration, "object");
		for (const it of [undefined, null, 1]) throws(() => clock.configure(it), TypeError, "options");
		const before = clock.configuration;
		clock.configure(Object.freeze({}));
		deepEqual(clock.configuration, before);
	});

	it("has an alarm in its configuration, or takes none", () => {
		const { subject, clock } = started();
		if ("alarm" in clock.configuration) return;
		throws(() => clock.configure({ alarm: subject.now() + HOUR }), Error, "alarm");
		deepEqual(clock.configuration, {});
	});

	it("is over after close, which may be called twice", () => {
		const { clock } = started();
		clock.close();
		clock.close();
		throws(() => clock.time, SyntaxError);
		throws(() => (clock.time = OTHER), SyntaxError);
		throws(() => clock.configuration, SyntaxError);
		throws(() => clock.configure({}), SyntaxError);
	});

	it("may be made again after the last one was closed", () => {
		const { subject, clock } = started();
		clock.close();
		subject.pass(shortened(20) * 24 * HOUR);
		const other = new subject.RTC(subject.options());
		subject.settle();
		ok(isRight(subject, other), `${other.time}, not ${subject.now()}`);
	});
}
