import { Proof, Resync } from "../../modules/at/resync.js";
import { lexicon, probes } from "../../modules/modem/names.js";
import { deepEqual, equal } from "../support/assert.js";

const csq = lexicon.identify("+CSQ");
const ipr = lexicon.identify("+IPR");
const cmee = lexicon.identify("+CMEE");
const resync = () => new Resync(probes);

/** All probes that are left. */
function probesOf(it: Resync): string[] {
	const names = [];
	while (it.next()) names.push(it.probe);
	return names;
}

describe("Resync", () => {
	it("goes round its probes, and on from there the next time", () => {
		const it = resync();
		equal(it.isActive, false);
		equal(it.next(), false);
		it.begin(0, 500);
		equal(it.isActive, true);
		equal(it.limit, 500);
		deepEqual(probesOf(it), ["+IPR?", "+CMEE?", "+CSQ"]);
		it.begin(0, 500);
		equal(it.next(), true);
		equal(it.probe, "+IPR?");
		equal(it.next(), true);
		equal(it.probe, "+CMEE?");
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
		equal(it.isDraining, false);
		equal(it.onFinal(), Proof.none);
		equal(it.isDraining, false);
		it.begin(0, 500);
		equal(it.next(), true);
		equal(it.onFinal(), Proof.none);
		equal(it.onInformation(csq), false);
		equal(it.onFinal(), Proof.none);
		equal(it.onInformation(ipr), true);
		equal(it.isActive, true);
		equal(it.onFinal(), Proof.whole);
		equal(it.isActive, false);
	});

	it("believes one answer when no probe is owing, also the next time", () => {
		const it = resync();
		for (const answer of [ipr, cmee]) {
			it.begin(0, 500);
			it.next();
			it.onInformation(answer);
			equal(it.onFinal(), Proof.whole);
		}
	});

	it("asks a second time, backwards, when an earlier probe was not answered", () => {
		const it = resync();
		it.begin(0, 500);
		it.next();
		it.next();
		equal(it.probe, "+CMEE?");
		equal(it.onInformation(ipr), false);
		equal(it.onFinal(), Proof.none);
		it.onInformation(cmee);
		equal(it.onFinal(), Proof.half);
		equal(it.isActive, true);
		equal(it.probe, "+IPR?");
		it.onInformation(ipr);
		equal(it.onFinal(), Proof.whole);
		equal(it.isActive, false);
		// Nothing is owing any more.
		it.begin(0, 500);
		it.next();
		equal(it.probe, "+CMEE?");
		it.onInformation(cmee);
		equal(it.onFinal(), Proof.whole);
	});

	it("remembers what is owing when it was given up", () => {
		const it = resync();
		it.begin(0, 500);
		it.next();
		it.end();
		equal(it.isActive, false);
		it.begin(0, 500);
		it.next();
		it.onInformation(cmee);
		equal(it.onFinal(), Proof.half);
		equal(it.probe, "+IPR?");
	});

	it("lets a backlog of answers pass, and proves only behind it", () => {
		const it = resync();
		// Two rounds are kept by a module that is busy: IPR CMEE CSQ, IPR CMEE CSQ; then IPR comes again.
		for (let round = 0; round < 2; round++) {
			it.begin(0, 500);
			probesOf(it);
		}
		it.begin(0, 500);
		it.next();
		equal(it.probe, "+IPR?");
		it.onInformation(ipr);
		equal(it.onFinal(), Proof.half);
		equal(it.probe, "+CSQ");
		equal(it.isDraining, false);
		for (const answer of [cmee, csq, ipr, cmee, csq, ipr, csq]) {
			it.onInformation(answer);
			equal(it.onFinal(), Proof.none);
			equal(it.isDraining, true);
		}
		equal(it.next(), true);
		equal(it.isDraining, false);
		equal(it.probe, "+IPR?");
		it.onInformation(ipr);
		equal(it.onFinal(), Proof.half);
		it.onInformation(csq);
		equal(it.onFinal(), Proof.whole);
	});
});
