import { mqtt } from "../../../modules/network/mqtt-kinds.js";
import type { Behaviour } from "./behaviour.js";
import { ClientCase, lineOf } from "./client-case.js";
import { Exchange } from "./exchange.js";
import { type Fault, faults } from "./fault.js";
import { readPerfectly } from "./perfect-reader.js";
import type { Judged } from "./sums.js";
import type { Judgement } from "./verdict.js";

/** How long the client waits for the result: packet time-out of 5 s, three retries, and a margin, ms. */
const RESULT_LIMIT = 25_000;

const nothing: Fault = Object.freeze({ kind: "nothing", towards: "driver", at: -1 });

/** Holds what the application was told against what the module did. */
export function judgeClient(it: ClientCase): Judgement {
	if (it.failure !== undefined) return { verdict: "wrong", why: it.failure };
	let verdict: Judgement["verdict"] = "right";
	const reasons: string[] = [];
	for (const [at, publish] of it.publishes.entries()) {
		const told = it.told.get(publish.id) as string[];
		const effects = it.module.effects.filter((effect) =>
			[0, 1, 2, 3, 4, 5].some((index) => effect === `publish ${lineOf(publish, index)} ${publish.payload}`),
		);
		const name = `publish ${publish.id}`;
		if (told.length !== 1) return { verdict: "wrong", why: `${name}: ${told.length} results` };
		if (effects.length > 1 && at < 2) return { verdict: "wrong", why: `${name}: done ${effects.length} times` };
		const isDone = effects.length > 0;
		if (told[0] === "unknown" || (told[0] === "published") === isDone) continue;
		// Only in the exchange that met the fault can anybody have been deceived.
		const why = `${name}: ${told[0]}, and was ${isDone ? "" : "not "}done`;
		const text = it.wire.arrived
			.slice(it.begunAt)
			.filter(({ origin }) => (origin instanceof Exchange ? origin.by === 1 : origin !== "URC"))
			.map(({ character }) => character)
			.join("");
		const answer = [`+QMTPUBEX: 0,${it.QoS === 0 ? 0 : publish.id},0`];
		const sample = { information: [], results: answer, keys: 2, isText: false };
		const { final, results, hasPrompt } = readPerfectly(text, sample);
		const result = results.at(-1)?.slice(-1);
		const reading =
			final !== "OK" || !hasPrompt || (result === "2" && it.QoS === 0)
				? "failed"
				: result === "0"
					? "published"
					: "unknown";
		if (at > 0 || final === undefined || told[0] !== reading) return { verdict: "wrong", why };
		verdict = "indistinguishable";
		reasons.push(why);
	}
	return { verdict, why: reasons.join("; ") };
}

/** Runs every fault at every byte of a publish, byte by byte and in pieces. */
export function* runClient(QoS: number, behaviour: Behaviour = {}): Generator<Judged> {
	const { wire, publishes } = new ClientCase(QoS, behaviour, nothing, true).run();
	const course = {
		sent: wire.sent,
		answered: wire.answered,
		limits: [mqtt.publish.finalLimit, RESULT_LIMIT],
		payloadAt: lineOf(publishes[0], 0).length + 3,
	};
	for (const fault of faults(course)) {
		for (const isBytewise of [true, false]) {
			yield { fault, isBytewise, ...judgeClient(new ClientCase(QoS, behaviour, fault, isBytewise).run()) };
		}
	}
}
