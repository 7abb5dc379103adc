import { checkInteger, checkQuotable } from "../at/quoting.js";
import type { Clock } from "../clock.js";
import type { ModemError } from "../errors.js";
import type { DigitalInput, DigitalSpecifier, SerialSpecifier } from "../io.js";
import {
	type Authentication,
	authentications,
	type LifecycleSettings,
	type PDPType,
	pdpTypes,
} from "../modem/situation.js";
import type { LifecycleState } from "../modem/transitions.js";

/** Constructor options of a modem. Hosts fill in what is the platform's; an application gives the rest. */
export interface ModemOptions<Modem = unknown> {
	/**
	 * Serial class and its options. `baud`, 4800 to 4000000, is the one wanted: the module is found at any and brought to it, and
	 * both go back where it cannot be used. `flowControl: "hardware"` says that the Serial drives RTS and obeys CTS.
	 */
	serial: SerialSpecifier;
	/** Time; the host's. */
	clock: Clock;
	/** Power key, output; active holds it down. Without it the module has to be switched on by something else. */
	power?: DigitalSpecifier | undefined;
	/** Reset line, output; active holds the module in reset. */
	reset?: DigitalSpecifier | undefined;
	/** Status line, input; active while the module is on. */
	status?: DigitalSpecifier<DigitalInput> | undefined;
	/** DTR, output; active keeps the module awake. `"serial"`: the Serial has it, and its `set` is used. Only for `sleep`. */
	dtr?: DigitalSpecifier | "serial" | undefined;
	/**
	 * The module may sleep when nothing has passed for so long, ms, 1000 to 3600000; needs `dtr`. Default 0: it never sleeps.
	 * What is to be sent then takes as much longer as the module takes to wake up.
	 */
	sleep?: number | undefined;
	/** Access point name, up to 99 bytes; default: what the module has, or the network gives. */
	apn?: string | undefined;
	/** User for the access point, up to 127 bytes; default none. */
	user?: string | undefined;
	/** Password for the access point, up to 127 bytes; default none. */
	password?: string | undefined;
	/** How both are told: `"none"`, `"PAP"`, `"CHAP"` or `"PAP or CHAP"`; default PAP with a user, none without. */
	authentication?: Authentication | undefined;
	/** Type of the PDP context: `"IP"`, `"IPV6"` or `"IPV4V6"`; default IP with an `apn`, and what the module has without. */
	pdpType?: PDPType | undefined;
	/** PDP context, 1 to 15; default 1. */
	context?: number | undefined;
	/** PIN of the SIM card, 4 to 8 digits. One that was refused is never tried again. */
	pin?: string | undefined;
	/** The PIN is used only while the SIM card has at least so many tries left, 1 to 3; default 3, so that a wrong one costs one. */
	pinTries?: number | undefined;
	/** Resets and uses of the power key in any hour, 1 to 60; default 12. More are put off. */
	resetsPerHour?: number | undefined;
	/** Receive ring, bytes, 512 to 65535; default 2048. */
	receiveRing?: number | undefined;
	/**
	 * Bytes that the host's Serial holds until script reads them, 16 or more; default 128. With less than 2048 and without
	 * hardware flow control, received messages are stored in the module and fetched one by one.
	 */
	receiveStore?: number | undefined;
	/** Longest command line, bytes, 256 to 4096; default 1024. */
	commandLine?: number | undefined;
	/** Bytes of the flight recorder, 512 to 65535, of which twice as many are used; default 512, 0 for none. */
	flightRecorder?: number | undefined;
	/** Command records, 6 to 64; default 12. Each publish and each request holds one until its result. */
	records?: number | undefined;
	/** The script's own. */
	target?: unknown;
	/** Ready for use, the first time. Called once; `onState` tells of later times. */
	onReady?(this: Modem): void;
	/** The modem has got into another state. */
	onState?(this: Modem, state: LifecycleState): void;
	/** The provider cannot be used any more: the Serial has failed. */
	onError?(this: Modem, error: ModemError): void;
	/** All bytes of the wire, with the clock's time, as they pass. Costs nothing when absent. Secrets are in it. */
	onTrace?(this: Modem, direction: "in" | "out", bytes: Uint8Array, time: number): void;
}

/** Options that are whole numbers: least, most, and what is taken when nothing is said. */
export const numbers = Object.freeze({
	context: Object.freeze([1, 15, 1] as const),
	pinTries: Object.freeze([1, 3, 3] as const),
	resetsPerHour: Object.freeze([1, 60, 12] as const),
	receiveRing: Object.freeze([512, 65535, 2048] as const),
	receiveStore: Object.freeze([16, 0x7fffffff, 128] as const),
	commandLine: Object.freeze([256, 4096, 1024] as const),
	records: Object.freeze([6, 64, 12] as const),
});

/** The same where 0 says that there is none. */
export const numbersOrNone = Object.freeze({
	flightRecorder: Object.freeze([512, 65535, 512] as const),
	sleep: Object.freeze([1000, 3600000, 0] as const),
});

type Numbers = { [Name in keyof typeof numbers | keyof typeof numbersOrNone]: number };

/** {@link ModemOptions} with what is given when nothing is said. */
export type ModemSettings<Modem> = ModemOptions<Modem> & Numbers & { user: string; password: string };

function checkName(what: string, value: unknown, names: readonly string[]): void {
	if (value !== undefined && !names.includes(value as string)) throw new RangeError(`${what}: ${names.join(", ")}`);
}

function checkPin(what: string, value: unknown): void {
	if (value === undefined) return;
	if (typeof (value as DigitalSpecifier | null)?.io !== "function") throw new TypeError(`${what}.io: not a class`);
}

function checkCallback(what: string, value: unknown): void {
	if (value !== undefined && typeof value !== "function") throw new TypeError(`${what}: not a function`);
}

/** Checks those numbers that are said, and fills in the others. @param mayBeNone whether 0 says that there is none */
function takeNumbers(
	settings: Numbers,
	ranges: { readonly [Name in keyof Numbers]?: readonly [least: number, most: number, otherwise: number] },
	mayBeNone: boolean,
): void {
	const names = Object.keys(ranges) as (keyof Numbers)[];
	for (let at = 0; at < names.length; at++) {
		const name = names[at] as keyof Numbers;
		const range = ranges[name] as readonly [number, number, number];
		const value = settings[name] ?? range[2];
		settings[name] = value;
		if (value !== 0 || !mayBeNone) checkInteger(name, value, range[0], range[1]);
	}
}

/** The options, checked, with defaults filled in. @throws TypeError, RangeError naming the option and what it may be */
export function settingsOf<Modem>(options: ModemOptions<Modem>): ModemSettings<Modem> {
	if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
	const { user = "", password = "" } = options;
	const settings = { ...options, user, password } as ModemSettings<Modem>;
	const { serial, clock, apn, pin, dtr } = settings;
	if (typeof serial?.io !== "function") throw new TypeError("serial.io: not a class");
	checkInteger("serial.baud", serial.baud, 4800, 4000000);
	const { flowControl } = serial;
	checkName("serial.flowControl", flowControl, ["hardware", "none"]);
	if (typeof clock?.now !== "function") throw new TypeError("clock: not a Clock");
	checkPin("power", settings.power);
	checkPin("reset", settings.reset);
	checkPin("status", settings.status);
	if (dtr !== "serial") checkPin("dtr", dtr);
	if (apn !== undefined) checkQuotable("apn", apn, 99);
	checkQuotable("user", user, 127);
	checkQuotable("password", password, 127);
	checkName("authentication", settings.authentication, authentications);
	checkName("pdpType", settings.pdpType, pdpTypes);
	if (pin !== undefined && typeof pin !== "string") throw new TypeError("pin: not a string");
	if (pin !== undefined && !/^[0-9]{4,8}$/.test(pin)) throw new RangeError("pin: 4 to 8 digits");
	takeNumbers(settings, numbers, false);
	takeNumbers(settings, numbersOrNone, true);
	if (settings.sleep !== 0 && dtr === undefined) throw new RangeError("sleep: needs dtr");
	checkCallback("onReady", options.onReady);
	checkCallback("onState", options.onState);
	checkCallback("onError", options.onError);
	checkCallback("onTrace", options.onTrace);
	return settings;
}

/** What of it concerns the module's way up. */
export function lifecycleSettingsOf(settings: ModemSettings<unknown>): LifecycleSettings {
	const { apn, user, password, authentication, pdpType, context, pin, pinTries, sleep, serial } = settings;
	return {
		...{ apn, user, password, authentication, pdpType, context, pin, pinTries },
		baud: serial.baud,
		hasFlowControl: serial.flowControl === "hardware",
		maySleep: sleep > 0,
	};
}
