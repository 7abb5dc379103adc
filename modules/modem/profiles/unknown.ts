import { ec600s } from "./ec600s.js";
import type { Profile } from "./profile.js";

/**
 * A module whose name says nothing: each time is the longest that is known of any Quectel module on LTE (the power key of an
 * EC200U wants 2 s, and is deaf for up to 15 s after POWERED DOWN), and one publish at a time is under way.
 */
export const unknown: Profile = Object.freeze({
	...ec600s,
	model: "",
	isKnown: false,
	fallsBack: true,
	power: Object.freeze({ keyOn: 2100, keyOff: 3100, reset: 460, boot: 60000, rest: 15000, wake: 500 }),
	mqtt: Object.freeze({ ...ec600s.mqtt, window: 1 }),
});
