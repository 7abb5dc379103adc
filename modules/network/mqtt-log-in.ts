import { checkQuotable } from "../at/quoting.js";
import { byteLength } from "../text.js";
import type { QuectelOptions } from "./mqtt-options.js";

/** A log-in that the module makes itself: the option of AT+QMTCFG, and its values (MQTT Application Note 3.2.1). */
export interface CloudLogIn {
	/** As `quectel` calls it. */
	readonly option: string;
	/** As the module calls it. */
	readonly name: string;
	readonly values: readonly string[];
}

type CloudName = "alibaba" | "oneNET" | "huawei";

interface Form {
	readonly option: CloudName;
	readonly name: string;
	readonly keys: readonly string[];
}

function form(option: CloudName, name: string, keys: readonly string[]): Form {
	return Object.freeze({ option, name, keys: Object.freeze(keys) });
}

/** What each cloud needs, in the module's order; Huawei's may name a device or a product. */
const forms: readonly Form[] = Object.freeze([
	form("alibaba", "aliauth", ["productKey", "deviceName", "deviceSecret"]),
	form("oneNET", "onenet", ["productId", "accessKey"]),
	form("huawei", "hwauth", ["deviceId", "deviceSecret"]),
	form("huawei", "hwprodid", ["productId", "productSecret", "nodeId"]),
]);

/** The module's options for log-ins, and how many values each has. */
export const logIns: readonly (readonly [name: string, values: number])[] = Object.freeze(
	forms.map(({ name, keys }) => Object.freeze([name, keys.length] as const)),
);

/**
 * The log-in in `options`, if there is one.
 * @param limit longest value, bytes
 * @param room for all of them on one command line, bytes
 * @throws TypeError no object, or a value is missing; RangeError a value that cannot be sent, or more than one log-in
 */
export function checkLogIn(options: QuectelOptions, limit: number, room: number): CloudLogIn | undefined {
	let found: CloudLogIn | undefined;
	for (let at = 0; at < forms.length; at++) {
		const { option, name, keys } = forms[at] as Form;
		const given = options[option] as Readonly<Record<string, unknown>> | undefined;
		if (given === undefined || found?.option === option) continue;
		if (typeof given !== "object" || given === null) throw new TypeError(`quectel.${option}: not an object`);
		// Huawei's other form: the first key tells which one is meant.
		if (name === "hwauth" && given.deviceId === undefined && given.productId !== undefined) continue;
		if (found !== undefined) throw new RangeError(`quectel: ${found.option} or ${option}`);
		const values = keys.map((key) => {
			const value = given[key];
			checkQuotable(`quectel.${option}.${key}`, value, limit);
			if (value === "") throw new RangeError(`quectel.${option}.${key}: empty`);
			return value;
		});
		if (values.reduce((sum, value) => sum + byteLength(value) + 3, 0) > room) {
			throw new RangeError(`quectel.${option}: over ${room} bytes in all`);
		}
		found = { option, name, values };
	}
	return found;
}
