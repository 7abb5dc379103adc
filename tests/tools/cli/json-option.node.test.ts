import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../../tools/cli/command.js";
import { JSONOption } from "../../../tools/cli/json-option.js";
import { deepEqual, equal, throws } from "../../support/assert.js";

describe("JSONOption", () => {
	const cases: readonly (readonly [args: readonly string[], rest: readonly string[], hasStandardOutput: boolean])[] = [
		[[], [], false],
		[["--json"], [], true],
		[["--json", "--trace"], ["--trace"], true],
		[["--trace", "--json", "result.json"], ["--trace"], false],
		[["--json=result.json", "--trace"], ["--trace"], false],
		[["--jsonp"], ["--jsonp"], false],
	];
	for (const [args, rest, hasStandardOutput] of cases) {
		it(`takes its part of: ${args.join(" ") || "nothing"}`, () => {
			const option = new JSONOption(args);
			deepEqual(option.rest, [...rest]);
			equal(option.hasStandardOutput, hasStandardOutput);
		});
	}

	it("is given once, and not an empty file", () => {
		throws(() => new JSONOption(["--json", "--json"]), CommandError, "given twice");
		throws(() => new JSONOption(["--json="]), CommandError, "FILE is empty");
	});

	it("writes one line into the file, and tells when it cannot", () => {
		const folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
		try {
			const file = join(folder, "result.json");
			new JSONOption(["--json", file]).write({ lost: 0 });
			equal(readFileSync(file, "utf8"), '{"lost":0}\n');
			const error = throws(() => new JSONOption(["--json", folder]).write({}), CommandError, "EISDIR");
			equal(error.exit, 3);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
