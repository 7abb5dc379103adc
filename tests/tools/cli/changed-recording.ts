import { replay } from "../../../tools/replay/replay.js";
import { readScript } from "../../../tools/replay/script.js";
import { simulatedStage } from "../../../tools/replay/simulated-stage.js";
import { type Exchange, readExchanges } from "../../../tools/sim/transcript/exchange.js";
import type { Difference } from "../../../tools/sim/transcript/player.js";
import { ok } from "../../support/assert.js";

/**
 * Replays a recording with one line changed: in the first that `pattern` fits, the last `from` becomes `to`.
 * @returns the first difference, and the number of the line that was changed
 */
export async function replayChanged(
	lines: readonly string[],
	[pattern, from, to]: readonly [RegExp, string, string],
): Promise<Difference & { readonly changed: number }> {
	const at = lines.findIndex((line) => pattern.test(line));
	ok(at >= 0, `${pattern}`);
	const line = lines[at] as string;
	ok(line.includes(from), line);
	const last = line.lastIndexOf(from);
	const changed = line.slice(0, last) + to + line.slice(last + from.length);
	const text = [...lines.slice(0, at), changed, ...lines.slice(at + 1)].join("\n");
	const script = readScript(readExchanges(text)[0] as Exchange);
	const stage = await simulatedStage(script, { profile: "ec600s", publishDialect: "none" });
	try {
		const options = { patience: 6000, ignored: [], findsAll: false, onStep() {} };
		const { differences } = await replay({ script, ...stage, ...options });
		const [first] = differences;
		ok(first !== undefined, changed);
		return { ...first, changed: at + 1 };
	} finally {
		await stage.close();
	}
}
