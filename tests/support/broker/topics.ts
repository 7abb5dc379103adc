/** Whether `topic` can be published to: MQTT 3.1.1, 4.7.1 and 4.7.3. */
export function isTopicName(topic: string): boolean {
	return topic.length > 0 && !/[+#\0]/.test(topic);
}

/** Whether `filter` can be subscribed to: wildcards stand for whole levels, `#` at the end only (MQTT 3.1.1, 4.7.1). */
export function isTopicFilter(filter: string): boolean {
	const levels = filter.split("/");
	return (
		filter.length > 0 &&
		!filter.includes("\0") &&
		levels.every((level, at) =>
			level.includes("#") ? level === "#" && at === levels.length - 1 : !level.includes("+") || level === "+",
		)
	);
}

/** Whether a subscription to `filter` gets what is published to `topic`; both are valid (MQTT 3.1.1, 4.7). */
export function isMatch(filter: string, topic: string): boolean {
	if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
	const levels = topic.split("/");
	const wanted = filter.split("/");
	for (let at = 0; at < wanted.length; at++) {
		if (wanted[at] === "#") return true;
		if (at >= levels.length || (wanted[at] !== "+" && wanted[at] !== levels[at])) return false;
	}
	return wanted.length === levels.length;
}
