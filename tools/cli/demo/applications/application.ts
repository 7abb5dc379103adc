import type { Stage } from "./stage.js";

/** What the cloud's side says of a run. */
export interface Verdict {
	/** What is not as the application promises; none: it passed. */
	readonly problems: readonly string[];
	/** What was counted, in the order in which it is shown. */
	readonly figures: Readonly<Record<string, number | string>>;
}

/** An application of hosts/applications/ with the cloud side that it needs. */
export interface Application {
	/** One line for the list of applications. */
	readonly summary: string;
	/** Plays it from the start to the verdict. @throws CommandError when it does not get there */
	play(stage: Stage): Promise<Verdict>;
}
