import { equal, ok } from "../../support/assert.js";
import { Rig } from "./rig.js";
import { finalsOf, PLAIN_NAMES, Typewriter, typeLine } from "./typewriter.js";

const LINES = 100_000;

/** What a bug would make of the answer to a line; the present one is with every hundredth. */
const BUGS: Readonly<Record<string, (answer: string) => string>> = {
	"forgets a final result": (answer) => answer.replace(/\r\n(OK|ERROR)\r\n/, ""),
	"answers twice": (answer) => answer.replace(/\r\n(OK|ERROR)\r\n/, "$&$&"),
	"answers ERROR and goes on": (answer) => answer.replace("\r\nOK\r\n", "\r\nERROR\r\n\r\nOK\r\n"),
	"writes results without their line ends": (answer) => answer.replace(/\r\n(OK|ERROR)\r\n/, "$1\r\n"),
};

/** The first line that is not answered exactly once; undefined when there is none. */
function firstWrong(
	seed: number,
	lines: number,
	bug: (answer: string) => string = (answer) => answer,
): string | undefined {
	const typewriter = new Typewriter(seed);
	let rig = new Rig({ seed }).boot();
	rig.ask("ATE0");
	for (let count = 1; count <= lines; count++) {
		const { line, answer } = typeLine(rig, typewriter, PLAIN_NAMES);
		if (finalsOf(count % 100 === 0 ? bug(answer) : answer) !== 1) {
			return `${count}: ${JSON.stringify(line)} gave ${JSON.stringify(answer)}`;
		}
		if (count % 1000 === 0) {
			if (!rig.ask("AT").endsWith("\r\nOK\r\n")) {
				return `${count}: deaf after ${JSON.stringify(line)}`;
			}
			rig = new Rig({ seed: count, profile: count % 2000 === 0 ? "note" : "ec600s" }).boot();
			rig.ask("ATE0");
		}
	}
	return undefined;
}

describe("command lines of all kinds", () => {
	it(`are answered once each, in turn (${LINES} lines)`, () => {
		equal(firstWrong(11, LINES), undefined);
	});

	for (const [name, bug] of Object.entries(BUGS)) {
		it(`show a module that ${name}`, () => {
			ok(firstWrong(12, 2000, bug) !== undefined);
		});
	}
});
