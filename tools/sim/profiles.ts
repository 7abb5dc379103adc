import type { Profile } from "./profile.js";
import { ec600s } from "./profiles/ec600s.js";
import { note } from "./profiles/note.js";

const PROFILES: Readonly<Record<string, Profile>> = Object.freeze({ note, ec600s });

export const PROFILE_NAMES: readonly string[] = Object.freeze(Object.keys(PROFILES));

/** A profile by its name. @throws RangeError for a name that is not in {@link PROFILE_NAMES} */
export function profileNamed(name: string): Profile {
	const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
	if (profile === undefined) {
		throw new RangeError(`profile ${name}: known are ${PROFILE_NAMES.join(", ")}`);
	}
	return profile;
}
