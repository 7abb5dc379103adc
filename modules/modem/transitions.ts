/**
 * What the modem goes through, named for logs.
 *
 * - `probing`: asking whether a module is there and awake, at one baud after the other
 * - `unsticking`: ending what an earlier life of the host may have left open: a payload, a data mode
 * - `waiting`: gave up for now; the next attempt follows
 * - `pressing`, `resetting`: the power key is held down, the reset line is held
 * - `booting`: waiting for the module to start
 * - `configuring`: the dialogue, the port and what was left over
 * - `switching`: changing to another baud
 * - `sim`: waiting for the SIM card
 * - `locked`: the SIM card wants a PIN or PUK that nobody has given
 * - `registering`: waiting for the network
 * - `activating`: bringing the PDP context up
 * - `ready`
 * - `cycling`: radio off and on again, since it found no network, or the card was not found, for long
 * - `stopping`, `forcing`: switching the module off in good order, and with the power key where that fails
 * - `off`: switched off, as asked
 * - `closed`
 */
export type LifecycleState =
	| "probing"
	| "unsticking"
	| "waiting"
	| "pressing"
	| "resetting"
	| "booting"
	| "configuring"
	| "switching"
	| "sim"
	| "locked"
	| "registering"
	| "activating"
	| "ready"
	| "cycling"
	| "stopping"
	| "forcing"
	| "off"
	| "closed";

/** What happens to a modem: the module's doing, the clock's, the user's, or what an action has found out. */
export type LifecycleEvent =
	// the dialogue
	| "answered" // it is proven to be in step
	| "silent" // no answer to any probe
	| "wedged" // the same, and setting up anew was tried already, or what is sent next would be published
	| "echoed" // the module has forgotten ATE0, so it has restarted
	// the module
	| "booted" // RDY
	| "powered down" // POWERED DOWN, believed
	| "dead" // the status line says that it is off
	| "deactivated" // the network has taken the PDP context away, or it was found gone or another one
	// the clock
	| "elapsed"
	| "quiet" // nothing has come from the network for so long that nobody knows whether the PDP context is still there
	// the commands of a state
	| "done"
	| "baud" // the next thing is to change the baud
	| "locked"
	| "overdue" // SIM or network have not been found for long
	| "stale" // the same, and switching the radio off and on did not help
	| "removed" // the SIM card is not ready any more
	// what is to be done next
	| "exhausted" // nobody answers at any baud, or within the time there was
	| "press"
	| "reset"
	| "ask"
	// the user
	| "start"
	| "stop"
	| "close";

/** What is done on the way from one state to the next, when the state has been told. Each is a method of the lifecycle. */
export interface LifecycleActions {
	/** Begins: asks, or finds that the module is off. */
	begin(): void;
	/** Asks whether somebody answers, at the present baud. */
	ask(): void;
	/** Nobody has answered: asks at the next baud, after a pause again at all of them, or gives up. */
	askOn(): void;
	/** The same while it is booting, until it has had its time. */
	askBooting(): void;
	/** Asks at all bauds, for as long as a boot may take. */
	search(): void;
	/** Next step of ending what was left open. */
	unstick(): void;
	/** The next rung of the ladder: everything in the module is given up, and after a pause it is reset. */
	recover(): void;
	/** The module was switched off by something else: after its rest it is switched on. */
	rest(): void;
	/** The pause is over: finds what is to be done. */
	attempt(): void;
	/** Holds the power key down. */
	press(): void;
	/** Holds the reset line. */
	hold(): void;
	/** Lets both go. */
	release(): void;
	/** The module has just started: nothing of before is left in it. */
	greet(): void;
	/** It has restarted by itself. */
	restart(): void;
	/** The first rung of the ladder: all anew, over the same module. */
	setUpAnew(): void;
	/** It answers: the way up, from the first command on. */
	configure(): void;
	/** The commands of the state that was entered. */
	enter(): void;
	/** The present command again. */
	repeat(): void;
	/** After a moment the port has another baud. */
	changeBaud(): void;
	reopen(): void;
	/** It answers at that baud. */
	keepBaud(): void;
	/** It does not: back to the one before. */
	fallBack(): void;
	/** Radio off and on. */
	cycle(): void;
	/** Everything is as it should be. */
	settle(): void;
	/** Looks at the status line, at registration, and at what has come from the network. */
	watch(): void;
	/** Asks whether the PDP context is what it was. */
	inquire(): void;
	/** The PDP context is lost: users are told, and it is brought back. */
	reactivate(): void;
	/** Tells the module to log off and to switch itself off. */
	stop(): void;
	/** It has heard. */
	bide(): void;
	/** It does not do so: with the power key. */
	force(): void;
	/** It is off. */
	rely(): void;
	/** It is switched on again, if somebody wants it. */
	resume(): void;
	close(): void;
}

/** One row: in any of the states `from`, `on` leads to `to` by way of `action`. */
export interface Transition {
	readonly from: readonly LifecycleState[];
	readonly on: LifecycleEvent;
	readonly action: keyof LifecycleActions;
	readonly to: LifecycleState;
}

/** `from`, states or `up` or `down`; `on`; `action`; `to`. */
type Row = `${string} | ${LifecycleEvent} | ${keyof LifecycleActions} | ${LifecycleState}`;

/** States in which commands are sent step by step. */
const stepwise: readonly LifecycleState[] = Object.freeze([
	"configuring",
	"sim",
	"locked",
	"registering",
	"activating",
	"cycling",
]);
/** States in which the module is known to be there. */
const up: readonly LifecycleState[] = Object.freeze([...stepwise, "ready"]);
/** States in which nobody knows whether it is, or in which it is being started: nothing of before is left in it. */
export const down: readonly LifecycleState[] = Object.freeze([
	"probing",
	"unsticking",
	"waiting",
	"pressing",
	"resetting",
	"booting",
]);

/** As text: a table of arrays takes four times the bytecode. */
const rows: readonly Row[] = Object.freeze([
	// Looking for a module that may be on.
	"probing | start | begin | probing",
	"probing | dead | recover | waiting",
	"probing | elapsed | ask | probing",
	"probing | silent | askOn | probing",
	"probing | exhausted | unstick | unsticking",
	"probing | wedged | recover | waiting",
	"unsticking | elapsed | unstick | unsticking",
	"unsticking | silent | unstick | unsticking",
	"unsticking | exhausted | recover | waiting",

	// Bringing one up.
	"waiting | elapsed | attempt | waiting",
	"waiting | press | press | pressing",
	"waiting | reset | hold | resetting",
	"waiting | ask | search | probing",
	"pressing | elapsed | release | booting",
	"resetting | elapsed | release | booting",
	"booting | elapsed | ask | booting",
	"booting | silent | askBooting | booting",
	"booting | dead | recover | waiting",
	"booting | exhausted | recover | waiting",

	// One was found, has started, or has gone.
	"probing unsticking booting | answered | configure | configuring",
	"probing unsticking waiting booting | booted | greet | booting",
	"probing unsticking booting | powered down | rest | waiting",

	// Setting it up.
	"configuring | elapsed | repeat | configuring",
	"sim | elapsed | repeat | sim",
	"locked | elapsed | repeat | locked",
	"registering | elapsed | repeat | registering",
	"activating | elapsed | repeat | activating",
	"cycling | elapsed | repeat | cycling",
	"configuring | baud | changeBaud | switching",
	"switching | elapsed | reopen | switching",
	"switching | silent | fallBack | switching",
	"switching | answered | keepBaud | configuring",
	"switching | wedged | recover | waiting",
	"switching | booted | greet | booting",
	"configuring locked cycling | done | enter | sim",
	"sim | locked | enter | locked",
	"sim | done | enter | registering",
	"registering activating | removed | enter | sim",
	"registering | done | enter | activating",
	"activating | done | settle | ready",
	"sim registering activating | overdue | cycle | cycling",
	"sim registering activating | stale | recover | waiting",

	// Keeping it up.
	"ready | elapsed | watch | ready",
	"ready | quiet | inquire | ready",
	"ready | dead | recover | waiting",
	"ready | deactivated | reactivate | registering",
	"up | silent | setUpAnew | probing",
	"up | wedged | recover | waiting",
	"up | echoed | restart | probing",
	"up | booted | restart | probing",
	"up | powered down | rest | waiting",

	// Switching it off, as asked.
	"up | stop | stop | stopping",
	"down switching | stop | force | forcing",
	"stopping | done | bide | stopping",
	"stopping | echoed | stop | stopping",
	"stopping | booted | greet | booting",
	"stopping | powered down | rely | off",
	"stopping | elapsed | force | forcing",
	"stopping | silent | force | forcing",
	"forcing | elapsed | rely | off",
	"off | elapsed | resume | off",
	"off | start | resume | off",
	"off | press | press | pressing",
	"off | ask | search | probing",
	"up down switching stopping forcing off | close | close | closed",
]);

function transitionOf(row: Row): Transition {
	const [from = "", on, action, to] = row.split(" | ");
	const states = from.split(" ").flatMap((it) => (it === "up" ? up : it === "down" ? down : it));
	return Object.freeze({ from: Object.freeze(states), on, action, to }) as Transition;
}

/** Every transition there is. What no row names changes nothing. */
export const transitions: readonly Transition[] = Object.freeze(rows.map(transitionOf));

/** The rows of each state by their events: some happen twice a second, for years. */
const byState: Readonly<Partial<Record<string, Readonly<Partial<Record<string, Transition>>>>>> = Object.freeze(
	Object.fromEntries(
		transitions
			.flatMap(({ from }) => from)
			.map((state) => {
				const own = transitions.filter(({ from }) => from.includes(state));
				return [state, Object.freeze(Object.fromEntries(own.map((it) => [it.on, it])))];
			}),
	),
);

/** The row for `event` in `state`; undefined: nothing happens then. */
export function transitionFor(state: LifecycleState, event: LifecycleEvent): Transition | undefined {
	return byState[state]?.[event];
}
