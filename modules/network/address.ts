/** Whether `text` is an IPv4 address: four numbers from 0 to 255. */
function isIPv4(text: string): boolean {
	const parts = text.split(".");
	return parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256);
}

/** Whether `text` is an IPv6 address (RFC 4291, 2.2), without a zone. */
function isIPv6(text: string): boolean {
	const halves = text.split("::");
	if (halves.length > 2) return false;
	let count = 0;
	for (const [half, groups] of halves.entries()) {
		const parts = groups === "" ? [] : groups.split(":");
		for (const [at, part] of parts.entries()) {
			const isLast = half === halves.length - 1 && at === parts.length - 1;
			if (/^[0-9a-f]{1,4}$/i.test(part)) count++;
			else if (isLast && isIPv4(part)) count += 2;
			else return false;
		}
	}
	return halves.length === 2 ? count < 8 : count === 8;
}

/** Whether `text` is an IP address, so that there is no name to look up. */
export function isAddress(text: string): boolean {
	return text.includes(":") ? isIPv6(text) : isIPv4(text);
}
