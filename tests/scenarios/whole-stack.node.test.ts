import { runWholeStack } from "../../tools/bench/whole-stack.js";
import { ok } from "../support/assert.js";
import { needsEngine } from "../support/xs-engine.js";

describe("The whole stack in the fixed heap of an ESP32, on 32-bit slots", () => {
	before(needsEngine({ bits: 32 }));

	it("fits: two MQTT clients and two TLS sockets at once, beside 8 KB of an application", async () => {
		const { inUse, peakSlots, peakChunkBytes, slotLimit, chunkLimit } = await runWholeStack();
		ok(slotLimit <= 4928 && chunkLimit <= 78_848, `${slotLimit} slots, ${chunkLimit} bytes`);
		ok(peakSlots <= slotLimit && peakChunkBytes <= chunkLimit);
		// With a quarter to spare for what else an application has.
		const whole = inUse.get("whole") ?? Number.NaN;
		ok(whole < 0.75 * (slotLimit * 16 + chunkLimit), `${whole} bytes in use`);
		const perSocket = ((inUse.get("tcp 3") ?? Number.NaN) - (inUse.get("tcp 1") ?? Number.NaN)) / 2;
		ok(perSocket < 8192, `${perSocket} bytes per socket`);
	});
});
