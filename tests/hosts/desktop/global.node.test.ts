import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "../../../hosts/moddable/device.js";
import { launch } from "../../../hosts/xs/engine.js";
import { root } from "../../../tools/check/tree.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";

describe("the global device of the desktop host", () => {
	it("is made while the firmware is linked, as the SDK does it on boards", () => {
		const { preload } = JSON.parse(readFileSync(join(root, "hosts/desktop/manifest.json"), "utf8")) as {
			preload: string[];
		};
		ok(preload.includes("xs-quectel/hosts/desktop/global"));
	});

	it("lets an application use what only its board has, and the SDK's types know", () => {
		// The compiler is the test: an application that takes a pin of its board has to build.
		const pinsOf = (device: Device): unknown => device.io.Digital;
		equal(pinsOf({ io: { Digital: 1 } } as object as Device), 1);
	});

	describe("on XS", () => {
		before(needsEngine());

		it("is the one that others import", async () => {
			const { exit } = await launch("tests/hosts/desktop/global-application.ts", {
				aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
				modules: { system: "" },
			});
			const { code, lines, message } = await exit;
			equal(code, 0, message);
			deepEqual(lines, ["true function"]);
		});
	});
});
