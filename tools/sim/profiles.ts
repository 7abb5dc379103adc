import { type Profile, PUBLISH_DIALECTS, type PublishDialect } from "./profile.js";
import { ec200s } from "./profiles/ec200s.js";
import { ec200t } from "./profiles/ec200t.js";
import { ec600s } from "./profiles/ec600s.js";
import { eg912y } from "./profiles/eg912y.js";
import { note } from "./profiles/note.js";

const PROFILES: Readonly<Record<string, Profile>> = Object.freeze({ note, ec600s, ec200s, ec200t, eg912y });

export const PROFILE_NAMES: readonly string[] = Object.freeze(Object.keys(PROFILES));

/** A profile by its name. @throws RangeError for a name that is not in {@link PROFILE_NAMES} */
export function profileNamed(name: string): Profile {
	const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
	if (profile === undefined) {
		throw new RangeError(`profile ${name}: known are ${PROFILE_NAMES.join(", ")}`);
	}
	return profile;
}

/** A dialect of AT+QMTPUB by its name. @throws RangeError for a name that is not in {@link PUBLISH_DIALECTS} */
export function dialectNamed(name: string): PublishDialect {
	const dialect = PUBLISH_DIALECTS.find((one) => one === name);
	if (dialect === undefined) {
		throw new RangeError(`publish dialect ${name}: known are ${PUBLISH_DIALECTS.join(", ")}`);
	}
	return dialect;
}
