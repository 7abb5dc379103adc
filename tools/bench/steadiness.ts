import type { Figure } from "./figure.js";
import { run } from "./program.js";

/** Commands of the soak, each with ten URCs. */
const COMMANDS = 100_000;

/** What lines and commands allocate once the engine runs, per 1000 of each kind. */
export async function measureAllocation(): Promise<Figure[]> {
	const { lines } = await run("tests/scenarios/steady-state/program.ts");
	const kinds = ["URC", "message", "command", "publish"].map((name) => {
		const it = lines.find((line) => line.name === name);
		if (it === undefined) throw new Error(`the steady state tells nothing of ${name}`);
		return it as { slots: number; chunkBytes: number };
	});
	return [
		{ name: "alloc.slots", value: kinds.reduce((sum, { slots }) => sum + slots, 0), unit: "per 1000", budget: 0 },
		{
			name: "alloc.chunkBytes",
			value: kinds.reduce((sum, { chunkBytes }) => sum + chunkBytes, 0),
			unit: "per 1000",
			budget: 0,
		},
	];
}

/** A million URCs in the ESP32's heap. */
export async function measureSoak(): Promise<Figure[]> {
	const { lines, report } = await run("tests/scenarios/soak/main.ts", { arguments: [String(COMMANDS)] });
	const { heard } = (lines[0] as { told: { heard: number } }).told;
	return [
		{ name: "soak.urcs", value: heard, unit: "" },
		{ name: "soak.collections", value: report?.collections, unit: "", budget: 0 },
	];
}
