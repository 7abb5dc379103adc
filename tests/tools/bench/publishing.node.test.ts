import { bound, exchangeTime } from "../../../tools/bench/publishing.js";
import { equal, ok } from "../../support/assert.js";

describe("The bench's bound of publishing", () => {
	it("counts every byte of an exchange, both ways, at ten bits each", () => {
		// AT+QMTPUBEX=0,10000,1,0,"site/17/state",100 CR; the prompt with its line end; payload; OK; the result.
		equal(Math.round((exchangeTime(115_200) * 115_200) / 10_000), 44 + 4 + 100 + 6 + 24);
	});

	it("is the window's where round trips are long, and the wire's where bytes are slow", () => {
		ok(Math.abs(bound(115_200) - 5000 / (200 + exchangeTime(115_200))) < 1e-9);
		ok(Math.abs(bound(4800) - 1000 / exchangeTime(4800)) < 1e-9);
	});
});
