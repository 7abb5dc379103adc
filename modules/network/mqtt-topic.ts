import { checkQuotable } from "../at/quoting.js";
import { holds } from "../text.js";

/**
 * Refuses a filter that cannot be sent (MQTT 3.1.1, 4.7.3). Whether its wildcards stand where they may, the server says.
 * @param limit longest, bytes of UTF-8
 * @throws TypeError not a string; RangeError empty, too long, or CR, LF, NUL, BS, DEL or a quote in it
 */
export function checkFilter(what: string, topic: unknown, limit: number): asserts topic is string {
	checkQuotable(what, topic, limit);
	if (topic === "") throw new RangeError(`${what}: empty`);
}

/** Refuses a topic name that cannot be sent: as a filter, and without wildcards, for which a server ends the connection (4.7.1). */
export function checkTopic(what: string, topic: unknown, limit: number): asserts topic is string {
	checkFilter(what, topic, limit);
	if (holds(topic, "#") || holds(topic, "+")) throw new RangeError(`${what}: holds a wildcard`);
}
