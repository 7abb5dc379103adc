import type { Attention } from "./attention.js";

/** For an answer, ms; the radio is switched on within this too. */
const ANSWER = 15_000;
/** For a SIM that is being read, ms. */
const READING = 10_000;
const PAUSE = 500;

/**
 * Why the SIM of a module cannot be used, as the module says it; undefined when it can be.
 * @param pin of the SIM, where there is one
 */
export async function simTrouble(attention: Attention, pin: string | undefined): Promise<string | undefined> {
	const end = performance.now() + READING;
	let isSwitchedOn = false;
	for (;;) {
		const answer = await attention.command("AT+CPIN?", ANSWER);
		const state = /\+CPIN: ([^\r\n]*)/.exec(answer ?? "")?.[1];
		if (state === "READY" || (state === "SIM PIN" && pin !== undefined)) return undefined;
		if (state !== undefined) return `the module says +CPIN: ${state}`;
		// Somebody may have left it with its radio off; the driver would switch it on too.
		if (!isSwitchedOn) await attention.command("AT+CFUN=1", ANSWER);
		isSwitchedOn = true;
		if (performance.now() > end)
			return `the module says ${/ERROR[^\r\n]*/.exec(attention.heard)?.[0] ?? "nothing"} to AT+CPIN?`;
		await attention.pause(PAUSE);
	}
}
