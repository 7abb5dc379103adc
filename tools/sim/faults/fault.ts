import { FAULTS, type FaultField } from "./catalogue.js";

/** A fault that was asked for, its values checked and complete. */
export interface Fault {
	readonly name: string;
	number(field: string): number;
	text(field: string): string;
}

/**
 * Reads `{"fault": name, ...values}`, as the control channel and scripts in code have it.
 *
 * @throws RangeError for a name or value that cannot be; the message says which
 */
export function readFault(request: Readonly<Record<string, unknown>>): Fault {
	const name = String(request.fault);
	const kind = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
	if (kind === undefined) {
		throw new RangeError(`fault: one of ${Object.keys(FAULTS).join(", ")}`);
	}
	const unknown = Object.keys(request).find((key) => key !== "fault" && !Object.hasOwn(kind.fields, key));
	if (unknown !== undefined) {
		throw new RangeError(`${name} has no ${unknown}`);
	}
	const values = new Map(
		Object.entries(kind.fields).map(([field, meaning]) => [field, readField(field, meaning, request[field])]),
	);
	return {
		name,
		number: (field) => Number(values.get(field)),
		text: (field) => String(values.get(field) ?? ""),
	};
}

/**
 * Reads `name,field=value,...`, as command lines and scripts have it. In a value `\\r`, `\\n`, `\\\\`, `\\,` and `\\xHH` stand for
 * what cannot be written otherwise.
 *
 * @throws RangeError as {@link readFault}
 */
export function parseFault(text: string): Fault {
	const [name = "", ...fields] = text.match(/(?:\\[\s\S]|[^,\\])+/g) ?? [];
	const request: Record<string, unknown> = { fault: name.trim() };
	for (const part of fields) {
		const at = part.indexOf("=");
		if (at < 0) {
			throw new RangeError(`${part.trim()} is not field=value`);
		}
		const field = part.slice(0, at).trim();
		const value = unescaped(part.slice(at + 1));
		const kind = Object.hasOwn(FAULTS, name.trim()) ? FAULTS[name.trim()]?.fields[field] : undefined;
		const isNumber = kind !== undefined && ("range" in kind || "share" in kind);
		request[field] = isNumber && value.trim() !== "" ? Number(value) : value;
	}
	return readFault(request);
}

function unescaped(text: string): string {
	return text.replace(/\\(?:x([\da-f]{2})|([\s\S]))/gi, (_, hex: string | undefined, character: string) =>
		hex !== undefined
			? String.fromCharCode(Number.parseInt(hex, 16))
			: character === "r"
				? "\r"
				: character === "n"
					? "\n"
					: character,
	);
}

function readField(name: string, field: FaultField, given: unknown): number | string {
	const value = given ?? field.initial;
	if ("range" in field) {
		const [least, most] = field.range;
		if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
			throw new RangeError(`${name}: a whole number from ${least} to ${most}`);
		}
		return value;
	}
	if ("share" in field) {
		if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
			throw new RangeError(`${name}: a number from 0 to 1`);
		}
		return value;
	}
	if (typeof value !== "string" || ("words" in field && !field.words.includes(value))) {
		throw new RangeError(`${name}: ${"words" in field ? `one of ${field.words.join(", ")}` : "a text"}`);
	}
	return value;
}
