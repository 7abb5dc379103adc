// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are programs
import { codeOf } from "../../../tools/check/code.js";
import { equal } from "../../support/assert.js";

const rows: [what: string, text: string, code: string][] = [
	["line comments", "a // b\nc", "a     \nc"],
	["block comments", "a /* b\nb */ c", "a     \n     c"],
	["strings of both kinds", `f("a'b", 'c"d')`, `f("   ", '   ')`],
	["escapes in strings", '"a\\"b" + c', '"    " + c'],
	["what looks like a comment in a string", '"// no" + a', '"     " + a'],
	["templates", "`a${b}c`", "` ${b} `"],
	["templates in templates", "`a${`b${c}`}d` + e", "` ${` ${c}`} ` + e"],
	["braces in templates", "`a${{ b: { c } }}d`", "` ${{ b: { c } }} `"],
	["escapes in templates", "`\\`\\${a}` + b", "`       ` + b"],
	["regular expressions", 'x = /a"b/g; y', "x = /   /g; y"],
	["slashes in classes of regular expressions", "f(/[/'\\]]'/) + 1", "f(/       /) + 1"],
	["regular expressions behind words", "return /'/.test(a)", "return / /.test(a)"],
	["divisions", 'a / b; "/"; c', 'a / b; " "; c'],
	["divisions behind brackets", "(a) / b[0] / c", "(a) / b[0] / c"],
	["an open string at the end", '"ab', '"  '],
	["an open comment at the end", "a /* b", "a     "],
];

describe("codeOf", () => {
	for (const [what, text, code] of rows) {
		it(`blanks out ${what}, and keeps every place`, () => equal(codeOf(text), code));
	}
});
