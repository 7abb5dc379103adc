/** The project's own assert: small, and the same on every engine. */

export class AssertionError extends Error {}

function show(value: unknown): string {
	if (Object.is(value, -0)) return "-0";
	if (typeof value === "string") return JSON.stringify(value);
	if (value instanceof Uint8Array) return text(value);
	if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
	if (typeof value === "object" && value !== null && !(value instanceof Error)) {
		return `{${Object.entries(value)
			.map(([key, it]) => `${key}: ${show(it)}`)
			.join(", ")}}`;
	}
	return String(value);
}

function fail(message: string | undefined, otherwise: string): never {
	throw new AssertionError(message === undefined ? otherwise : `${message}: ${otherwise}`);
}

/** Bytes as readable text: printable ASCII as it is, the rest as escapes. */
export function text(bytes: Uint8Array): string {
	let it = "";
	for (const byte of bytes) {
		if (byte === 13) it += "\\r";
		else if (byte === 10) it += "\\n";
		else if (byte >= 32 && byte < 127) it += String.fromCharCode(byte);
		else it += `\\x${byte < 16 ? "0" : ""}${byte.toString(16)}`;
	}
	return `"${it}"`;
}

/** @throws AssertionError unless `value` is true in a condition */
export function ok(value: unknown, message?: string): asserts value {
	if (!value) fail(message, `${show(value)} is not true`);
}

/** Same value, as Object.is. */
export function equal<T>(actual: T, expected: T, message?: string): void {
	if (!Object.is(actual, expected)) fail(message, `${show(actual)} should be ${show(expected)}`);
}

function isSame(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
	if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
	// The content of a Map or a Date is not in its properties: two of them would always seem the same.
	const kind = Object.prototype.toString.call(a).slice(8, -1);
	if (!/^(Object|Array|\w+Array)$/.test(kind)) throw new TypeError(`deepEqual cannot compare two of ${kind}`);
	const keys = Object.keys(a);
	if (keys.length !== Object.keys(b).length) return false;
	return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as never], b[key as never]));
}

/** Same structure: arrays, typed arrays and plain objects, compared key by key. */
export function deepEqual<T>(actual: T, expected: T, message?: string): void {
	if (!isSame(actual, expected)) fail(message, `${show(actual)} should be ${show(expected)}`);
}

/** Same bytes; the message shows where they part. `expected` may be a string of characters up to U+00FF. */
export function bytes(actual: Uint8Array, expected: Uint8Array | string, message?: string): void {
	const wanted = typeof expected === "string" ? Uint8Array.from(expected, (c) => c.charCodeAt(0)) : expected;
	let at = 0;
	while (at < actual.length && at < wanted.length && actual[at] === wanted[at]) at++;
	if (at === actual.length && at === wanted.length) return;
	const from = Math.max(0, at - 20);
	fail(
		message,
		`differ at byte ${at}: ${text(actual.slice(from, at + 40))} should be ${text(wanted.slice(from, at + 40))}`,
	);
}

/** `work` throws an error of exactly this class, whose message holds `part`. @returns the error */
export function throws<E extends Error>(work: () => unknown, kind: abstract new (...args: never[]) => E, part = ""): E {
	let error: unknown;
	let hasThrown = false;
	try {
		work();
	} catch (it) {
		error = it;
		hasThrown = true;
	}
	// The class itself has no name on XS.
	if (!hasThrown) fail(undefined, `nothing was thrown, ${kind.prototype.name} was expected`);
	if (!(error instanceof kind) || (error as Error).constructor !== kind) fail(undefined, `${show(error)} was thrown`);
	if (!error.message.includes(part)) fail(undefined, `"${error.message}" does not say "${part}"`);
	return error;
}
