import type { HostLine } from "../connector.js";
import type { SimulatedModule } from "../module.js";

const LINES: readonly HostLine[] = Object.freeze(["VBAT", "PWRKEY", "RESET_N", "DTR", "RTS"]);
/** A day: longer than any test waits. */
const LONGEST = 86_400_000;

/** What was asked of a module from outside cannot be done; the message says what is wrong with it. */
export class ControlError extends Error {}

type Request = Readonly<Record<string, unknown>>;

/**
 * Requests to a module, one JSON object each; answers are objects too.
 *
 * - `{"line": "PWRKEY", "level": 0}` drives a line of the host (VBAT, PWRKEY, RESET_N, DTR, RTS)
 * - `{"baud": 9600}` gives the host a baud of its own; without it the host follows the module
 * - `{"fault": "power-cut", "ms": 3000}` takes the supply away for a while
 * - `{"fault": "drop-network"}`, with `"ms"` for a while only; `{"fault": "restore-network"}`
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
		causeFault(module, asked);
		return {};
	}
	if (asked.get === "state") {
		return { state: module.state, baud: module.baud };
	}
	if (asked.get === "counters") {
		return { counters: { ...module.counters, unsupported: Object.fromEntries(module.counters.unsupported) } };
	}
	throw new ControlError("a request has line, baud, fault or get (state, counters)");
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

function causeFault(module: SimulatedModule, asked: Request): void {
	switch (asked.fault) {
		case "power-cut":
			module.powerCut(number(asked, "ms", 0, LONGEST));
			return;
		case "drop-network":
			module.dropNetwork(asked.ms === undefined ? undefined : number(asked, "ms", 0, LONGEST));
			return;
		case "restore-network":
			module.restoreNetwork();
			return;
		default:
			throw new ControlError("fault: one of power-cut, drop-network, restore-network");
	}
}

function number(asked: Request, name: string, least: number, most: number): number {
	const value = asked[name];
	if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
		throw new ControlError(`${name}: a whole number from ${least} to ${most}`);
	}
	return value;
}
