import type { WireEnd } from "../cli/wire-end.js";
import { type FarSide, readFarSide } from "../hil/far-side.js";
import { type PeerWords, readPeer } from "../hil/peer-words.js";
import type { Difference } from "../sim/transcript/player.js";
import { Comparison } from "./comparison.js";
import type { Script, Step } from "./script.js";
import type { Release } from "./track.js";
import { Units } from "./units.js";

/** What is around the wire, and does what the recording says that it did. */
export interface Surroundings {
	/** @throws Error when it cannot be done here */
	farSide(request: FarSide): Promise<void>;
	/** The peer does something. @throws Error when it cannot be done here */
	peer(words: PeerWords): Promise<void>;
	/** The network gives something to the module. */
	release(release: Release): void;
	/** What came to the peer, and is not what the recording has. */
	differences(): readonly Difference[];
	/** @throws Error when it cannot be done here */
	restart(): Promise<void>;
}

export interface ReplayOptions {
	readonly script: Script;
	readonly wire: WireEnd;
	readonly surroundings: Surroundings;
	/** How long what the recording has may not come, ms. */
	readonly patience: number;
	/** Names of lines that are not compared. */
	readonly ignored: readonly string[];
	/** Goes on behind the first difference. */
	readonly findsAll: boolean;
	/** Told how many steps are done. */
	readonly onStep: (done: number) => void;
}

const LF = 10;
const BLANK = 32;
/** Silence after which what has come is whole, ms. */
const PAUSE = 20;
/** Behind the last byte, for what the module might still say by itself, ms. */
const REST = 500;

/** Does again what a host did, and compares what the module says. @returns the differences, in order */
export async function replay(options: ReplayOptions): Promise<readonly Difference[]> {
	const { script, wire, patience, findsAll, onStep } = options;
	const comparison = new Comparison(script.expected, options.ignored);
	let changed: () => void = () => {};
	let gone: Error | undefined;
	const units = new Units((unit) => comparison.take(unit));
	let isListening = false;
	let pause: NodeJS.Timeout | undefined;
	wire.onBytes = (bytes) => {
		if (!isListening) return;
		units.take(bytes);
		clearTimeout(pause);
		// Behind a line feed or the blank of a prompt nothing is missing.
		const isWhole = [LF, BLANK].includes(bytes.at(-1) ?? 0);
		if (isWhole) units.pause();
		else {
			pause = setTimeout(() => {
				units.pause();
				changed();
			}, PAUSE);
		}
		changed();
	};
	wire.onGone = (error) => {
		gone = error;
		changed();
	};
	const until = (isDone: () => boolean, limit: number) =>
		new Promise<boolean>((resolve) => {
			const end = (result: boolean) => {
				clearTimeout(timer);
				changed = () => {};
				resolve(result);
			};
			// The wire keeps the process; whoever has closed it does not wait for this.
			const timer = setTimeout(() => end(isDone()), limit).unref();
			changed = () => {
				if (isDone() || gone !== undefined) end(isDone());
			};
			changed();
		});
	const isOver = () => comparison.differences.length > 0 && !findsAll;
	/** @returns whether to go on */
	const reach = async (count: number) => {
		if (!(await until(() => comparison.met >= count || isOver(), patience))) comparison.giveUp(count);
		if (gone !== undefined) throw gone;
		return !isOver();
	};
	let last: Timed | undefined;
	for (const [at, step] of script.steps.entries()) {
		onStep(at);
		if (!(await reach(step.behind))) break;
		const { entry } = step;
		if (entry.kind === "release") {
			options.surroundings.release(entry);
			continue;
		}
		await keepGuardTime(last, entry);
		last = entry;
		isListening = true;
		if (entry.kind === "event") await happen(entry.words, options.surroundings);
		else {
			units.sent(entry.bytes);
			wire.send(Buffer.from(entry.bytes, "latin1"));
		}
	}
	if (!isOver() && (await reach(script.expected.length))) {
		await until(() => false, Math.min(REST, patience));
		comparison.end();
	}
	clearTimeout(pause);
	const all = [...comparison.differences];
	if (!isOver()) all.push(...options.surroundings.differences());
	return findsAll ? all : all.slice(0, 1);
}

type Timed = Exclude<Step["entry"], Release>;

/** Around `+++` silence is part of the command (V.250's guard time): it is kept as recorded. */
async function keepGuardTime(last: Timed | undefined, entry: Timed): Promise<void> {
	const isEscape = (it: Timed | undefined) => it?.kind === "bytes" && it.bytes === "+++";
	if (last === undefined || !(isEscape(entry) || isEscape(last))) return;
	await new Promise((resolve) => setTimeout(resolve, entry.time - last.time));
}

async function happen(words: string, { farSide, peer, restart }: Surroundings): Promise<void> {
	if (words === "restart") return restart();
	const ofPeer = readPeer(words);
	if (ofPeer !== undefined) return peer(ofPeer);
	const request = readFarSide(words);
	if (request === undefined) throw new Error(`nobody here knows how to "${words}"`);
	await farSide(request);
}
