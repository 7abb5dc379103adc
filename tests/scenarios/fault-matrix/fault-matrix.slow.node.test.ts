import { general } from "../../../modules/modem/commands.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { type Row, run } from "./matrix.js";
import { type Subject, subjects } from "./subjects.js";
import type { Verdict } from "./verdict.js";

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
	ERROR: 8,
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
const THIN = 406;

type Sums = Record<Verdict, number> & { cases: number };

function newSums(): Sums {
	return { cases: 0, right: 0, thin: 0, indistinguishable: 0, wrong: 0 };
}

function describeRow({ subject, fault, isBytewise, why }: Row): string {
	return `${subject.title}, ${isBytewise ? "byte by byte" : "in pieces"}: ${JSON.stringify(fault)}: ${why}`;
}

/** Runs the whole matrix of a subject. @returns the sums, and the first wrong cases in words */
function sumUp(subject: Subject): { sums: Sums; wrong: string[] } {
	const sums = newSums();
	const wrong: string[] = [];
	for (const row of run(subject)) {
		sums.cases++;
		sums[row.verdict]++;
		if (row.verdict === "wrong" && wrong.length < 5) wrong.push(describeRow(row));
	}
	return { sums, wrong };
}

describe("The fault matrix: every fault at every byte of every kind of exchange", () => {
	const total = newSums();
	const kinds = new Map<string, Sums>();

	for (const subject of subjects) {
		it(`tells nothing untrue about ${subject.title}`, () => {
			const { sums, wrong } = sumUp(subject);
			kinds.set(subject.title, sums);
			for (const key of Object.keys(total) as (keyof Sums)[]) total[key] += sums[key];
			deepEqual(wrong, []);
			equal(sums.wrong, 0);
			const limit = INDISTINGUISHABLE[subject.title] ?? 0;
			ok(sums.indistinguishable <= limit, `${sums.indistinguishable} indistinguishable, ${limit} at most`);
		});
	}

	it("is as large as it was, and prints what it has shown", () => {
		for (const [title, sums] of [...kinds, ["all", total] as const]) {
			const { cases, right, thin, indistinguishable, wrong } = sums;
			console.log(
				`fault matrix: ${title}: ${cases} cases, ${right} right, ${thin} thin, ${indistinguishable} indistinguishable, ${wrong} wrong`,
			);
		}
		ok(total.cases >= 73738, `${total.cases} cases`);
		ok(total.thin <= THIN, `${total.thin} thin`);
	});

	it("would tell of an answer that is believed whatever its form", () => {
		const { accepts: _form, ...formless } = general.signal;
		const { sums } = sumUp({ title: "formless", kind: formless, line: "AT+CSQ" });
		ok(sums.wrong > 0);
	});

	it("would tell of a command that was not what the module did", () => {
		const plain = subjects[0] as Subject;
		const { sums } = sumUp({ ...plain, line: "AT+CMEE=2", effect: "CMEE 2" });
		ok(sums.wrong > 0);
	});

	it("would tell of a result that belongs to another", () => {
		const publish = subjects.find(({ title }) => title === "prompt and payload") as Subject;
		const { sums } = sumUp({ ...publish, kind: { ...publish.kind, keys: 1 } });
		ok(sums.wrong > 0);
	});
});
