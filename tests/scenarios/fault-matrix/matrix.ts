import { FaultCase } from "./case.js";
import { type Course, type Fault, faults } from "./fault.js";
import type { Sample } from "./perfect-reader.js";
import type { Subject } from "./subjects.js";
import type { Judged } from "./sums.js";
import { judge } from "./verdict.js";

const nothing: Fault = Object.freeze({ kind: "nothing", towards: "driver", at: -1 });

/** What the answer of each command of a case looks like, taken from a run without a fault. */
function samplesOf(clean: FaultCase): Map<number, Sample> {
	const samples = new Map<number, Sample>();
	for (const [number, { kind }] of clean.commands) {
		const exchange = clean.module.exchanges.find(({ by }) => by === number);
		samples.set(number, {
			information: exchange?.information ?? [],
			results: exchange?.results ?? [],
			keys: kind.keys,
			isText: kind.takesText === true,
		});
	}
	return samples;
}

/** Runs every fault at every byte of a subject's exchange, once byte by byte and once in pieces as the module said them. */
export function* run(subject: Subject): Generator<Judged> {
	const clean = new FaultCase(subject, nothing, true).run();
	const samples = samplesOf(clean);
	const { promptLimit, finalLimit, result, prompt } = subject.kind;
	const limits = [Math.max(finalLimit, prompt ? promptLimit : 0)];
	if (result !== 0) limits.push(subject.resultLimit ?? subject.kind.resultLimit);
	const course: Course = {
		sent: clean.wire.sent,
		answered: clean.wire.answered,
		limits,
		payloadAt: subject.line.length + 1,
	};
	for (const fault of faults(course)) {
		for (const isBytewise of [true, false]) {
			yield { fault, isBytewise, ...judge(new FaultCase(subject, fault, isBytewise).run(), samples) };
		}
	}
}
