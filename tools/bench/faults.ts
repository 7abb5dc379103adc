import { troubles } from "../../tests/scenarios/delivery/troubles.js";
import { World } from "../../tests/scenarios/delivery/world.js";
import type { Figure } from "./figure.js";

const MESSAGES = 20_000;
/** Longest quiet between two faults, ms. */
const QUIET = 20_000;

/** A delivery through faults of every kind, in virtual time on Node, judged by the broker. @throws Error when it lied */
export async function measureFaults(): Promise<Figure[]> {
	const world = new World({ seed: 1, count: MESSAGES, quiet: QUIET });
	try {
		const { messages, outcomes, wrong } = world.run();
		if (wrong.length > 0) throw new Error(`the delivery lied: ${wrong[0]}`);
		return [
			{
				name: "delivery.unknownRatio",
				value: outcomes.unknown / messages,
				unit: "",
				remark: `${outcomes.unknown} of ${messages} messages, ${Object.keys(troubles).length} kinds of faults`,
			},
		];
	} finally {
		world.close();
	}
}
