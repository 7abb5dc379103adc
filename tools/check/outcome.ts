import type { TestOutcome } from "../../tests/support/test-lines.js";

/** How one test ended, and where. */
export interface Outcome extends TestOutcome {
	/** Who ran it: "checks", "Node", "XS". */
	readonly engine: string;
}
