import type { Clock } from "../../modules/clock.js";
import type { Random } from "../../modules/random.js";
import type { Counters } from "./counters.js";
import type { Conditions } from "./faults/conditions.js";
import type { ResultFaults } from "./faults/result-faults.js";
import type { Storage } from "./files/storage.js";
import type { Latency } from "./latency.js";
import type { Network } from "./network.js";
import type { Profile, PublishDialect } from "./profile.js";
import type { Cell } from "./radio.js";
import type { Crystal, RealTimeClock } from "./real-time-clock.js";
import type { Settings } from "./settings.js";
import type { SimCard } from "./sim-card.js";
import type { Stored } from "./stored.js";
import type { Uart } from "./uart.js";

/** What the firmware finds when it starts, and what outlives it. */
export interface Board {
	readonly clock: Clock;
	readonly random: Random;
	readonly network: Network;
	readonly latency: Latency;
	readonly profile: Profile;
	readonly uart: Uart;
	readonly settings: Settings;
	readonly stored: Stored;
	readonly simCard: SimCard;
	readonly realTimeClock: RealTimeClock;
	readonly publishDialect: PublishDialect;
	/** UFS. */
	readonly flash: Storage;
	readonly counters: Counters;
	readonly faults: ResultFaults;
	readonly conditions: Conditions;
	/** IMEI, 15 digits, and the serial number. */
	readonly imei: string;
	readonly serialNumber: string;
	/** AT+QURCCFG="urcport"; kept in flash at once. */
	urcPort: string;
	/** The cell that can be heard where the module is. */
	readonly cell: Cell | undefined;
	/** The level of the host's DTR: 0 asserted. */
	readonly terminalReady: 0 | 1;
	/** The network's time, ms since 1970, where the network tells it. */
	readonly networkTime: (() => number) | undefined;
	/** Quarters of an hour from UTC. */
	readonly networkZone: number;
	/** What clocks count by. */
	readonly crystal: Crystal;
	/** Something was asked for that this simulator does not have. */
	onUnsupported(name: string): void;
	/** The module's CTS: whether the host may send. */
	setClearToSend(clear: boolean): void;
	/** AT+IFC may have changed what the host's RTS means. */
	updateFlow(): void;
	/** The firmware starts again. */
	restart(): void;
	/** The firmware has ended; the module is off. */
	switchOff(): void;
}
