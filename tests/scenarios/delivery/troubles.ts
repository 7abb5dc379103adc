import { FAULTS } from "../../../tools/sim/faults/catalogue.js";
import type { Stallable } from "../../support/broker/faults.js";
import type { LockstepWorld } from "../../support/lockstep-rig.js";

/** A whole number from `low` to `high`, by chance. */
export type Draw = (low: number, high: number) => number;

/** Begins a trouble of about `ms`. @returns what ends it, beside `calm` */
type Begin = (world: LockstepWorld, draw: Draw, ms: number) => (() => void) | undefined;

/** Bytes of `direction` get lost, come twice or are others, for a while. */
const onWire =
	(fault: string): Begin =>
	({ module }, draw, ms) => {
		const direction = draw(0, 1) === 0 ? "module" : "host";
		module.faults.cause({ fault, direction, rate: 0.005, ms: Math.min(ms, 5000) });
		return undefined;
	};

const caused =
	(fault: string, fields: (draw: Draw, ms: number) => Record<string, unknown> = () => ({})): Begin =>
	({ module }, draw, ms) => {
		module.faults.cause({ fault, ...fields(draw, ms) });
		return undefined;
	};

/** What comes in the middle of anything. */
const urcs = Object.freeze([
	"+CEREG: 2",
	"+QMTSTAT: 5,1",
	"+QMTRECV: 1,3",
	"+NEW: 1",
	"RING",
	"+QIND: SMS DONE",
] as const);

/** Faults that end others: used for that. */
const ends: ReadonlySet<string> = new Set(["calm", "restore-network", "insert-sim"]);

/** Every fault of the catalogue with values for it. A fault that is not named here takes none but how often. */
const known: Readonly<Record<string, Begin>> = Object.freeze({
	lose: onWire("lose"),
	double: onWire("double"),
	change: onWire("change"),
	cut: caused("cut", (draw, ms) => ({
		...{ direction: draw(0, 1) === 0 ? "module" : "host", rate: 0.02, gap: draw(1, 400) },
		ms: Math.min(ms, 10_000),
	})),
	delay: caused("delay", (draw, ms) => ({
		...{ direction: draw(0, 1) === 0 ? "module" : "host", by: draw(1, 6000) },
		ms: Math.min(ms, 20_000),
	})),
	urc: caused("urc", (draw) => ({ text: urcs[draw(0, urcs.length - 1)], after: draw(-1, 400) })),
	"urc-storm": caused("urc-storm", (_draw, ms) => ({ rate: 0.003, ms: Math.min(ms, 5000) })),
	"fake-message": caused("fake-message", (draw) => ({ client: draw(0, 5) })),
	"prompt-lost": caused("prompt-lost", (draw) => ({ times: draw(1, 3) })),
	late: caused("late", (draw) => ({ ms: draw(100, 15_000), times: draw(1, 5) })),
	silence: caused("silence", (_draw, ms) => ({ ms })),
	"power-cut": caused("power-cut", (draw) => ({ ms: draw(1, 5000) })),
	"drop-network": caused("drop-network", (_draw, ms) => ({ ms })),
	kick: caused("kick", (draw) => ({ how: draw(0, 1) === 0 ? "close" : "reset" })),
	stall: caused("stall", (_draw, ms) => ({ ms })),
	"slow-dns": caused("slow-dns", (draw) => ({ ms: draw(1000, 20_000), times: draw(1, 3) })),
	"no-dns": caused("no-dns", (draw) => ({ times: draw(1, 3) })),
	"pull-sim": ({ module }) => {
		module.pullSim();
		return () => module.insertSim();
	},
});

/** What goes wrong behind the module: with the broker, and with the network between. */
export const beyond: Readonly<Record<string, Begin>> = Object.freeze({
	"broker kicks": ({ broker }, draw) => {
		for (const it of broker.clients) broker.drop(it, draw(0, 1) === 0 ? "close" : "abort");
		return undefined;
	},
	"broker refuses": ({ broker: { faults } }) => {
		faults.refusal = 3;
		return () => {
			faults.refusal = 0;
		};
	},
	"broker keeps back": ({ broker }, draw) => {
		const answer = (["puback", "pubrec", "pubcomp"] as const)[draw(0, 2)] as Stallable;
		broker.faults.stalled.add(answer);
		return () => {
			broker.faults.stalled.delete(answer);
			broker.release();
		};
	},
	"packets vanish": ({ network }) => {
		network.reachability = "lost";
		return () => {
			network.reachability = "open";
		};
	},
});

/** Every kind of trouble by name: the whole catalogue of the simulator, and what is behind the module. */
export const troubles: Readonly<Record<string, Begin>> = Object.freeze({
	...Object.fromEntries(
		Object.keys(FAULTS)
			.filter((name) => !ends.has(name))
			.map((name) => [name, known[name] ?? caused(name)]),
	),
	...beyond,
});

/**
 * Those that make bytes on the wire others, fewer or more: nobody can see all of what they do, as a UART has no checksum. A
 * module that hears nothing for a while in the middle of a payload takes what comes later for the rest of it.
 */
export const disfiguring: ReadonlySet<string> = new Set(["lose", "double", "change", "urc", "urc-storm", "silence"]);
