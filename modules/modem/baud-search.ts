/** Bauds that modules of this family are found at, the factory's in front, then by how likely they are. */
const BAUDS: readonly number[] = Object.freeze([
	115200, 921600, 460800, 230400, 57600, 9600, 38400, 19200, 4800, 1000000,
]);

/** How many of all candidates a quick search tries: the baud wanted, that of the last boot, and the factory's. */
const QUICK = 3;

/** At which baud a module may be that does not answer at the present one. */
export class BaudSearch {
	#turn = 0;
	#first = 0;

	/** Begins anew. @param first the baud that has been tried already */
	begin(first: number): void {
		this.#turn = 0;
		this.#first = first;
	}

	/**
	 * @param wanted the baud that the user wants
	 * @param boot at which the module was last heard to start
	 * @param isThorough whether every baud is tried, and not only those that are likely
	 * @returns the next one; 0: all have been tried
	 */
	next(wanted: number, boot: number, isThorough: boolean): number {
		const end = isThorough ? BAUDS.length + QUICK - 1 : QUICK;
		while (this.#turn < end) {
			const turn = this.#turn++;
			const baud = turn === 0 ? wanted : turn === 1 ? boot : (BAUDS[turn - 2] as number);
			if (baud === this.#first || (turn > 0 && baud === wanted) || (turn > 1 && baud === boot)) continue;
			return baud;
		}
		return 0;
	}
}
