import { ec600s } from "./ec600s.js";
import type { Profile } from "./profile.js";

/** EC200T-CN: LTE, and WCDMA or GSM where there is none. What nothing else is known of is as with its sister EC600S. */
export const ec200t: Profile = Object.freeze({
	...ec600s,
	model: "EC200T",
	fallsBack: true,
});
