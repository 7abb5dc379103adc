/** Something of the network's that a recording shows by what the module said: only now may it be so in a replay. */
export interface Release {
	readonly kind: "release";
	/** So much has come for the module since the connection was opened; its peer has ended it; so much of the module's has arrived. */
	readonly what: "data" | "end" | "passed";
	/** A connection, by its number at the peer, or a port of the module for datagrams. */
	readonly of: { readonly connection: number } | { readonly port: number };
	/** Bytes, or datagrams; Infinity: all of it. */
	readonly amount: number;
}

/** Where among what was done something belongs: in front of the entry with this number. */
export interface Point {
	readonly before: number;
	/** So many units of the module have come by then. */
	readonly behind: number;
}

export interface Placed extends Point {
	readonly release: Release;
}

/** Data that was told at once: it was there before the driver fetched the first of it. */
interface Burst {
	readonly place: Point;
	amount: number;
	/** Whether it is known that there was no more of it. */
	isSpent: boolean;
}

/** What has passed on one socket of the module. */
export class Track {
	connection: number | undefined;
	readonly port: number | undefined;
	readonly bursts: Burst[] = [];
	ending: Point | undefined;
	isDropped = false;
	/** Where it was asked how much of what was sent had arrived, and the answer. */
	readonly questions: { readonly place: Point; readonly passed: number; readonly isAll: boolean }[] = [];
	readonly opened: Point;

	constructor(opened: Point, port?: number) {
		this.opened = opened;
		this.port = port;
	}

	tell(place: Point): void {
		this.bursts.push({ place, amount: 0, isSpent: false });
	}

	/** The driver has fetched something. @param isShort there was less of it than it had room for */
	fetch(place: Point, amount: number, isShort: boolean): void {
		if (this.bursts.at(-1)?.isSpent !== false) this.tell(place);
		const burst = this.bursts.at(-1) as Burst;
		burst.amount += amount;
		burst.isSpent = isShort;
	}

	fetchNothing(): void {
		const burst = this.bursts.at(-1);
		if (burst !== undefined) burst.isSpent = true;
	}

	releases(): Placed[] {
		const { connection, port } = this;
		if (connection === undefined && port === undefined) return [];
		const of = connection === undefined ? { port: port as number } : { connection };
		const all: Placed[] = [];
		const add = (place: Point, what: Release["what"], amount: number) =>
			all.push({ ...place, release: { kind: "release", what, of, amount } });
		let sum = 0;
		for (const [at, { place, amount, isSpent }] of this.bursts.entries()) {
			sum += amount;
			// Behind the last one nothing tells how much more there was.
			add(place, "data", at === this.bursts.length - 1 && !isSpent ? Number.POSITIVE_INFINITY : sum);
		}
		if (this.ending !== undefined) add(this.ending, "end", 0);
		// Until a question is asked, no more may have arrived than it is answered.
		let place = this.opened;
		for (const question of this.questions) {
			add(place, "passed", question.isAll ? Number.POSITIVE_INFINITY : question.passed);
			place = question.place;
		}
		if (this.questions.length > 0) add(place, "passed", Number.POSITIVE_INFINITY);
		return all;
	}
}
