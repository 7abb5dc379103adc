import type { HostLine } from "../connector.js";
import { FAULTS } from "../faults/catalogue.js";
import { parseScript } from "../faults/script.js";
import type { SimulatedModule } from "../module.js";

const LINES: readonly HostLine[] = Object.freeze(["VBAT", "PWRKEY", "RESET_N", "DTR", "RTS"]);

/** What was asked of a module from outside cannot be done; the message says what is wrong with it. */
export class ControlError extends Error {}

type Request = Readonly<Record<string, unknown>>;

/**
 * Requests to a module, one JSON object each; answers are objects too.
 *
 * - `{"line": "PWRKEY", "level": 0}` drives a line of the host (VBAT, PWRKEY, RESET_N, DTR, RTS)
 * - `{"baud": 9600}` gives the host a baud of its own; without it the host follows the module
 * - `{"fault": "power-cut", "ms": 3000}`: any fault of the catalogue with its values; `{"get": "faults"}` tells which there are
 * - `{"script": "1000 kick\n2000 reset"}` plays a script of faults from now on
 * - `{"get": "state"}` tells `{"state", "baud"}`; `{"get": "counters"}` tells what was counted
 *
 * @returns what to answer, beside `"ok": true`
 * @throws ControlError for a request that is none
 */
export function control(module: SimulatedModule, request: unknown): Record<string, unknown> {
	if (typeof request !== "object" || request === null || Array.isArray(request)) {
		throw new ControlError("a request is a JSON object");
	}
	const asked = request as Request;
	if ("line" in asked) {
		driveLine(module, asked);
		return {};
	}
	if ("baud" in asked) {
		module.connector.setBaud(number(asked, "baud", 300, 4_000_000));
		return {};
	}
	if ("fault" in asked) {
		orError(() => module.faults.cause(asked));
		return {};
	}
	if ("script" in asked) {
		const { script } = asked;
		if (typeof script !== "string") {
			throw new ControlError("script: a text");
		}
		orError(() => module.faults.play(parseScript(script)));
		return {};
	}
	if (asked.get === "faults") {
		return { faults: FAULTS };
	}
	if (asked.get === "state") {
		return { state: module.state, baud: module.baud };
	}
	if (asked.get === "counters") {
		return { counters: { ...module.counters, unsupported: Object.fromEntries(module.counters.unsupported) } };
	}
	throw new ControlError("a request has line, baud, fault, script or get (state, counters, faults)");
}

function driveLine(module: SimulatedModule, asked: Request): void {
	const line = LINES.find((one) => one === asked.line);
	const { level } = asked;
	if (line === undefined) {
		throw new ControlError(`line: one of ${LINES.join(", ")}`);
	}
	if (level !== 0 && level !== 1) {
		throw new ControlError("level: 0 or 1");
	}
	module.connector.setLine(line, level);
}

/** What is wrong with a fault or a script is told to who asked for it. */
function orError(action: () => void): void {
	try {
		action();
	} catch (error) {
		throw error instanceof RangeError ? new ControlError(error.message) : error;
	}
}

function number(asked: Request, name: string, least: number, most: number): number {
	const value = asked[name];
	if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
		throw new ControlError(`${name}: a whole number from ${least} to ${most}`);
	}
	return value;
}
