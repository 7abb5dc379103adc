import { general } from "../../../modules/modem/commands.js";
import { deepEqual, ok } from "../../support/assert.js";
import { run } from "./matrix.js";
import { type Subject, subjects } from "./subjects.js";
import { Sums, sumUp } from "./sums.js";

/**
 * How many cases of each kind of command are indistinguishable from another exchange, at most: bytes that became other
 * digits, letters of a string, or another command; a UART has no checksum. Text may be anything, so it leads by far.
 */
const INDISTINGUISHABLE: Readonly<Record<string, number>> = Object.freeze({
	"plain OK": 24,
	information: 98,
	"information that could be a URC": 696,
	"information with a string": 504,
	"information in several lines": 906,
	text: 2180,
	"+CME ERROR": 80,
	ERROR: 44,
	"payload in the answer": 736,
	"result later": 572,
	"result with OK": 572,
	"result in front of OK": 572,
	"result with two keys": 128,
	"prompt and payload": 422,
	"prompt and payload, result with OK": 422,
	"prompt and payload, result in front of OK": 422,
	"prompt and payload, retransmission": 472,
	"payload that could be a command": 604,
});
/** Cases, at most, in which an answer was lost in the shape of a URC with its name, counted or told as that. */
const THIN = 402;

describe("The fault matrix: every fault at every byte of every kind of exchange", () => {
	const total = new Sums();

	for (const subject of subjects) {
		it(`tells nothing untrue about ${subject.title}`, () => {
			const sums = sumUp(run(subject));
			sums.print(subject.title);
			total.add(sums);
			deepEqual(sums.examples, []);
			const limit = INDISTINGUISHABLE[subject.title] ?? 0;
			ok(sums.indistinguishable <= limit, `${sums.indistinguishable} indistinguishable, ${limit} at most`);
		});
	}

	it("is as large as it was", () => {
		total.print("all");
		ok(total.cases >= 74_420, `${total.cases} cases`);
		ok(total.thin <= THIN, `${total.thin} thin`);
	});

	it("would tell of an answer that is believed whatever its form", () => {
		const { accepts: _form, ...formless } = general.signal;
		ok(sumUp(run({ title: "formless", kind: formless, line: "AT+CSQ" })).wrong > 0);
	});

	it("would tell of a command that was not what the module did", () => {
		const plain = subjects[0] as Subject;
		ok(sumUp(run({ ...plain, line: "AT+CMEE=2", effect: "CMEE 2" })).wrong > 0);
	});

	it("would tell of a result that belongs to another", () => {
		const publish = subjects.find(({ title }) => title === "prompt and payload") as Subject;
		ok(sumUp(run({ ...publish, kind: { ...publish.kind, keys: 1 } })).wrong > 0);
	});
});
