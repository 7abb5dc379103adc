import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { equal, ok } from "../../../support/assert.js";
import { needsCompiler, runC } from "../../../support/c-program.js";

const native = "hosts/moddable/uart";
const sources = ["tests/hosts/moddable/uart/ring-threads.c"];
const good = "400000 bytes, 0 wrong, 0 left, never more than 64: 1\n";

describe("The UART's ring between two threads", () => {
	before(needsCompiler);

	it("loses, doubles and mixes up nothing, and the thread sanitizer sees no race", () => {
		equal(runC({ sources, includes: [native], sanitize: "thread" }), good);
	});

	it("touches no byte beside its own", () => {
		equal(runC({ sources, includes: [native], sanitize: "address,undefined" }), good);
	});

	it("would be seen if its index were told before its bytes are there", () => {
		const folder = mkdtempSync(join(tmpdir(), "xs-quectel-ring-"));
		try {
			const ring = readFileSync(`${native}/ring.h`, "utf8");
			ok(ring.includes("__ATOMIC_RELEASE"));
			writeFileSync(join(folder, "ring.h"), ring.replaceAll("__ATOMIC_RELEASE", "__ATOMIC_RELAXED"));
			let complaint = "";
			try {
				runC({ sources, includes: [folder], sanitize: "thread" });
			} catch (error) {
				complaint = (error as Error).message;
			}
			ok(complaint.includes("data race"), complaint);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
