import type { Configuration } from "./configuration.js";

/**
 * How payloads look on the AT side (AT+QMTCFG="send/mode" and "dataformat", note 3.2.1): as they are, or in hex, two digits a
 * byte. The note does not tell what lengths count in hex; here they count what stands on the wire, digits, so that a host that
 * reads or writes so many bytes stays in step [I]. Of "send/mode" and "dataformat" the one that says hex wins [I].
 */
export function sendsHex(configuration: Configuration): boolean {
	return configuration.number("send/mode") === 1 || configuration.number("dataformat", 0) === 1;
}

/** A payload that the host has typed, as the bytes that it stands for; undefined when it should be hex and is not. */
export function readPayload(typed: string, configuration: Configuration): string | undefined {
	if (!sendsHex(configuration)) {
		return typed;
	}
	if (!/^([\dA-F]{2})*$/i.test(typed)) {
		return undefined;
	}
	return typed.replace(/../g, (digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** A payload of the broker as the host sees it. */
export function showPayload(payload: string, configuration: Configuration): string {
	if (configuration.number("dataformat", 1) === 0) {
		return payload;
	}
	return payload.replace(/[\s\S]/g, (byte) => byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"));
}
