import { equal } from "../assert.js";
import { isMatch, isTopicFilter, isTopicName } from "./topics.js";

describe("topics of the broker", () => {
	it("takes topic names without wildcards", () => {
		for (const name of ["a", "/", "a/b", "a//b", " ", "$SYS/x", "ä"]) equal(isTopicName(name), true, name);
		for (const name of ["", "a/+", "#", "a#", "a\0"]) equal(isTopicName(name), false, name);
	});

	it("takes filters whose wildcards stand for whole levels", () => {
		for (const filter of ["a", "#", "+", "a/#", "a/+/b", "+/+", "/+", "/"]) equal(isTopicFilter(filter), true, filter);
		for (const filter of ["", "a#", "a/#/b", "a+", "a/+b", "##", "a\0"]) equal(isTopicFilter(filter), false, filter);
	});

	const rows: [filter: string, topic: string, isMatch: boolean][] = [
		["a/b", "a/b", true],
		["a/b", "a/B", false],
		["a/b", "a/b/c", false],
		["a/b", "a", false],
		["a/+", "a/b", true],
		["a/+", "a", false],
		["a/+", "a/", true],
		["+", "/a", false],
		["/+", "/a", true],
		["+/+", "/a", true],
		["a/+/c", "a/b/c", true],
		["a/#", "a", true],
		["a/#", "a/b/c", true],
		["a/#", "ab", false],
		["#", "a/b", true],
		["#", "$SYS/x", false],
		["+/x", "$SYS/x", false],
		["$SYS/#", "$SYS/x", true],
	];
	for (const [filter, topic, expected] of rows) {
		it(`${filter} ${expected ? "matches" : "does not match"} ${topic}`, () => equal(isMatch(filter, topic), expected));
	}
});
