import { Palette } from "../../../tools/cli/palette.js";
import { equal } from "../../support/assert.js";

describe("Palette", () => {
	const cases: readonly (readonly [
		title: string,
		isTerminal: boolean,
		environment: NodeJS.ProcessEnv,
		isColored: boolean,
	])[] = [
		["colours a terminal", true, {}, true],
		["colours nothing else", false, {}, false],
		["obeys NO_COLOR", true, { NO_COLOR: "1" }, false],
		["takes an empty NO_COLOR for none", true, { NO_COLOR: "" }, true],
		["leaves a dumb terminal alone", true, { TERM: "dumb" }, false],
	];
	for (const [title, isTerminal, environment, isColored] of cases) {
		it(title, () => {
			const palette = new Palette(isTerminal, environment);
			equal(palette.paint("bad", "lost"), isColored ? "\x1b[31mlost\x1b[0m" : "lost");
			equal(palette.paint("plain", "lost"), "lost");
		});
	}
});
