import { deepEqual, equal } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

const open = `import Timer from "timer"; import Time from "time";
const say = (...text) => trace(text.join(" ") + "\\n");
`;

async function play(script: string, options = {}): Promise<string[]> {
	return (await Bench.play(open + script, undefined, options)).log;
}

describe("XS timers", () => {
	before(needsEngine());

	it("fire in the order of their times, then of their setting", async () => {
		deepEqual(
			await play(`for (const [name, delay] of [["c", 20], ["a", 10], ["d", 20], ["b", 10], ["now", 0]])
				Timer.set(() => say(name), delay);`),
			["0 now", "10 a", "10 b", "20 c", "20 d"],
		);
	});

	it("set within a callback fire after those that were set before, at the same time", async () => {
		deepEqual(
			await play(`Timer.set(() => { say("a"); Timer.set(() => say("late"), 0); }, 5); Timer.set(() => say("b"), 5);`),
			["5 a", "5 b", "5 late"],
		);
	});

	it("repeat until they are cleared, in their own callback too", async () => {
		deepEqual(
			await play(`let n = 0;
				Timer.repeat(id => { say("repeat", ++n); if (n === 3) Timer.clear(id); }, 10);
				Timer.set(id => say("once"), 15);
				let m = 0;
				Timer.set(id => { say("first then repeat", ++m); if (m === 3) Timer.clear(id); }, 1, 100);`),
			[
				"1 first then repeat 1",
				"10 repeat 1",
				"15 once",
				"20 repeat 2",
				"30 repeat 3",
				"101 first then repeat 2",
				"201 first then repeat 3",
			],
		);
	});

	it("can be cleared by another one that fires at the same time, and twice", async () => {
		deepEqual(
			await play(`let b;
				Timer.set(() => { say("a"); Timer.clear(b); Timer.clear(b); Timer.clear(undefined); }, 5);
				b = Timer.set(() => say("b"), 5);
				Timer.set(() => say("c"), 5);`),
			["5 a", "5 c"],
		);
	});

	it("can be scheduled anew, stopped and started, within their callback too", async () => {
		deepEqual(
			await play(`let n = 0;
				const a = Timer.set(id => { say("a", ++n); if (n < 3) Timer.schedule(id, 7); else Timer.clear(id); }, 5);
				const b = Timer.repeat(() => { say("b"); Timer.schedule(b); }, 10);
				Timer.set(() => Timer.schedule(b, 1, 1), 100);
				Timer.set(() => { say("end"); Timer.clear(b); }, 102);`),
			["5 a 1", "10 b", "12 a 2", "19 a 3", "101 b", "102 end"],
		);
	});

	it("hand themselves to their callback, and run where the clock wraps", async () => {
		deepEqual(
			await play(
				`const start = Time.ticks; const id = Timer.set(it => say(it === id, Time.ticks, Time.delta(start)), 32);`,
				{
					ticks: 0x7ffffff0,
				},
			),
			["32 true -2147483632 32"],
		);
	});

	it("leave nothing behind when they are cleared", async () => {
		const { exit } = await Bench.play(
			`${open}for (let n = 0; n < 20000; n++) Timer.clear(Timer.set(() => {}, 1000));
			Timer.set(() => { for (let n = 0; n < 20000; n++) Timer.clear(Timer.repeat(() => {}, 1000)); }, 1);`,
		);
		equal(exit.code, 0);
	});

	it("are refused when they cannot be", async () => {
		deepEqual(
			await play(`const attempt = work => { try { work(); say("nothing"); } catch (e) { say(e.name, e.message); } };
				attempt(() => Timer.set(5));
				attempt(() => Timer.schedule());
				attempt(() => Timer.schedule({}, 1));
				attempt(() => Timer.clear(7));
				const gone = Timer.set(() => {}, 1);
				Timer.clear(gone);
				attempt(() => Timer.schedule(gone, 1));`),
			[
				"0 TypeError callback: not a function",
				"0 SyntaxError no timer",
				"0 SyntaxError wrong receiver",
				"0 SyntaxError wrong receiver",
				"0 SyntaxError invalid timer",
			],
		);
	});

	it("run promise jobs before the next of them", async () => {
		deepEqual(
			await play(
				`Timer.set(() => { Promise.resolve().then(() => say("job")); say("a"); }, 5); Timer.set(() => say("b"), 5);`,
			),
			["5 a", "5 job", "5 b"],
		);
	});
});

describe("XS time", () => {
	before(needsEngine());

	it("begins at 0 and at the epoch, and is the wire's in lockstep", async () => {
		deepEqual(
			await play(`say(Time.ticks, Date.now(), new Date().toISOString());
				Timer.set(() => say(Time.ticks, Date.now(), performanceOf(new Date())), 1500);
				const performanceOf = (date) => date.toISOString();`),
			["0 0 1767225600000 2026-01-01T00:00:00.000Z", "1500 1500 1767225601500 2026-01-01T00:00:01.500Z"],
		);
		deepEqual(await play("say(Time.ticks, Date.now());", { ticks: -5, epoch: 86_400_000 }), ["0 -5 86400000"]);
	});

	it("draws the same numbers from the same seed", async () => {
		const draw = (seed: number) => play("say(Math.random(), Math.random());", { seed });
		const [a, b, c] = [await draw(1), await draw(1), await draw(2)];
		deepEqual(a, b);
		equal(a[0] === c[0], false);
	});
});
