import { createHash, createHmac } from "node:crypto";
import { hmacSha256, sha256 } from "../../../../tools/sim/mqtt/hmac.js";
import { equal } from "../../../support/assert.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("HMAC with SHA-256", () => {
	it("hashes as Node does, at every length around a block", () => {
		for (let length = 0; length < 200; length++) {
			const bytes = Uint8Array.from({ length }, (_, at) => at * 7);
			equal(hex(sha256(bytes)), createHash("sha256").update(bytes).digest("hex"));
		}
	});

	it("signs as Node does, with keys of any length", () => {
		for (const length of [0, 1, 63, 64, 65, 200]) {
			const key = Uint8Array.from({ length }, (_, at) => 255 - at);
			const message = Buffer.from(`message for ${length}`);
			equal(hex(hmacSha256(key, message)), createHmac("sha256", key).update(message).digest("hex"));
		}
	});

	it("signs the second example of RFC 4231", () => {
		equal(
			hex(hmacSha256(Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?"))),
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		);
	});
});
