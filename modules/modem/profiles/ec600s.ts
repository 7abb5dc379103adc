import type { Profile } from "./profile.js";

/**
 * EC600S-CN, and what its sisters EC200S, EC200T and EG912Y share with it. Ranges of the MQTT Application Note V1.0;
 * times from the hardware guides of the same platform.
 */
export const ec600s: Profile = Object.freeze({
	models: Object.freeze(["EC600S", "EC200S", "EC200T", "EG912Y"]),
	power: Object.freeze({ keyOn: 700, reset: 400, boot: 30000, rest: 2000 }),
	sslContexts: 6,
	sockets: Object.freeze({ connections: 12, send: 1460, receive: 1500, host: 100 }),
	mqtt: Object.freeze({
		clients: 6,
		window: 5,
		stored: 5,
		payload: 1500,
		host: 100,
		topic: 256,
		credential: 256,
		packetTimeout: Object.freeze([1, 60] as const),
		retries: Object.freeze([0, 10] as const),
		keepAlive: 3600,
		pingInterval: Object.freeze([5, 60] as const),
	}),
});
