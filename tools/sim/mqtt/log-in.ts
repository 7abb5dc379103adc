import { toBytes, toCharacters } from "../bytes.js";
import { cloudLogIn } from "./cloud.js";
import type { Configuration } from "./configuration.js";
import { encode, payloadOf } from "./packets.js";

/** What AT+QMTCONN gives. Byte strings. */
export interface LogIn {
	identifier: string;
	user: string | undefined;
	password: string | undefined;
}

/** The protocol version of a client, as MQTT numbers it. */
export function versionOf(configuration: Configuration): 3 | 4 {
	return configuration.number("version") === 3 ? 3 : 4;
}

/**
 * The CONNECT packet of a client (MQTT 3.1.1, 3.1); undefined when MQTT knows no such packet, or there is nothing to log in with.
 *
 * @param time the module's clock, ms since 1970
 */
export function connectPacket(configuration: Configuration, given: LogIn, time: number): Uint8Array | undefined {
	const { will } = configuration;
	const logIn = cloudLogIn(configuration, given, time);
	if (logIn === undefined) {
		return undefined;
	}
	const { identifier, user, password } = logIn;
	const version = versionOf(configuration);
	return encode({
		cmd: "connect",
		protocolId: version === 3 ? "MQIsdp" : "MQTT",
		protocolVersion: version,
		clean: configuration.number("session") === 1,
		keepalive: configuration.number("keepalive"),
		clientId: toCharacters(identifier),
		...(user === undefined ? {} : { username: toCharacters(user) }),
		...(password === undefined ? {} : { password: payloadOf(toBytes(password)) }),
		...(will === undefined
			? {}
			: {
					will: {
						topic: toCharacters(will.topic),
						payload: payloadOf(toBytes(will.message)),
						qos: will.quality,
						retain: will.retain,
					},
				}),
	});
}
