import { checkInteger, checkQuotable } from "../at/quoting.js";
import type { Clock } from "../clock.js";
import type { ModemError } from "../errors.js";
import type { SerialSpecifier } from "../io.js";
import type { LifecycleState } from "../modem/lifecycle.js";
import type { PowerOptions } from "../modem/power.js";

/** Constructor options of a modem. Hosts fill in what is the platform's; an application gives the rest. */
export interface ModemOptions<Modem = unknown> extends PowerOptions {
	serial: SerialSpecifier;
	clock: Clock;
	/** Access point name, up to 99 bytes; default: what the network gives. */
	apn?: string;
	/** For the access point, up to 127 bytes each. */
	user?: string;
	password?: string;
	/** Of the SIM, 4 to 8 digits. */
	pin?: string;
	/** PDP context, 1 to 15; default 1. */
	context?: number;
	/** Receive ring, bytes, 512 to 65535; default 2048. */
	receiveRing?: number;
	/**
	 * Bytes that the host's Serial holds until script reads them, 16 or more; default 128. With less than 2048 and without
	 * hardware flow control, received messages are stored in the module and fetched one by one.
	 */
	receiveStore?: number;
	/** Longest command line, bytes, 256 to 4096; default 1024. */
	commandLine?: number;
	/** Bytes of the flight recorder, 512 to 65535, of which twice as many are used; default 1024, 0 for none. */
	flightRecorder?: number;
	/** Command records, 6 to 64; default 12. Each publish and each request holds one until its result. */
	records?: number;
	target?: unknown;
	/** Ready for use, the first time. Called once; {@link onState} tells of later times. */
	onReady?(this: Modem): void;
	onState?(this: Modem, state: LifecycleState): void;
	/** The provider cannot be used any more: the Serial has failed. */
	onError?(this: Modem, error: ModemError): void;
	/** All bytes of the wire, with the clock's time, as they pass. Costs nothing when absent. Secrets are in it. */
	onTrace?(this: Modem, direction: "in" | "out", bytes: Uint8Array, time: number): void;
}

/** {@link ModemOptions} with what is given when nothing is said. */
export type ModemSettings<Modem> = ModemOptions<Modem> &
	Required<
		Pick<
			ModemOptions,
			"user" | "password" | "context" | "receiveRing" | "receiveStore" | "commandLine" | "flightRecorder" | "records"
		>
	>;

/** The options, checked, with defaults filled in. @throws TypeError, RangeError naming the option and what it may be */
export function settingsOf<Modem>(options: ModemOptions<Modem>): ModemSettings<Modem> {
	if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
	const settings = {
		...options,
		user: options.user ?? "",
		password: options.password ?? "",
		context: options.context ?? 1,
		receiveRing: options.receiveRing ?? 2048,
		receiveStore: options.receiveStore ?? 128,
		commandLine: options.commandLine ?? 1024,
		flightRecorder: options.flightRecorder ?? 1024,
		records: options.records ?? 12,
	};
	const { serial, clock, apn, pin, flightRecorder } = settings;
	if (typeof serial?.io !== "function") throw new TypeError("serial.io: not a class");
	if (typeof clock?.now !== "function") throw new TypeError("clock: not a Clock");
	if (apn !== undefined) checkQuotable("apn", apn, 99);
	checkQuotable("user", settings.user, 127);
	checkQuotable("password", settings.password, 127);
	if (pin !== undefined && !/^[0-9]{4,8}$/.test(pin)) throw new RangeError("pin: 4 to 8 digits");
	checkInteger("context", settings.context, 1, 15);
	checkInteger("receiveRing", settings.receiveRing, 512, 65535);
	checkInteger("receiveStore", settings.receiveStore, 16, 0x7fffffff);
	checkInteger("commandLine", settings.commandLine, 256, 4096);
	checkInteger("records", settings.records, 6, 64);
	if (flightRecorder !== 0) checkInteger("flightRecorder", flightRecorder, 512, 65535);
	checkInteger("serial.baud", serial.baud, 4800, 4000000);
	return settings;
}
