import { launch } from "../../../hosts/xs/engine.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** Rounds measured and rounds to warm up, as in program.ts. */
const rounds = 1020;

describe("Ring, scanner and scheduler in steady state, on XS in the ESP32's heap", () => {
	const measured = new Map<string, { slots: number; chunkBytes: number; collections: number }>();
	let sums: Record<string, unknown> = {};

	before(async () => {
		const running = await launch("tests/scenarios/steady-state/program.ts");
		const { code, lines, message } = await running.exit;
		equal(code, 0, message);
		const all = lines.map((line) => JSON.parse(line));
		sums = all.pop();
		for (const { name, ...figures } of all) measured.set(name, figures);
	});

	it("hear every line, and finish every command", () => {
		deepEqual(sums, {
			heard: 3 * rounds,
			done: 2 * rounds,
			payloadBytes: 40 * rounds,
			// +CEREG: 1, +QMTSTAT: 0 and +CSQ: 24
			sum: 25 * rounds,
			unknown: rounds,
			written: true,
		});
	});

	for (const name of ["nothing", "URC", "message", "command", "publish"]) {
		it(`allocate nothing for ${name}`, () => {
			deepEqual(measured.get(name), { slots: 0, chunkBytes: 0, collections: 0 });
		});
	}

	it("are measured by instruments that see an object", () => {
		ok((measured.get("an object")?.slots ?? 0) >= 1000);
	});
});
