import { type Cell, HOME_CELL } from "./radio.js";
import type { Appointment, Timeline } from "./timeline.js";

/** Which cell can be heard where the module is. */
export class Coverage {
	/** Undefined while the network is lost. */
	cell: Cell | undefined;
	/** What is heard when the network is there. */
	#home: Cell;
	readonly #timeline: Timeline;
	readonly #onChange: () => void;
	#found: Appointment | undefined;

	constructor(timeline: Timeline, home: Cell | undefined, onChange: () => void) {
		this.#timeline = timeline;
		this.#onChange = onChange;
		this.#home = home ?? HOME_CELL;
		this.cell = this.#home;
	}

	/** The network is lost; found again after `duration` ms, when given. */
	lose(duration?: number): void {
		this.cell = undefined;
		this.#onChange();
		this.#found?.cancel();
		if (duration !== undefined) {
			this.#found = this.#timeline.after(duration, () => this.find());
		}
	}

	/** The network is there again. */
	find(): void {
		this.#found?.cancel();
		this.cell = this.#home;
		this.#onChange();
	}

	/** Another cell is heard from now on. */
	moveTo(cell: Cell): void {
		this.#home = cell;
		this.find();
	}
}
