import { Resync } from "../../modules/at/resync.js";
import { lexicon } from "../../modules/modem/names.js";
import { deepEqual, equal } from "../support/assert.js";

const csq = lexicon.identify("+CSQ");
const ipr = lexicon.identify("+IPR");
const cmee = lexicon.identify("+CMEE");
const resync = () => new Resync(lexicon, ["+CSQ", "+IPR?", "+CMEE?"]);

/** All probes that are left. */
function probesOf(it: Resync): (string | undefined)[] {
	const probes = [];
	for (let probe = it.nextProbe(); probe !== undefined; probe = it.nextProbe()) probes.push(probe);
	return probes;
}

describe("Resync", () => {
	it("goes round its probes, and on from there the next time", () => {
		const it = resync();
		equal(it.isActive, false);
		equal(it.nextProbe(), undefined);
		it.begin(0, 500);
		equal(it.isActive, true);
		equal(it.limit, 500);
		deepEqual(probesOf(it), ["+IPR?", "+CMEE?", "+CSQ"]);
		it.begin(0, 500);
		deepEqual([it.nextProbe(), it.nextProbe()], ["+IPR?", "+CMEE?"]);
		it.begin(0, 500);
		deepEqual(probesOf(it), ["+CSQ", "+IPR?", "+CMEE?"]);
	});

	it("leaves out the probe whose answer may still be on its way", () => {
		const it = resync();
		it.begin(cmee, 500);
		deepEqual(probesOf(it), ["+IPR?", "+CSQ"]);
		it.begin(csq, 500);
		deepEqual(probesOf(it), ["+IPR?", "+CMEE?"]);
	});

	it("believes a final result only behind the answer to the present probe", () => {
		const it = resync();
		equal(it.onFinal(), false);
		it.begin(0, 500);
		equal(it.nextProbe(), "+IPR?");
		equal(it.onFinal(), false);
		it.onInformation(csq);
		equal(it.onFinal(), false);
		it.onInformation(ipr);
		equal(it.isActive, true);
		equal(it.onFinal(), true);
		equal(it.isActive, false);
	});

	it("does not believe the answer to the probe before", () => {
		const it = resync();
		it.begin(0, 500);
		equal(it.nextProbe(), "+IPR?");
		it.onInformation(ipr);
		equal(it.nextProbe(), "+CMEE?");
		equal(it.onFinal(), false);
		it.onInformation(ipr);
		equal(it.onFinal(), false);
		it.onInformation(cmee);
		equal(it.onFinal(), true);
	});

	it("is over when it is given up", () => {
		const it = resync();
		it.begin(0, 500);
		it.end();
		equal(it.isActive, false);
	});
});
