import type { Clock } from "../../modules/clock.js";
import { type ModemOptions, numbers, numbersOrNone, settingsOf } from "../../modules/modem-provider/options.js";
import { equal, throws } from "../support/assert.js";
import { Pins } from "../support/pins.js";
import { QuietClock } from "../support/quiet-clock.js";
import { StrictSerial } from "../support/strict-serial.js";

const serial = { io: StrictSerial, baud: 115200 };
const clock: Clock = new QuietClock();
const dtr = new Pins().pin("dtr");
const check = (options: Partial<Record<keyof ModemOptions, unknown>>) =>
	settingsOf({ serial, clock, dtr, ...options } as ModemOptions);

describe("Options of a modem", () => {
	for (const [name, [least, most, otherwise]] of Object.entries({ ...numbers, ...numbersOrNone })) {
		it(`${name}: ${least} to ${most}, ${otherwise} when nothing is said`, () => {
			const of = (value: unknown) => check({ [name]: value })[name as keyof typeof numbers];
			equal(of(undefined), otherwise);
			equal(of(least), least);
			equal(of(most), most);
			for (const wrong of [least - 1, most + 1, least + 0.5, -1, Number.NaN, "1"]) {
				if (wrong === 0 && name in numbersOrNone) continue;
				throws(() => of(wrong), RangeError, `${name}: ${least} to ${most}`);
			}
			if (name in numbersOrNone) equal(of(0), 0);
		});
	}

	it("are refused by name", () => {
		throws(() => settingsOf(null as never), TypeError, "options");
		throws(() => check({ serial: {} }), TypeError, "serial.io");
		throws(() => check({ serial: { ...serial, baud: 4799 } }), RangeError, "serial.baud: 4800 to 4000000");
		throws(
			() => check({ serial: { ...serial, flowControl: "soft" } }),
			RangeError,
			"serial.flowControl: hardware, none",
		);
		throws(() => check({ clock: {} }), TypeError, "clock");
		for (const name of ["power", "reset", "status", "dtr"])
			throws(() => check({ [name]: {} }), TypeError, `${name}.io`);
		throws(() => check({ apn: "a".repeat(100) }), RangeError, "apn: over 99 bytes");
		throws(() => check({ apn: 'a"' }), RangeError, "apn");
		throws(() => check({ user: "a".repeat(128) }), RangeError, "user: over 127 bytes");
		throws(() => check({ password: 5 }), TypeError, "password");
		throws(() => check({ authentication: "MD5" }), RangeError, "authentication: none, PAP, CHAP, PAP or CHAP");
		throws(() => check({ pdpType: "PPP" }), RangeError, "pdpType: IP, IPV6, IPV4V6");
		throws(() => check({ pin: 1234 }), TypeError, "pin");
		for (const pin of ["123", "123456789", "12a4"]) throws(() => check({ pin }), RangeError, "pin: 4 to 8 digits");
		throws(() => check({ sleep: 5000, dtr: undefined }), RangeError, "sleep: needs dtr");
		for (const name of ["onReady", "onState", "onError", "onTrace"]) {
			throws(() => check({ [name]: 1 }), TypeError, name);
		}
	});

	it("that are right are taken as they are", () => {
		const given = { apn: "internet", user: "u", password: "p", authentication: "CHAP", pdpType: "IPV4V6", pin: "1234" };
		const settings = check(given);
		for (const [name, value] of Object.entries(given)) equal(settings[name as keyof ModemOptions], value);
		equal(check({ dtr: "serial", sleep: 5000 }).sleep, 5000);
		equal(check({}).user, "");
	});
});
