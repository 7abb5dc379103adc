import type { DigitalInput, DigitalSpecifier, SerialSpecifier } from "../../modules/io.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";

/** A pin as a manifest names it; which numbers there are, and what else may be said, is up to the host's Digital class. */
export interface PinWiring {
	pin: unknown;
	/** The board or the module inverts: a low level is active. Default false. */
	activeLow?: boolean;
	[option: string]: unknown;
}

/**
 * How a manifest says that the modem is wired: `config.modem`. What is absent or null is not wired. A manifest that
 * includes another one overrides single options of it.
 */
export interface Wiring {
	/** Options of the host's Serial class: `baud` (default 115200), and `port`, `receive`, `transmit` or `device`. */
	serial?: { baud?: number; [option: string]: unknown } | null;
	/** As in ModemOptions: what the subscription wants. */
	apn?: string | null;
	user?: string | null;
	password?: string | null;
	pin?: string | null;
	/** Bytes that the Serial holds until script reads them, where the board has more or less than the host says. */
	receiveStore?: number | null;
	/** How many ms `main` waits for the modem to be ready; absent: not at all. See setup/modem.ts. */
	setup?: number | null;
	/** Power key: active holds it down. */
	power?: PinWiring | null;
	/** Reset line: active holds the module in reset. */
	reset?: PinWiring | null;
	/** Status output of the module: active while it is on. */
	status?: PinWiring | null;
	/**
	 * TLS options for what an application does not say, for example `{"ca": "roots.pem"}` for a file that
	 * `xs-quectel provision` has put into the module. An application of the SDK has its authorities from the SDK, which a module
	 * does not know.
	 */
	tls?: TLSOptions | null;
}

/** The IO classes of a host, as ECMA-419 shapes them. */
export interface HostIO {
	Serial: SerialSpecifier["io"];
	/** Bytes that the Serial holds until script reads them; absent where that is not known. */
	receiveStore?: number;
	/** The default export of a module of the SDK's that this build may hold. Absent where there is no SDK. */
	module?(specifier: string): unknown;
	/** Absent where the host has no pins. */
	Digital?: DigitalSpecifier["io"] & DigitalSpecifier<DigitalInput>["io"];
}

/** Default options of the modem on a host: `device.modem`. */
export interface ModemWiring {
	serial: SerialSpecifier;
	apn?: string;
	user?: string;
	password?: string;
	pin?: string;
	receiveStore?: number;
	power?: DigitalSpecifier;
	reset?: DigitalSpecifier;
	status?: DigitalSpecifier<DigitalInput>;
}

/** What the module answers at, as it comes from the maker. */
const BAUD = 115200;

function isSaid(it: unknown): boolean {
	return it !== undefined && it !== null;
}

function pin({ Digital }: HostIO, name: string, wiring: PinWiring) {
	if (Digital === undefined) throw new Error(`modem.${name}: this host has no pins`);
	if (typeof wiring !== "object" || !isSaid(wiring.pin)) throw new TypeError(`modem.${name}: not an object with a pin`);
	return Object.freeze({ ...wiring, io: Digital });
}

/** Of these names, what is said. */
function said(wiring: Wiring, names: readonly ("apn" | "user" | "password" | "pin")[]): Partial<ModemWiring> {
	return Object.fromEntries(names.filter((name) => isSaid(wiring[name])).map((name) => [name, wiring[name]]));
}

/**
 * The modem's default options on a host.
 * @param serial options of the Serial that the board itself names, if any; the wiring overrides them
 * @throws TypeError for a pin that is not `{pin ...}`; Error for a pin on a host that has none. On a device this happens
 * while the firmware is linked: a wrong manifest does not build
 */
export function modemWiring(io: HostIO, wiring: Wiring = {}, serial: object = {}): ModemWiring {
	const { power, reset, status } = wiring;
	const receiveStore = wiring.receiveStore ?? io.receiveStore;
	return Object.freeze({
		serial: Object.freeze({ baud: BAUD, ...serial, ...wiring.serial, io: io.Serial }),
		...said(wiring, ["apn", "user", "password", "pin"]),
		...(receiveStore === undefined ? {} : { receiveStore }),
		...(isSaid(power) ? { power: pin(io, "power", power as PinWiring) } : {}),
		...(isSaid(reset) ? { reset: pin(io, "reset", reset as PinWiring) } : {}),
		...(isSaid(status) ? { status: pin(io, "status", status as PinWiring) } : {}),
	});
}
