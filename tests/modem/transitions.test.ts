import {
	type LifecycleActions,
	type LifecycleEvent,
	type LifecycleState,
	transitionFor,
	transitions,
} from "../../modules/modem/transitions.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { LifecycleStage } from "../support/lifecycle-stage.js";

type Action = keyof LifecycleActions;

const states: readonly LifecycleState[] = [
	...(["probing", "unsticking", "waiting", "pressing", "resetting", "booting", "configuring", "switching"] as const),
	...(["sim", "locked", "registering", "activating", "ready", "cycling", "stopping", "forcing", "off"] as const),
	"closed",
];
const events: readonly LifecycleEvent[] = [
	...([
		"answered",
		"silent",
		"wedged",
		"echoed",
		"booted",
		"powered down",
		"dead",
		"deactivated",
		"elapsed",
		"quiet",
	] as const),
	...(["done", "baud", "locked", "overdue", "stale", "removed", "exhausted", "press", "reset", "ask"] as const),
	...(["start", "stop", "close"] as const),
];

/** What each action must have done to the module, the wire and the users, in the state that the row names. */
const deeds: Readonly<Record<Action, (log: string[], stage: LifecycleStage) => boolean>> = {
	begin: (log) => log.includes("prove"),
	ask: (log) => log.includes("prove"),
	askOn: (log) => log.includes("prove"),
	askBooting: (_, { clock }) => clock.nextAlarm() === 500,
	search: (log) => log.includes("prove"),
	unstick: (_, { clock }) => clock.nextAlarm() === 1100,
	recover: (log, { counters, clock }) => counters.resets === 1 && log.includes("reset all") && clock.nextAlarm() === 0,
	rest: (log, { counters, clock }) => counters.resets === 1 && log.includes("reset all") && clock.nextAlarm() === 2000,
	attempt: (log) => log.includes("prove"),
	press: (_, { pins, clock }) => pins.levels.get("power") === 1 && clock.nextAlarm() === 700,
	hold: (_, { pins, clock }) => pins.levels.get("reset") === 1 && clock.nextAlarm() === 400,
	release: (_, { pins, clock }) =>
		pins.levels.get("power") === 0 && pins.levels.get("reset") === 0 && clock.nextAlarm() === 500,
	greet: (log, { lifecycle, clock }) =>
		log.includes("reset all") && lifecycle.situation.isFresh && clock.nextAlarm() === 0,
	restart: (log, { lifecycle, counters }) =>
		log.includes("reset all") && lifecycle.situation.isFresh && counters.resets === 1,
	setUpAnew: (log, { counters, clock }) =>
		log.includes("reset all") && counters.resets === 0 && clock.nextAlarm() === 0,
	configure: (log) => log.includes("E0"),
	enter: (log) => log.some((it) => /^(E0|\+)/.test(it)),
	// Nothing is left to do in a state that was not entered.
	repeat: (_, { clock }) => clock.nextAlarm() === 0,
	changeBaud: (_, { clock }) => clock.nextAlarm() === 100,
	reopen: (log) => log.includes("prove"),
	keepBaud: (_, { clock }) => clock.nextAlarm() === 0,
	fallBack: (log, { lifecycle }) => log.includes("+IPR") && lifecycle.situation.isBaudRefused,
	cycle: (log) => log.includes("status") && log.includes("+CFUN"),
	settle: (log) => log.includes("start") && log.includes("let sleep"),
	watch: (log) => log.length === 0,
	inquire: (log, { clock }) => log.includes("+CGACT") && clock.nextAlarm() === 300000,
	reactivate: (log, { counters }) =>
		counters.contextLosses === 1 && log.includes("context lost") && log.includes("+CSQ"),
	stop: (log) => log.includes("+QPOWD"),
	bide: (_, { clock }) => clock.nextAlarm() === 65000,
	force: (log, { clock }) => log.includes("reset all") && clock.nextAlarm() !== undefined,
	rely: (log, { pins, clock }) =>
		log.includes("reset all") && pins.levels.get("power") === 0 && clock.nextAlarm() === undefined,
	resume: (log) => log.includes("power 1"),
	close: (_, { clock }) => clock.nextAlarm() === undefined,
};

/** Where an action leads that goes on by itself at once, with power key and reset line wired, and no steps left. */
const onward: Readonly<Partial<Record<Action, LifecycleState>>> = {
	attempt: "probing",
	resume: "pressing",
};

describe("Transitions of the lifecycle", () => {
	it("name every state, and lead out of each but the last", () => {
		const named = new Set(transitions.flatMap(({ from, to }) => [...from, to]));
		deepEqual([...named].sort(), [...states].sort());
		for (const state of states) equal(state === "closed", !transitions.some(({ from }) => from.includes(state)));
	});

	it("are frozen, and none says twice what follows from the same", () => {
		const seen = new Set<string>();
		for (const row of transitions) {
			ok(Object.isFrozen(row) && Object.isFrozen(row.from));
			for (const state of row.from) {
				const key = `${state}, ${row.on}`;
				ok(!seen.has(key), key);
				seen.add(key);
			}
		}
	});

	it("lead from everywhere to ready, and from ready everywhere", () => {
		const reached = (start: LifecycleState) => {
			const found = new Set([start]);
			for (const state of found) for (const { from, to } of transitions) if (from.includes(state)) found.add(to);
			return found;
		};
		for (const state of states) if (state !== "closed") ok(reached(state).has("ready"), state);
		equal(reached("ready").size, states.length);
	});

	for (const { from, on, action, to } of transitions) {
		for (const state of from) {
			it(`${state}, ${on}: ${action}, ${to}`, () => {
				const stage = new LifecycleStage();
				const { lifecycle } = stage;
				const taken: string[] = [];
				lifecycle.onTransition = (row) => taken.push(row.action);
				lifecycle.state = state;
				lifecycle.situation.registrationEPS = 1;
				ok(lifecycle.fire(on));
				equal(taken[0], action);
				const log = stage.take();
				ok(deeds[action](log, stage), log.join(", "));
				equal(lifecycle.state, onward[action] ?? to);
				// Each state is told once; not the end, which its user has made, nor a pause of no time.
				const told = log.filter((it) => it.startsWith("state ")).map((it) => it.slice(6));
				const isUntold = lifecycle.state === state || to === "closed" || action === "recover";
				equal(told.at(-1), isUntold ? undefined : lifecycle.state);
			});
		}
	}

	it("are all there is: any other event changes nothing in any state", () => {
		let count = 0;
		for (const state of states) {
			for (const event of events) {
				if (transitionFor(state, event) !== undefined) continue;
				count++;
				const stage = new LifecycleStage();
				stage.lifecycle.state = state;
				equal(stage.lifecycle.fire(event), false, `${state}, ${event}`);
				equal(stage.lifecycle.state, state);
				deepEqual(stage.take(), []);
				equal(stage.clock.nextAlarm(), undefined);
			}
		}
		const rows = transitions.reduce((sum, { from }) => sum + from.length, 0);
		equal(count, states.length * events.length - rows);
	});
});
