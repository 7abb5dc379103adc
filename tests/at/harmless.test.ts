import { isHarmless } from "../../modules/at/harmless.js";
import { Store } from "../../modules/uart/store.js";
import { equal } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

/** The payload stands between bytes that would do harm. */
function judge(payload: string): boolean {
	const store = new Store(128, 16);
	store.bytes.set(bytesOf(`AT\r${payload}\rAT`));
	return isHarmless(store, 3, payload.length);
}

describe("isHarmless", () => {
	for (const payload of [
		"x",
		"hello",
		"a t",
		"t",
		"ta",
		"/a",
		"1a",
		"12 x",
		"x;y",
		"\n\0x",
		"a.t",
		"b/",
		"{}",
		"-1",
		"é",
	]) {
		it(`lets ${JSON.stringify(payload)} go out`, () => equal(judge(payload), true));
	}

	for (const payload of ["\r", "x\r", "x\b", "AT", "at", "xAt", "xaT", "xA/", "a/x", "xAAT"]) {
		it(`keeps back ${JSON.stringify(payload)}, which could be a command or edit one`, () =>
			equal(judge(payload), false));
	}

	for (const payload of ["", "0", "9", "12", " 1 2\n", " ", "1;x", ";x", " ;"]) {
		it(`keeps back ${JSON.stringify(payload)}, which could go on with a length`, () => equal(judge(payload), false));
	}
});
