import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../../../hosts/xs/build.js";
import { canBuild } from "../../../hosts/xs/compiler.js";
import { EngineUnavailable } from "../../../hosts/xs/engine-unavailable.js";
import { cache } from "../../../hosts/xs/places.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine, runScript } from "../../support/xs-engine.js";

const script = `import {Instrument, measure} from "instruments";
const figures = new Int32Array(Instrument.count), again = new Int32Array(Instrument.count);
const sink = {}; measure(figures); sink.it = {a: 1, b: [1, 2, 3]}; measure(again);
trace(again[Instrument.cumulativeSlots] - figures[Instrument.cumulativeSlots], " ", again[Instrument.collections], "\\n");`;

/** Does `work` with variables of the environment set, and an empty cache. */
async function elsewhere(variables: Record<string, string>, work: (cache: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
	const all: Record<string, string> = { XS_QUECTEL_CACHE: folder, ...variables };
	const saved = Object.keys(all).map((name) => [name, process.env[name]] as const);
	Object.assign(process.env, all);
	try {
		await work(folder);
	} finally {
		for (const [name, value] of saved) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
		rmSync(folder, { recursive: true });
	}
}

async function unavailable(): Promise<string> {
	try {
		await buildEngine();
	} catch (error) {
		ok(error instanceof EngineUnavailable, String(error));
		return error.message;
	}
	throw new Error("an engine was built");
}

describe("XS engine, built", () => {
	before(needsEngine());

	it("says which it is", async () => {
		const engine = await buildEngine();
		equal(engine.variant, "instrument");
		const { report, lines } = await runScript(script);
		equal(report?.bits, engine.bits);
		equal(report?.slotBytes, engine.bits / 2);
		deepEqual(lines, ["6 0"]);
	});

	it("is of 32 bits where the compiler can, and of 64 where it cannot", async () => {
		equal((await buildEngine()).bits, canBuild(32) ? 32 : 64);
	});
});

describe("XS engine that cannot be had", () => {
	it("says so without a compiler", async () => {
		await elsewhere({ CC: "/nonexistent/cc" }, async () => {
			equal(await unavailable(), "no C compiler: /nonexistent/cc cannot be run");
		});
	});

	it("says so without make", async () => {
		await elsewhere({ CC: process.execPath, PATH: "/nonexistent" }, async () => {
			equal(await unavailable(), "no make: it cannot be run");
		});
	});

	it("says so with a cache that cannot be written", async () => {
		await elsewhere({ XS_QUECTEL_CACHE: "/dev/null/cache" }, async () => {
			ok((await unavailable()).startsWith("/dev/null/cache cannot be made (XS_QUECTEL_CACHE): "));
		});
	});

	describe("though its sources are there", () => {
		before(needsEngine());

		it("says so with a compiler that fails", async () => {
			const sources = join(cache(), "xsnap-0.15.0");
			await elsewhere({ CC: "false" }, async (folder) => {
				symlinkSync(sources, join(folder, "xsnap-0.15.0"));
				ok((await unavailable()).startsWith("the engine does not compile: "));
			});
		});
	});

	it("is not asked of a compiler once it is built", async () => {
		const saved = process.env.CC;
		process.env.CC = "/nonexistent/cc";
		try {
			const { bits } = await buildEngine();
			ok(bits === 32 || bits === 64);
		} finally {
			if (saved === undefined) delete process.env.CC;
			else process.env.CC = saved;
		}
	});
});
