import type { Origin } from "./wire.js";

/** A line as the driver told it: its fields, and where the bytes came from that were arriving then. */
export interface ToldLine {
	readonly name: string;
	readonly fields: readonly string[];
	readonly from: readonly Origin[];
}

/** An end as the driver told it. */
export interface ToldEnd {
	readonly outcome: number;
	readonly code: number;
	/** Whether the driver gave all of it to the serial. */
	readonly isOut: boolean;
	readonly from: readonly Origin[];
	/** How many bytes the driver had got by then. */
	readonly arrived: number;
}

/** Everything that the owner of one command was told. */
export class Told {
	readonly information: ToldLine[] = [];
	readonly results: ToldLine[] = [];
	readonly ends: ToldEnd[] = [];
	/** How many bytes the driver had got when the line went out. */
	begunAt = 0;
}
