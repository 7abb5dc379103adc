import { spawnSync } from "node:child_process";
import { missingForCortexM4 } from "../../hosts/xs/cortex-m4.js";
import type { Missing } from "./report.js";

/** Programs that some tests and figures want, and that a fresh machine may lack. */
const programs = Object.freeze([
	{ name: "mosquitto", what: "Mosquitto", consequence: "tests against it are skipped; aedes is used" },
	{ name: "mosquitto_sub", what: "Mosquitto's clients", consequence: "tests that use mosquitto_sub are skipped" },
	{ name: "python3", what: "Python 3", consequence: "the simulator is not tried with a host written in it" },
	{ name: "valgrind", what: "valgrind", consequence: "instructions per byte are not counted" },
] as const);

/** What is not installed here, and what is not run because of it. */
export function findMissing(bits: number | undefined): Missing[] {
	const missing: Missing[] = programs.filter(
		({ name }) => spawnSync(name, ["--help"], { stdio: "ignore" }).error !== undefined,
	);
	for (const what of missingForCortexM4()) {
		missing.push({ what, consequence: "nothing is run or measured on an emulated Cortex-M4" });
	}
	if (bits === 64) {
		const consequence = "XS ran with slots of 64 bit, twice as large as a microcontroller's";
		missing.push({ what: "32-bit C libraries (gcc-multilib)", consequence });
	}
	return missing;
}
