import { ec600s } from "./ec600s.js";
import type { Profile } from "./profile.js";

/** EG912Y: LTE, and GSM where there is none. What nothing else is known of is as with its sister EC600S. */
export const eg912y: Profile = Object.freeze({
	...ec600s,
	model: "EG912Y",
	fallsBack: true,
});
