import { fileURLToPath } from "node:url";
import { Lockstep } from "../../hosts/xs/lockstep.js";
import { answerOf } from "../conformance/simulated/far-side.js";
import { readLine, type TestOutcome } from "../support/test-lines.js";
import { testVariant } from "../support/xs-engine.js";
import { SimulatedFarSide } from "./simulated-far-side.js";

const firmware = fileURLToPath(new URL("firmware.js", import.meta.url));
/** All suites together take less, ms of virtual time. */
const LONGEST = 400 * 86_400_000;

/**
 * Runs a suite on the XS engine, over the simulated module, in lockstep.
 * @returns how each of its tests ended
 * @throws Error when the firmware does not get to its end
 */
export async function runOnXS(suite: string): Promise<TestOutcome[]> {
	const far = new SimulatedFarSide();
	const outcomes: TestOutcome[] = [];
	const other: string[] = [];
	let told: number | undefined;
	const lockstep = await Lockstep.launch(firmware, {
		variant: testVariant,
		aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
		// Suites are no part of a device.
		limits: "none",
		arguments: [suite],
		module: far.board,
		clock: { nextAlarm: () => far.clock.nextAlarm(), advance: (ms) => far.clock.advance(ms) },
		onAsk: (question) => answerOf(far, question),
		outside: far.outside,
		onTrace(line) {
			const it = readLine(line);
			if (typeof it === "number") told = it;
			else if (it !== undefined) outcomes.push(it);
			else other.push(line);
		},
	});
	try {
		const stop = await lockstep.run(LONGEST);
		if (stop !== "exit") throw new Error(`the firmware has not ended after ${LONGEST} ms`);
		const { code, meaning, message } = await lockstep.engine.exit;
		const hasFailed = outcomes.some(({ state }) => state === "failed");
		if (told !== outcomes.length || told === 0 || code !== (hasFailed ? 1 : 0)) {
			const why = `exit ${code}, ${message || meaning}`;
			throw new Error(`${outcomes.length} tests told, ${told ?? "no"} tests at the end; ${why}\n${other.join("\n")}`);
		}
		return outcomes;
	} finally {
		await lockstep.close();
		far.close();
	}
}
