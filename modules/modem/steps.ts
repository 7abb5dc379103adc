import type { CommandKind } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { general } from "./commands.js";
import { authentications, pdpTypes, type Situation } from "./situation.js";

/** One command on the way from a module that answers to one that is ready. Constant data. */
export interface Step {
	readonly kind: CommandKind;
	/** A number for the command: the client index of a close. */
	readonly key?: number;
	/** Whether it is repeated when the module refuses the command. Absent: the next step follows. */
	readonly repeats?: boolean;
	/** Whether there is anything to do. Absent: always. */
	isNeeded?(situation: Situation): boolean;
	/** Writes the parameters behind the name. Absent: none. */
	write?(writer: ParamWriter, situation: Situation): void;
	/** Called when the module has agreed, or when it has not: it refused, or its answer was lost. */
	onEnd?(situation: Situation, isOK: boolean): void;
	/** Whether the answer is what was waited for; otherwise the step is repeated. Absent: `OK` is enough. */
	isDone?(situation: Situation): boolean;
	/** Steps to go back when it is not. */
	readonly back?: number;
	/** Pause before repeating, ms; doubled each time, up to a minute. */
	readonly pause?: number;
}

/** States that have steps. */
export type StepwiseState = "configuring" | "sim" | "locked" | "registering" | "activating" | "cycling" | "stopping";

const read = (writer: ParamWriter) => writer.read();
const zero = (writer: ParamWriter) => writer.integer(0);
const one = (writer: ParamWriter) => writer.integer(1);

function closeLeftOver(client: number): Step {
	// A constant: what is captured otherwise is kept in RAM.
	const index = client;
	return {
		kind: general.closeMQTT,
		key: index,
		isNeeded: (situation) => !situation.isFresh,
		write: (writer) => writer.integer(index),
	};
}

const configuring: readonly Step[] = Object.freeze([
	{ kind: general.echoOff, repeats: true, pause: 500 },
	{
		// The first thing at a baud that is not the one wanted; what comes behind it then takes less time.
		kind: general.baud,
		isNeeded: ({ baud, settings, isBaudRefused }) => baud !== settings.baud && !isBaudRefused,
		write: (writer, { settings }) => writer.integer(settings.baud),
		onEnd(situation, isOK) {
			if (!isOK) situation.isBaudRefused = true;
		},
	},
	{ kind: general.errorCodes, write: one },
	{
		// A module that starts obeys neither line, and would send into a receive store that is full. One that was told by another
		// host to obey them is told not to where the Serial has none.
		kind: general.flowControl,
		write(writer, { settings }) {
			const mode = settings.hasFlowControl ? 2 : 0;
			writer.integer(mode);
			writer.integer(mode);
		},
		onEnd(situation, isOK) {
			situation.hasFlowControl = situation.settings.hasFlowControl && isOK;
		},
	},
	{
		// URCs go to USB by factory setting on part of the family.
		kind: general.urcPort,
		write(writer: ParamWriter) {
			writer.string("urcport");
			writer.string("uart1");
		},
	},
	{ kind: general.identity },
	{
		kind: general.sleep,
		// A module that was left asleep by another host would lose the first bytes of every line.
		isNeeded: ({ settings, isFresh }) => settings.maySleep || !isFresh,
		write: (writer, { settings }) => writer.integer(settings.maySleep ? 1 : 0),
	},
	{
		// With the radio off, the module keeps that through a restart on part of the family.
		kind: general.functionality,
		write: read,
	},
	{ kind: general.radio, isNeeded: ({ functionality }) => functionality !== 1, write: one },
	closeLeftOver(0),
	closeLeftOver(1),
	closeLeftOver(2),
	closeLeftOver(3),
	closeLeftOver(4),
	closeLeftOver(5),
]);

const sim: readonly Step[] = Object.freeze([
	{
		kind: general.sim,
		repeats: true,
		pause: 1000,
		write: read,
		isDone: ({ simState }) => simState === "READY" || simState === "SIM PIN",
	},
	{
		// Without it nobody knows, and the PIN is tried, once.
		kind: general.pinTries,
		isNeeded: ({ canUnlock }) => canUnlock,
		write: read,
	},
	{
		// Never repeated: three wrong PINs lock the SIM card. Where the answer was lost, the tries that are left tell.
		kind: general.unlock,
		isNeeded: ({ canUnlock }) => canUnlock,
		write: (writer, { settings }) => writer.string(settings.pin ?? ""),
		onEnd(situation, isOK) {
			if (!isOK) situation.isPINWrong = true;
		},
		back: 2,
	},
	{
		kind: general.sim,
		repeats: true,
		pause: 1000,
		isNeeded: ({ simState }) => simState !== "READY",
		write: read,
		isDone: ({ simState }) => simState === "READY",
	},
]);

const locked: readonly Step[] = Object.freeze([
	{
		kind: general.sim,
		repeats: true,
		pause: 60000,
		write: read,
		isDone: ({ simState }) => simState === "READY",
	},
]);

const registering: readonly Step[] = Object.freeze([
	{ kind: general.signal },
	{ kind: general.notifyRegistration, write: one },
	{
		kind: general.notifyGPRS,
		isNeeded: ({ profile }) => profile.fallsBack,
		write: one,
	},
	{
		kind: general.registration,
		repeats: true,
		// The URC tells at once; this is for a URC that was lost.
		pause: 5000,
		write: read,
		isDone: ({ isRegistered, profile }) => isRegistered || profile.fallsBack,
	},
	{
		kind: general.registrationGPRS,
		repeats: true,
		pause: 5000,
		isNeeded: ({ isRegistered, profile }) => profile.fallsBack && !isRegistered,
		write: read,
		isDone: ({ isRegistered }) => isRegistered,
		back: 1,
	},
	{ kind: general.operator, write: read },
	{ kind: general.signal },
]);

/** Type, user and password as the module takes them, when nothing is said. */
function typeOf({ settings }: Situation): number {
	return pdpTypes.indexOf(settings.pdpType ?? "IP") + 1;
}

function authenticationOf({ settings }: Situation): number {
	return authentications.indexOf(settings.authentication ?? (settings.user === "" ? "none" : "PAP"));
}

const isDefined = ({ settings }: Situation) => settings.apn !== undefined || settings.pdpType !== undefined;

/** Whether the context may be up from before; then it is left alone if it is as it should be. */
const mayBeUp = ({ isFresh, isContextStale }: Situation) => !isFresh && !isContextStale;

const activating: readonly Step[] = Object.freeze([
	{
		// Up for AT+QIACT? need not be up for the network.
		kind: general.contexts,
		isNeeded: mayBeUp,
		write: read,
		onEnd(situation) {
			if (!situation.isServed) situation.isContextStale = true;
		},
	},
	{
		kind: general.definition,
		isNeeded: (situation) => mayBeUp(situation) && isDefined(situation),
		write: (writer, { settings }) => writer.integer(settings.context),
		onEnd(situation) {
			if (!situation.isDefinedSo) situation.isContextStale = true;
		},
	},
	{
		// Refused when it is down. Sockets of before go with it.
		kind: general.deactivate,
		isNeeded: ({ isContextStale }) => isContextStale,
		write: (writer, { settings }) => writer.integer(settings.context),
		onEnd(situation) {
			situation.isServed = false;
			situation.isDefinedSo = false;
		},
	},
	{
		kind: general.context,
		isNeeded: (situation) => isDefined(situation) && !situation.isDefinedSo,
		write(writer, situation) {
			const { context, apn, user, password } = situation.settings;
			writer.integer(context);
			writer.integer(typeOf(situation));
			writer.string(apn ?? "");
			writer.string(user);
			writer.string(password);
			writer.integer(authenticationOf(situation));
		},
	},
	{
		// Refused when it is up already: the next step tells whether it is.
		kind: general.activate,
		isNeeded: ({ isServed }) => !isServed,
		write: (writer, { settings }) => writer.integer(settings.context),
	},
	{
		kind: general.address,
		repeats: true,
		pause: 5000,
		write: read,
		isDone: ({ addresses }) => addresses.length > 0,
		onEnd(situation) {
			situation.isServed = false;
			situation.isContextStale = false;
		},
		back: 1,
	},
]);

const cycling: readonly Step[] = Object.freeze([
	{ kind: general.radio, write: zero },
	{ kind: general.radio, write: one },
]);

const stopping: readonly Step[] = Object.freeze([
	{ kind: general.powerDown, isNeeded: ({ restartsItself }) => !restartsItself },
	{
		kind: general.radio,
		isNeeded: ({ restartsItself }) => restartsItself,
		write(writer) {
			writer.integer(1);
			writer.integer(1);
		},
	},
]);

function frozen(list: readonly Step[]): readonly Step[] {
	return Object.freeze(list.map((step) => Object.freeze(step)));
}

/** Whether a context is defined as it is wanted, from the answer to AT+QICSGP. */
export function isDefinedAs(situation: Situation, line: Line): boolean {
	const { apn, user, password } = situation.settings;
	return (
		line.integer(0) === typeOf(situation) &&
		line.equals(1, apn ?? "") &&
		line.equals(2, user) &&
		line.equals(3, password) &&
		line.integer(4) === authenticationOf(situation)
	);
}

/** Per state, in order. Each leaves the module as the next one needs it, whatever state it was found in. */
export const steps: Readonly<Record<StepwiseState, readonly Step[]>> = Object.freeze({
	configuring: frozen(configuring),
	sim: frozen(sim),
	locked: frozen(locked),
	registering: frozen(registering),
	activating: frozen(activating),
	cycling: frozen(cycling),
	stopping: frozen(stopping),
});
