import type { Latency } from "./latency.js";
import type { Appointment, Timeline } from "./timeline.js";

/** A cell, and the network it belongs to, as the module sees them. */
export interface Cell {
	/** MCC and MNC, 5 or 6 digits. */
	readonly operator: string;
	readonly longName: string;
	readonly shortName: string;
	/** Location or tracking area, and cell identity, hex. */
	readonly area: string;
	readonly identity: string;
	/** AT+CSQ, 0 to 31. */
	readonly signal: number;
	/** Whether the SIM is abroad here. */
	readonly roaming: boolean;
	/** Whether the network lets the module in; it does unless told otherwise. `silent`: it never answers. */
	readonly admission?: "accepted" | "denied" | "silent";
}

export const HOME_CELL: Cell = Object.freeze({
	operator: "46000",
	longName: "CHINA MOBILE",
	shortName: "CMCC",
	area: "D509",
	identity: "80D413D",
	signal: 29,
	roaming: false,
});

/** `<stat>` of 3GPP TS 27.007, 7.2. */
export const REGISTRATION = Object.freeze({
	idle: 0,
	home: 1,
	searching: 2,
	denied: 3,
	unknown: 4,
	roaming: 5,
} as const);
export type Registration = (typeof REGISTRATION)[keyof typeof REGISTRATION];

/** `<AcT>` of 3GPP TS 27.007, 7.3: E-UTRAN. An EC600S knows nothing else. */
export const LTE = 7;

/** Registration with the network. The module registers by itself as soon as it may, has an unlocked SIM, and sees a cell. */
export class Radio {
	readonly #timeline: Timeline;
	readonly #latency: Latency;
	readonly #onChange: (registration: Registration) => void;
	#registration: Registration = REGISTRATION.idle;
	#search: Appointment | undefined;
	#on = false;
	#cell: Cell | undefined;
	/** AT+COPS: 0 automatic, 1 manual, 2 deregistered. */
	#selection: 0 | 1 | 2 = 0;
	#attached = true;

	/** @param onChange registration has changed; not called from inside a command of the host unless it ends registration */
	constructor(timeline: Timeline, latency: Latency, cell: Cell | undefined, onChange: (now: Registration) => void) {
		this.#timeline = timeline;
		this.#latency = latency;
		this.#cell = cell;
		this.#onChange = onChange;
	}

	get registration(): Registration {
		return this.#registration;
	}

	get registered(): boolean {
		return this.#registration === REGISTRATION.home || this.#registration === REGISTRATION.roaming;
	}

	/** The cell that can be heard; none with the radio off. */
	get cell(): Cell | undefined {
		return this.#on ? this.#cell : undefined;
	}

	get selection(): 0 | 1 | 2 {
		return this.#selection;
	}

	/** Whether the packet domain is attached (AT+CGATT). */
	get attached(): boolean {
		return this.#attached && this.registered;
	}

	/** The radio may be used: full functionality and an unlocked SIM. */
	enable(on: boolean): void {
		this.#on = on;
		this.#update();
	}

	/** A cell is there, or none. */
	cover(cell: Cell | undefined): void {
		const before = this.#cell;
		this.#cell = cell;
		if (this.#on && this.#selection !== 2 && cell !== undefined && before !== undefined && cell !== before) {
			this.#move(cell, before);
		}
		this.#update();
	}

	/** AT+COPS. */
	select(selection: 0 | 1 | 2): void {
		this.#selection = selection;
		this.#update();
	}

	/** AT+CGATT. */
	attach(attached: boolean): void {
		this.#attached = attached;
	}

	/** From one cell to another: within the network nothing changes but the place. */
	#move(cell: Cell, before: Cell): void {
		const same = cell.operator === before.operator && cell.roaming === before.roaming;
		if (!this.registered || !same || (cell.admission ?? "accepted") !== "accepted") {
			this.#settle(REGISTRATION.searching);
		} else if (cell.identity !== before.identity || cell.area !== before.area) {
			this.#onChange(this.#registration);
		}
	}

	#update(): void {
		if (!this.#on || this.#selection === 2) {
			this.#settle(REGISTRATION.idle);
		} else if (this.#cell === undefined) {
			this.#settle(REGISTRATION.searching);
		} else if (!this.registered && this.#search === undefined) {
			this.#settle(REGISTRATION.searching);
			const { roaming, admission = "accepted" } = this.#cell;
			const accepted = roaming ? REGISTRATION.roaming : REGISTRATION.home;
			const outcome = { accepted, denied: REGISTRATION.denied, silent: REGISTRATION.unknown }[admission];
			this.#search = this.#timeline.after(this.#latency.draw("register"), () => this.#settle(outcome));
		}
	}

	#settle(registration: Registration): void {
		this.#search?.cancel();
		this.#search = undefined;
		if (registration !== this.#registration) {
			this.#registration = registration;
			this.#onChange(registration);
		}
	}
}
