import type { WireEnd } from "../cli/wire-end.js";
import { type FarSide, readFarSide } from "../hil/far-side.js";
import { type PeerWords, readPeer } from "../hil/peer-words.js";
import { TrafficMask } from "../recording/traffic-mask.js";
import type { Difference } from "../sim/transcript/player.js";
import { Comparison, type Otherness } from "./comparison.js";
import type { Script, Step } from "./script.js";
import type { Release } from "./track.js";
import { Units } from "./units.js";

/** What is around the wire, and does what the recording says that it did. */
export interface Surroundings {
	/** What of the world is not that of the recording. */
	readonly other: Otherness;
	/** A step is done now: the world is to be what it was then. */
	moveTo(step: Step): void;
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

export interface Replayed {
	/** In order. */
	readonly differences: readonly Difference[];
	/** What was hidden of what the module said, as in the recording. */
	readonly hidden: TrafficMask["hidden"];
}

/** Does again what a host did, and compares what the module says, with the secrets hidden that the recording hides. */
export async function replay(options: ReplayOptions): Promise<Replayed> {
	const { script, wire, patience, findsAll, onStep } = options;
	const comparison = new Comparison(script.expected, options.ignored, options.surroundings.other);
	const mask = new TrafficMask(script.reveals);
	let changed: () => void = () => {};
	let gone: Error | undefined;
	const units = new Units((unit) => comparison.take(unit));
	let isListening = false;
	let pause: NodeJS.Timeout | undefined;
	wire.onBytes = (bytes) => {
		if (!isListening) return;
		const ready = Buffer.from(mask.received(Buffer.from(bytes).toString("latin1")), "latin1");
		if (ready.length === 0) return;
		units.take(ready);
		clearTimeout(pause);
		// Behind a line feed or the blank of a prompt nothing is missing.
		const isWhole = [LF, BLANK].includes(ready.at(-1) ?? 0);
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
		options.surroundings.moveTo(step);
		await keepGuardTime(last, entry);
		last = entry;
		isListening = true;
		if (entry.kind === "event") await happen(entry.words, options.surroundings);
		else {
			units.sent(entry.bytes);
			mask.sent(entry.bytes);
			wire.send(Buffer.from(entry.bytes, "latin1"));
		}
	}
	if (!isOver() && (await reach(script.expected.length))) {
		await until(() => false, Math.min(REST, patience));
		units.take(Buffer.from(mask.rest("module"), "latin1"));
		units.pause();
		comparison.end();
	}
	clearTimeout(pause);
	const all = [...comparison.differences];
	if (!isOver()) all.push(...options.surroundings.differences());
	return { differences: findsAll ? all : all.slice(0, 1), hidden: mask.hidden };
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
