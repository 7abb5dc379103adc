import { PROFILE_NAMES, profileNamed } from "../../../tools/sim/profiles.js";
import { equal, ok, throws } from "../../support/assert.js";
import { Rig } from "./rig.js";

describe("profiles", () => {
	it("are the note's, and those of the modules that it is for", () => {
		equal(PROFILE_NAMES.join(), "note,ec600s,ec200s,ec200t,eg912y");
		for (const name of ["", "ec20", "toString"]) {
			throws(() => profileNamed(name), RangeError, `profile ${name}: known are note`);
		}
	});

	for (const name of PROFILE_NAMES) {
		it(`${name} says who it is, connects and publishes`, () => {
			const rig = new Rig({ profile: name }).connect();
			const model = rig.ask("AT+CGMM").trim().split("\r\n")[0];
			equal(model, name === "note" ? "EC600S" : name.toUpperCase());
			ok(rig.ask("AT+CGMR").includes(`\r\n${model}`));
			ok(rig.publish(1, 1).endsWith("\r\n+QMTPUBEX: 0,1,0\r\n"));
		});
	}
});
