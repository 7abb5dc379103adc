import type { Attention } from "./attention.js";

export interface RecoveryOptions {
	/** Whether the last run on this device was cut short: then a module that is silent waits for the rest of a payload of ours. */
	readonly wasCutShort: boolean;
	/** Restarts the module; undefined where there is no way to. */
	readonly restart: (() => Promise<void>) | undefined;
	readonly onNote: (text: string) => void;
}

/** In front of the name of each file that a suite makes in the module. */
export const FILE_PREFIX = "xs-hil-";

/** For the answer to AT, ms. */
const PROBE = 500;
/** In front of and behind `+++` (V.250's guard time), ms. */
const GUARD = 1100;
/** For a command that closes something, ms. */
const CLOSING = 15_000;
/** For a module that boots, ms. */
const BOOT = 30_000;
/** Longest payload of AT+QMTPUBEX (note, 3.2.8), and some more. */
const LONGEST = 1600;

/** Whether it answers: three times, since the first may end a line that was begun. */
async function answers(attention: Attention): Promise<boolean> {
	for (let time = 0; time < 3; time++) if ((await attention.command("AT", PROBE)) !== undefined) return true;
	return false;
}

async function wake(attention: Attention, { wasCutShort, restart, onNote }: RecoveryOptions): Promise<boolean> {
	if (await answers(attention)) return true;
	if (restart !== undefined) {
		onNote("the module does not answer: it is restarted");
		await restart();
		const end = performance.now() + BOOT;
		while (performance.now() < end) if (await answers(attention)) return true;
		return false;
	}
	onNote("the module does not answer: perhaps it is in data mode");
	await attention.pause(GUARD);
	attention.send("+++");
	await attention.pause(GUARD);
	if (await answers(attention)) return true;
	if (!wasCutShort) return false;
	onNote("the last run was cut short: the module gets the rest of the payload that it may be waiting for");
	for (let sent = 0; sent < LONGEST; sent += 100) {
		attention.send("\r".repeat(100));
		await attention.pause(20);
	}
	return answers(attention);
}

/** The numbers that lines of an answer begin with: `+QMTOPEN: 2,"host",1883`. */
function numbersIn(answer: string | undefined, name: string): string[] {
	return [...(answer ?? "").matchAll(new RegExp(`\\+${name}: (\\d+),`, "g"))].map((it) => it[1] as string);
}

/**
 * Brings a module that somebody has left in the middle of something to where every run begins: it answers, it sends back
 * what it hears, and nothing is connected. @returns whether it answers
 */
export async function recover(attention: Attention, options: RecoveryOptions): Promise<boolean> {
	if (!(await wake(attention, options))) return false;
	await attention.command("ATE1", PROBE);
	const rows = [
		["AT+QMTOPEN?", "QMTOPEN", "QMTCLOSE", "MQTT client"],
		["AT+QISTATE?", "QISTATE", "QICLOSE", "socket"],
		["AT+QSSLSTATE", "QSSLSTATE", "QSSLCLOSE", "TLS socket"],
	] as const;
	for (const [question, name, close, what] of rows) {
		for (const number of numbersIn(await attention.command(question, CLOSING), name)) {
			options.onNote(`${what} ${number} was left open: closed`);
			await attention.command(`AT+${close}=${number}`, CLOSING);
			if (close === "QMTCLOSE") {
				await attention.until(() => attention.heard.includes(`+QMTCLOSE: ${number},`), CLOSING);
			}
		}
	}
	await tidyFiles(attention, options);
	return true;
}

/** Closes files, and deletes those of suites. */
async function tidyFiles(attention: Attention, { onNote }: RecoveryOptions): Promise<void> {
	const opened = await attention.command("AT+QFOPEN?", CLOSING);
	for (const [, name, handle] of (opened ?? "").matchAll(/\+QFOPEN: "([^"]*)",(\d+),/g)) {
		onNote(`file ${name} was left open: closed`);
		await attention.command(`AT+QFCLOSE=${handle}`, CLOSING);
	}
	const all = await attention.command('AT+QFLST="*"', CLOSING);
	for (const [, name = ""] of (all ?? "").matchAll(/\+QFLST: "(?:UFS:)?([^"]*)"/g)) {
		if (!name.startsWith(FILE_PREFIX)) continue;
		onNote(`file ${name} was left behind: deleted`);
		await attention.command(`AT+QFDEL="${name}"`, CLOSING);
	}
}
