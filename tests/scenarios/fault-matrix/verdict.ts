import { Outcome } from "../../../modules/at/command.js";
import { type FaultCase, SUBJECT } from "./case.js";
import { Exchange } from "./exchange.js";
import { STORED } from "./module.js";
import { type Reading, readPerfectly, type Sample } from "./perfect-reader.js";
import type { Subject } from "./subjects.js";
import type { Told, ToldEnd, ToldLine } from "./told.js";
import type { Origin } from "./wire.js";

/**
 * What a case has shown. `right`: everything told is true. `thin`: true, but an answer was lost on the way, and counted, and
 * the command ended without it. `indistinguishable`: something told is not true, and nobody could have known.
 */
export type Verdict = "right" | "thin" | "indistinguishable" | "wrong";

export interface Judgement {
	readonly verdict: Verdict;
	readonly why: string;
}

/** What a URC of the kinds that are listened for looks like. A quote inside quotes is a byte like others. */
const URC =
	/^\+(?:CEREG: ?\d+(?:,"(?:[^"]|"(?!,|$))*","(?:[^"]|"(?!,|$))*"(?:,\d+)?)?|QMTSTAT: ?\d,\d|QIURC: ?"[^"]*",\d+)$/;

/** Fields of a line as sent: without name and quotes. A quote inside quotes is a byte like others. */
function fieldsOf(line: string): string {
	if (!line.startsWith("+")) return line;
	const behind = line.replace(/^\+[A-Z]+: ?/, "");
	return behind.replace(/(^|,)"((?:[^"]|"(?!,|$))*)"(?=,|$)|,/g, (_all, comma = ",", text = "") =>
		comma === "" ? text : `|${text}`,
	);
}

const joined = ({ fields }: ToldLine) => fields.join("|");

/** Whether bytes of the command `number` were arriving, bytes of the fault, or the proof that nothing else will come. */
function isFrom(from: readonly Origin[], number: number): boolean {
	return from.some((it) => (it instanceof Exchange ? it.by === number || it.by === 0 : it !== "URC"));
}

/** Whether `part` is some of the lines of `whole`, each whole, or up to the end of one of its fields. An empty field says nothing. */
function isPart(part: readonly string[], whole: readonly string[]): boolean {
	let at = 0;
	for (const it of whole) if (part[at] !== undefined && `${it}|`.startsWith(`${part[at]?.replace(/\|$/, "")}|`)) at++;
	return at === part.length;
}

/** What is not true of what one command's owner was told; `isThin`: it is not all of it. */
interface Findings {
	readonly untrue: string[];
	isThin: boolean;
}

/** What went on with one command, against the truth. */
function examine(number: number, subject: Subject, told: Told, module: FaultCase["module"]): Findings {
	const untrue: string[] = [];
	const findings: Findings = { untrue, isThin: false };
	const [end] = told.ends;
	if (end === undefined || told.ends.length !== 1) {
		untrue.push(`${told.ends.length} outcomes`);
		return findings;
	}
	const exchanges = module.exchanges.filter(({ by }) => by === number);
	const own = exchanges.find(
		({ line, payload }) => line === subject.line && (payload === undefined || payload === subject.payload),
	);
	for (const it of [...told.information, ...told.results]) {
		if (!isFrom(it.from, number)) untrue.push(`"${joined(it)}" is another's`);
	}
	// What an exchange told is to be believed when it has ended well.
	const information = end.outcome === Outcome.ok ? told.information.map(joined) : [];
	const results = told.results.map(joined);
	// A counted payload is told to the listener of its name.
	const truth = own?.information.filter((it) => !it.includes("\n")).map(fieldsOf) ?? [];
	if (!isPart(information, truth)) untrue.push(`information "${information}" and not "${truth}"`);
	if (!isPart(results, own?.results.map(fieldsOf) ?? [])) untrue.push(`results "${results}"`);
	const hasEffect = subject.effect !== undefined && module.effects.includes(subject.effect);
	if (end.outcome === Outcome.ok) {
		if (!isFrom(end.from, number)) untrue.push("another's OK");
		if (own?.answer !== "OK") untrue.push("OK that was not given to it");
		if (subject.effect !== undefined && !hasEffect) untrue.push("done that was not");
		if (information.map((it) => it.replace(/\|+$/, "")).join() !== truth.join()) findings.isThin = true;
	} else if (end.outcome === Outcome.error) {
		if (!isFrom(end.from, number)) untrue.push("another's error");
		// A number that could not be read is 0, and so is an OK in the place of a prompt: not done, nobody knows why.
		const isRefusal = ({ answer }: Exchange) => answer !== undefined && (end.code === 0 || codeOf(answer) === end.code);
		if (!exchanges.some(isRefusal)) untrue.push(`error ${end.code} that was not given to it`);
		if (hasEffect && subject.effect !== undefined) untrue.push("refused that was done");
	} else if (!end.isOut && hasEffect) untrue.push("never sent that was done");
	return findings;
}

function codeOf(answer: string): number {
	return Number(/: ?(\d+)$/.exec(answer)?.[1] ?? 0);
}

/** Whether somebody who reads `reading` would have told the same. */
function isSame(told: Told, { outcome, code }: ToldEnd, reading: Reading, subject: Subject): boolean {
	const { information, results, final, hasPrompt } = reading;
	if (final === undefined) return false;
	// An OK where a prompt should be says no as well.
	if (subject.payload !== undefined && !hasPrompt && final === "OK") return outcome === Outcome.error && code === 0;
	if (told.information.map(joined).join() !== information.map(fieldsOf).join()) return false;
	if (told.results.map(joined).join() !== results.map(fieldsOf).join()) return false;
	if (outcome === Outcome.ok || outcome === Outcome.unresolved) return final === "OK";
	return outcome === Outcome.error && final !== "OK" && codeOf(final) === code;
}

/** Judges a case that has run. @param samples what the answers of its commands look like, by number */
export function judge(it: FaultCase, samples: ReadonlyMap<number, Sample>): Judgement {
	const { wire, module, rig, fault } = it;
	if (it.failure !== undefined) return { verdict: "wrong", why: it.failure };
	let verdict: Verdict = "right";
	const reasons: string[] = [];
	const text = (from: number, to: number, belongs: (origin: Origin) => boolean) =>
		wire.arrived
			.slice(from, to)
			.filter(({ origin }) => belongs(origin))
			.map(({ character }) => character)
			.join("");
	for (const [number, told] of it.told) {
		const subject = it.commands.get(number) as Subject;
		const { untrue, isThin } = examine(number, subject, told, module);
		const counters = rig.counters;
		const lost =
			counters.unknownLines + counters.framingErrors + counters.longLines + counters.lateReplies + counters.drops;
		// An answer that looks like a URC is told as one.
		if (isThin && lost + it.urcs.length === 0) untrue.push("an answer was lost and not counted");
		if (untrue.length > 0) {
			const [end] = told.ends;
			const sample = samples.get(number) as Sample;
			const isOwn = (origin: Origin) =>
				origin instanceof Exchange ? origin.by === number : origin === "noise" || origin === "inserted URC";
			// After a reply that never came nobody may take the next one for his own without proof.
			const isInStep = [...it.told].every(
				([other, { ends }]) => other >= number || ends.every(({ outcome }) => outcome !== Outcome.timeout),
			);
			const isDeceived =
				end !== undefined &&
				told.ends.length === 1 &&
				[isOwn, ...(isInStep ? [() => true] : [])].some((belongs) =>
					isSame(told, end, readPerfectly(text(told.begunAt, end.arrived, belongs), sample), subject),
				);
			if (!isDeceived) return { verdict: "wrong", why: `${subject.title} (${number}): ${untrue.join("; ")}` };
			verdict = "indistinguishable";
			reasons.push(`${subject.title} (${number}): ${untrue.join("; ")}`);
		} else if (isThin && verdict === "right") {
			verdict = "thin";
			reasons.push(`${subject.title} (${number}): without its answer`);
		}
	}
	// What listeners were told: nothing but what the module said of its own accord, each once.
	const isInserted = fault.kind === "URC inserted";
	const expected = isInserted ? [fieldsOf(fault.text ?? "")] : fault.kind === "connection lost" ? ["0|1"] : [];
	for (const told of it.urcs) {
		if (told.name === "RDY" && wire.hasRestarted) continue;
		const at = expected.indexOf(joined(told));
		if (at >= 0) {
			expected.splice(at, 1);
			continue;
		}
		// A URC stands alone: who reads a flawless one cannot wait for what may come behind it.
		const all = text(0, wire.arrived.length, () => true).split(/[\r\n]/);
		const isFlawless = all.some((line) => URC.test(line) && fieldsOf(line) === joined(told));
		if (!isFlawless) return { verdict: "wrong", why: `URC ${told.name} "${joined(told)}" that was none` };
		verdict = "indistinguishable";
		reasons.push(`URC ${told.name} "${joined(told)}"`);
	}
	const isPayload = isInserted && fault.text?.startsWith("+QMTRECV") === true;
	const hasListener = /^\+(QMTSTAT|CEREG|QIURC)/.test(fault.text ?? "");
	if (isInserted && wire.isBetween && !isPayload && hasListener && expected.length > 0) {
		return { verdict: "wrong", why: "URC not told" };
	}
	const payloads = isPayload ? ['0|0|u|10|\r\nOK\r\n>",1'] : [];
	for (const exchange of module.exchanges) {
		for (const line of exchange.information) {
			if (line.startsWith("+QMTRECV")) payloads.push(`0|9|a/b|${STORED.length}|${STORED}`);
		}
	}
	for (const told of it.payloads) {
		const at = payloads.indexOf(joined(told));
		if (at >= 0) {
			payloads.splice(at, 1);
			continue;
		}
		const all = text(0, wire.arrived.length, (origin) => !(origin instanceof Exchange) || origin.by === SUBJECT);
		const { payloads: read } = readPerfectly(all, samples.get(SUBJECT) as Sample);
		const flat = read.map((line) => line.replace(/^\+QMTRECV: ?(\d+),(\d+),"([\s\S]*?)",(\d+),"/, "$1|$2|$3|$4|"));
		if (!flat.includes(joined(told))) return { verdict: "wrong", why: `payload "${joined(told)}"` };
		verdict = "indistinguishable";
		reasons.push(`payload "${joined(told)}"`);
	}
	if (isPayload && wire.isBetween && payloads.includes('0|0|u|10|\r\nOK\r\n>",1')) {
		return { verdict: "wrong", why: "message not told" };
	}
	return { verdict, why: reasons.join("; ") };
}
