/** What one application or test of the SDK's did over the classes here. */
export interface ClientResult {
	/** As the SDK names it: a folder of examples/ or a file of tests/. */
	readonly name: string;
	/** Exchanges or tests that came out as they should, of all that were tried. */
	readonly passed: number;
	readonly of: number;
	/** What did not pass, each with its reason. Empty when all did. */
	readonly remarks: readonly string[];
	/** Of these, what has no known reason: each ends the run as failed. */
	readonly unexplained: readonly string[];
}
