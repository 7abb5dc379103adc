import { checkLinks } from "../../../tools/check/links.js";
import { deepEqual } from "../../support/assert.js";

describe("the check of pages", () => {
	const page = (text: string, path = "a/README.md") => [
		{ path: "package.json", text: '{"scripts": {"bench": "node bench"}}' },
		{ path: "b/c.ts", text: "" },
		{ path, text },
	];

	it("is content with links to files, folders, other sites and the same page, and with scripts that exist", () => {
		const text =
			"[c](../b/c.ts#L3) [b](../b/) [b](../b) [x](https://example.org) [y](#y) `npm run bench -- --x` `npm ci` `npm test`";
		deepEqual(checkLinks(page(text)), []);
	});

	it("finds what is not there", () => {
		deepEqual(checkLinks(page("one\n[d](../b/d.ts)\n`npm run fuzz`")), [
			{ path: "a/README.md", line: 2, message: "../b/d.ts is not there" },
			{ path: "a/README.md", line: 3, message: 'no npm script "fuzz"' },
		]);
	});

	it("looks at pages only", () => deepEqual(checkLinks(page("[d](e.ts)", "a/x.ts")), []));
});
