/**
 * What is wrong with a module that its parts ask about when they come to it. It belongs to the tester, and outlives resets; only
 * silence ends with them.
 */
export class Conditions {
	#promptsLost = 0;
	#late: number[] = [];
	#slowNames: number[] = [];
	#namesLost = 0;
	/** The module neither hears nor says anything. */
	silent = false;

	calm(): void {
		this.#promptsLost = 0;
		this.#late = [];
		this.#slowNames = [];
		this.#namesLost = 0;
		this.silent = false;
	}

	losePrompts(times: number): void {
		this.#promptsLost += times;
	}

	/** Whether the prompt that is due now is not written. */
	takePrompt(): boolean {
		return this.#promptsLost > 0 && this.#promptsLost-- > 0;
	}

	answerLate(delay: number, times: number): void {
		this.#late.push(...new Array<number>(times).fill(delay));
	}

	/** How much later the present command line is answered, ms. */
	takeDelay(): number {
		return this.#late.shift() ?? 0;
	}

	resolveLate(delay: number, times: number): void {
		this.#slowNames.push(...new Array<number>(times).fill(delay));
	}

	loseNames(times: number): void {
		this.#namesLost += times;
	}

	/** How much later the present name is looked up, ms; undefined when it is not found. */
	takeName(): number | undefined {
		const delay = this.#slowNames.shift() ?? 0;
		return this.#namesLost > 0 && this.#namesLost-- > 0 ? undefined : delay;
	}
}
