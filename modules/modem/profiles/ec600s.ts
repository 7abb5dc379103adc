import type { Profile } from "./profile.js";

/**
 * EC600S-CN: LTE only. Ranges of the MQTT Application Note V1.0, which has its sisters in its title too; times from the
 * hardware guides of the same platform, since its own was not found.
 */
export const ec600s: Profile = Object.freeze({
	model: "EC600S",
	isKnown: true,
	fallsBack: false,
	power: Object.freeze({ keyOn: 700, keyOff: 800, reset: 400, boot: 30000, rest: 2000, wake: 100 }),
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
