import { FAULTS } from "../../../../tools/sim/faults/catalogue.js";
import { parseFault, readFault } from "../../../../tools/sim/faults/fault.js";
import { RESULT_FAULTS } from "../../../../tools/sim/faults/result-faults.js";
import { parseScript } from "../../../../tools/sim/faults/script.js";
import { equal, ok, throws } from "../../../support/assert.js";
import { Rig } from "../rig.js";

describe("a fault as text", () => {
	it("has a name and values, and the initial ones where none are given", () => {
		const fault = parseFault(" lose , direction=host, rate=0.25");
		equal(fault.name, "lose");
		equal(fault.text("direction"), "host");
		equal(fault.number("rate"), 0.25);
		equal(fault.number("after"), 0);
	});

	it("has escapes for what cannot be written otherwise", () => {
		const fault = parseFault("fake-message,topic=a\\,b,payload=\\r\\nOK\\r\\n\\x00\\\\=");
		equal(fault.text("topic"), "a,b");
		equal(fault.text("payload"), "\r\nOK\r\n\0\\=");
	});

	for (const [text, message] of [
		["", "fault: one of lose"],
		["toString", "fault: one of lose"],
		["lose,rate", "rate is not field=value"],
		["lose,rate=2", "rate: a number from 0 to 1"],
		["lose,rate=", "rate: a number from 0 to 1"],
		["lose,direction=up", "direction: one of module, host"],
		["lose,speed=1", "lose has no speed"],
		["power-cut", "ms: a whole number from 0 to 86400000"],
		["power-cut,ms=1.5", "ms: a whole number from 0 to 86400000"],
		["urc", "text: a text"],
	] as const) {
		it(`is refused: ${JSON.stringify(text)}`, () => {
			throws(() => parseFault(text), RangeError, message);
		});
	}

	it("is refused as an object with values of other kinds", () => {
		throws(() => readFault({ fault: "power-cut", ms: "3000" }), RangeError, "ms: a whole number");
		throws(() => readFault({ fault: "urc", text: 5 }), RangeError, "text: a text");
		throws(() => readFault({ fault: null }), RangeError, "fault: one of");
	});

	it("can be each of the catalogue", () => {
		ok(Object.keys(RESULT_FAULTS).every((name) => name in FAULTS));
		const needed: Record<string, string> = { text: "+X", rate: "0.5", by: "1", ms: "1" };
		for (const [name, { fields }] of Object.entries(FAULTS)) {
			const given = Object.entries(fields)
				.filter(([, field]) => field.initial === undefined)
				.map(([field]) => `,${field}=${needed[field]}`);
			new Rig().module.faults.cause(parseFault(name + given.join("")));
			new Rig().boot().module.faults.cause(parseFault(name + given.join("")));
		}
	});
});

describe("a script of faults", () => {
	it("has times, repetitions, and lines that do not count", () => {
		const entries = parseScript("# a comment\n\n 100 kick\n5 every 60000  lose,rate=0.1 \n");
		equal(
			entries.map(({ time, every, fault }) => `${time} ${every} ${fault.name}`).join(),
			"100 undefined kick,5 60000 lose",
		);
	});

	for (const [text, message] of [
		["kick", "line 1: not TIME"],
		["1 kick\nsoon kick", "line 2: not TIME"],
		["1 every kick", "line 1: fault: one of"],
		["1 every 0 kick", "line 1: a time is at most"],
		["999999999 kick", "line 1: a time is at most"],
		["1 power-cut", "line 1: ms: a whole number"],
	] as const) {
		it(`is refused: ${JSON.stringify(text)}`, () => {
			throws(() => parseScript(text), RangeError, message);
		});
	}

	it("happens at its times, again and again", () => {
		const rig = new Rig({ script: "30000 every 1000 urc,text=+TICK\n31500 urc,text=+ONCE" });
		rig.module.powerOn();
		rig.run(29_999).take();
		rig.run(3001);
		equal(rig.take(), ["+TICK", "+TICK", "+ONCE", "+TICK", "+TICK"].map((text) => `\r\n${text}\r\n`).join(""));
	});

	it("is refused when the module is made, as a fault is", () => {
		throws(() => new Rig({ script: "now kick" }), RangeError, "line 1");
		throws(() => new Rig({ faults: ["kick,how=hard"] }), RangeError, "how");
	});
});
