import type { CommandKind } from "../at/command.js";
import type { ParamWriter } from "../at/param-writer.js";
import { general } from "./commands.js";

/** What the lifecycle has learnt from the module, and what it was told by its user. */
export interface Situation {
	readonly apn: string | undefined;
	readonly user: string;
	readonly password: string;
	readonly pin: string | undefined;
	readonly context: number;
	/** Whether the host's Serial drives RTS and obeys CTS. */
	readonly hasFlowControl: boolean;
	/** Whether `RDY` was seen: then nothing can be left over in the module from before. */
	isFresh: boolean;
	/** As `+CPIN` says: `READY`, `SIM PIN` ... */
	simState: string;
	/** `<stat>` of `+CEREG` (TS 27.007, 10.1.22): 1 is home, 5 is roaming. */
	registration: number;
	/** Of the PDP context; empty while it is down. */
	address: string;
}

/** What to do when the module refuses a step's command. */
export type Refusal = "go on" | "repeat";

/** One command on the way from a module that answers to one that is ready. Constant data. */
export interface Step {
	/** The lifecycle's state while at it. */
	readonly state: "configuring" | "sim" | "registering" | "activating";
	readonly kind: CommandKind;
	/** A number for the command: the client index of a close. */
	readonly key?: number;
	readonly refusal: Refusal;
	/** Whether there is anything to do. Absent: always. */
	isNeeded?(situation: Situation): boolean;
	/** Writes the parameters behind the name. Absent: none. */
	write?(writer: ParamWriter, situation: Situation): void;
	/** Whether the answer is what was waited for; otherwise the step is repeated. Absent: `OK` is enough. */
	isDone?(situation: Situation): boolean;
	/** Steps to go back when it is not. */
	readonly back?: number;
	/** Pause before repeating, ms. */
	readonly pause?: number;
}

function closeLeftOver(client: number): Step {
	// A constant: what is captured otherwise is kept in RAM.
	const index = client;
	return {
		state: "configuring",
		kind: general.closeMQTT,
		key: index,
		refusal: "go on",
		isNeeded: (situation) => !situation.isFresh,
		write: (writer) => writer.integer(index),
	};
}

/** In order. Each leaves the module as the next one needs it, whatever state it was found in. */
export const steps: readonly Step[] = Object.freeze(
	(
		[
			{ state: "configuring", kind: general.echoOff, refusal: "repeat", pause: 500 },
			{ state: "configuring", kind: general.errorCodes, refusal: "go on", write: (writer) => writer.integer(1) },
			{
				// A module that starts obeys neither line, and would send into a receive store that is full.
				state: "configuring",
				kind: general.flowControl,
				refusal: "go on",
				isNeeded: ({ hasFlowControl }) => hasFlowControl,
				write(writer) {
					writer.integer(2);
					writer.integer(2);
				},
			},
			{
				// URCs go to USB by factory setting on part of the family.
				state: "configuring",
				kind: general.urcPort,
				refusal: "go on",
				write(writer) {
					writer.string("urcport");
					writer.string("uart1");
				},
			},
			{ state: "configuring", kind: general.identity, refusal: "go on" },
			closeLeftOver(0),
			closeLeftOver(1),
			closeLeftOver(2),
			closeLeftOver(3),
			closeLeftOver(4),
			closeLeftOver(5),
			{
				state: "sim",
				kind: general.sim,
				refusal: "repeat",
				pause: 1000,
				write: (writer) => writer.read(),
				isDone: ({ simState, pin }) => simState === "READY" || (simState === "SIM PIN" && pin !== undefined),
			},
			{
				state: "sim",
				kind: general.unlock,
				// Never repeated: three wrong PINs lock the SIM.
				refusal: "go on",
				isNeeded: ({ simState }) => simState === "SIM PIN",
				write: (writer, { pin }) => writer.string(pin ?? ""),
			},
			{
				state: "sim",
				kind: general.sim,
				refusal: "repeat",
				pause: 5000,
				isNeeded: ({ simState }) => simState !== "READY",
				write: (writer) => writer.read(),
				isDone: ({ simState }) => simState === "READY",
			},
			{ state: "registering", kind: general.signal, refusal: "go on" },
			{
				state: "registering",
				kind: general.notifyRegistration,
				refusal: "go on",
				write: (writer) => writer.integer(1),
			},
			{
				state: "registering",
				kind: general.registration,
				refusal: "repeat",
				// The URC tells at once; this is for a URC that was lost.
				pause: 5000,
				write: (writer) => writer.read(),
				isDone: ({ registration }) => registration === 1 || registration === 5,
			},
			{ state: "registering", kind: general.operator, refusal: "go on", write: (writer) => writer.read() },
			{ state: "registering", kind: general.signal, refusal: "go on" },
			{
				state: "activating",
				kind: general.context,
				refusal: "go on",
				isNeeded: ({ apn }) => apn !== undefined,
				write(writer, { context, apn, user, password }) {
					writer.integer(context);
					writer.integer(1);
					writer.string(apn ?? "");
					writer.string(user);
					writer.string(password);
					writer.integer(user === "" ? 0 : 1);
				},
			},
			{
				// Refused when it is up already: the next step tells whether it is.
				state: "activating",
				kind: general.activate,
				refusal: "go on",
				write: (writer, { context }) => writer.integer(context),
			},
			{
				state: "activating",
				kind: general.address,
				refusal: "repeat",
				pause: 5000,
				write: (writer) => writer.read(),
				isDone: ({ address }) => address !== "",
				back: 1,
			},
		] satisfies Step[]
	).map((step) => Object.freeze(step)),
);
