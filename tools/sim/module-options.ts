import type { Clock } from "../../modules/clock.js";
import type { Random } from "../../modules/random.js";
import type { Storage } from "./files/storage.js";
import type { LatencyOption } from "./latency.js";
import type { Network } from "./network.js";
import type { PublishDialect } from "./profile.js";
import type { Cell } from "./radio.js";
import type { Crystal } from "./real-time-clock.js";
import type { SimCardOptions } from "./sim-card.js";

/** What a simulated module is made of and where it stands. */
export interface ModuleOptions {
	clock: Clock;
	random: Random;
	network: Network;
	/** `note` (default), `ec600s`, `ec200s`, `ec200t` or `eg912y`. */
	profile?: string;
	/** How AT+QMTPUB is spoken, which the note does not have; `none` unless told otherwise. */
	publishDialect?: PublishDialect;
	/** `real` (default) as measured, `none`, or one number of ms for all. */
	latency?: LatencyOption;
	/** Whether bytes take their time on the wire; true unless told otherwise. */
	pacing?: boolean;
	/** The baud of a new module; 115200 unless told otherwise. */
	baud?: number;
	/** Whether the module starts by itself whenever its supply comes back, as with PWRKEY tied low. */
	autoPower?: boolean;
	sim?: SimCardOptions;
	/** Where UFS is; in memory unless told otherwise. */
	files?: Storage;
	/** The cell that can be heard; a Chinese one unless told otherwise. */
	cell?: Cell;
	/** IMEI, 15 digits. */
	imei?: string;
	serialNumber?: string;
	/** The network's time, ms since 1970; without it the network does not tell the time. */
	networkTime?: () => number;
	/** Where the network is, quarters of an hour from UTC; China's zone unless told otherwise. */
	networkZone?: number;
	/** What the module's clock counts by, ms; `clock` unless told otherwise. Other things than the time of day do not follow it. */
	crystal?: Crystal;
	/** Faults that are there from the start, as `name,field=value,...`. */
	faults?: readonly string[];
	/** Faults with their times; see `parseScript`. */
	script?: string;
	/** The same seed draws the same trouble. 1 unless told otherwise. */
	faultSeed?: number;
	/** Bytes that have passed the UART: `host` sent them, or `module`. `time` is the clock's, ms. */
	onTrace?: (sender: "host" | "module", bytes: Uint8Array, time: number) => void;
	/** A command, form or option was asked for that this simulator does not have. */
	onUnsupported?: (name: string) => void;
}
