import { ec200s } from "./ec200s.js";
import { ec200t } from "./ec200t.js";
import { ec600s } from "./ec600s.js";
import { eg912y } from "./eg912y.js";
import type { Profile } from "./profile.js";
import { unknown } from "./unknown.js";

const known: readonly Profile[] = Object.freeze([ec600s, ec200s, ec200t, eg912y]);

/** What is expected until the module has told its name. */
export const initialProfile: Profile = ec600s;

/** The profile of a module by the second line of its answer to ATI, for example `EC600S` or `EC200SCN`. */
export function profileNamed(model: string): Profile {
	return known.find((it) => model.startsWith(it.model)) ?? unknown;
}
