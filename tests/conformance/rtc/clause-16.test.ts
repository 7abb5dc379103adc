import { ScriptedClock } from "../../support/scripted-clock.js";
import { ScriptedModule } from "../../support/scripted-module.js";
import { rtcSuite } from "./clock.js";
import type { RTCClass, RTCSubject } from "./subject.js";

/** The module's clock, behind a table of answers. */
function make(): RTCSubject {
	const module = new ScriptedModule();
	const hardware = new ScriptedClock(module, Date.UTC(2026, 7, 6, 12, 40, 4, 300));
	return {
		RTC: module.modem.RTC as unknown as RTCClass,
		options: () => ({ clock: { io: class {} }, interrupt: { io: class {} } }),
		now: () => hardware.now,
		precision: 1000,
		connect() {
			module.ready();
			module.settle();
		},
		settle: () => module.settle(),
		pass: (ms) => module.pass(ms),
	};
}

describe("ECMA-419, clause 16: RTC", () => rtcSuite(make));
