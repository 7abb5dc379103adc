import type { Figure } from "./figure.js";
import { run } from "./program.js";

/** RAM of the AT engine with a ring of 2 KB, and bytecode of its modules. */
export async function measureSize(): Promise<Figure[]> {
	const { lines, report } = await run("tools/bench/xs/heap.ts");
	if (report === undefined) throw new Error("the engine told no report");
	const parts = lines
		.map((it) => it as { name: string; slots: number; chunkBytes: number })
		.filter(({ name }) => name !== "nothing")
		.map(({ name, slots, chunkBytes }) => ({
			name,
			bytes: slots * report.slotBytes + chunkBytes,
			remark: `${slots} slots, ${chunkBytes} chunk bytes`,
		}));
	// The port has a ring and a transmitter of its own, the scheduler a scanner.
	const whole = parts.filter(({ name }) => ["counters", "port", "scheduler"].includes(name));
	const engine = whole.reduce((sum, { bytes }) => sum + bytes, 0);
	const modules = report.modules.filter(({ name }) => /^xs-quectel\/(uart|at)\//.test(name));
	return [
		{ name: "heap.engineBytes", value: engine, unit: "bytes", budget: 8192 },
		...parts.map(({ name, bytes, remark }) => ({ name: `heap.${name}Bytes`, value: bytes, unit: "bytes", remark })),
		{
			name: "bytecode.engine",
			value: modules.reduce((sum, { codeBytes }) => sum + codeBytes, 0),
			unit: "bytes",
		},
		...modules.map(({ name, codeBytes }) => ({
			name: `bytecode.${name.slice("xs-quectel/".length)}`,
			value: codeBytes,
			unit: "bytes",
		})),
	];
}

/** What the engine adds to an exchange, in virtual time. */
export async function measureOverhead(): Promise<Figure[]> {
	const { lines } = await run("tools/bench/xs/exchange.ts", { arguments: ["1000"] });
	return [{ name: "command.overheadMs", value: lines[0]?.overheadMs as number, unit: "ms", budget: 0 }];
}
