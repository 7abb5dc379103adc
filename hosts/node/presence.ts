import { realpathSync, statSync } from "node:fs";

/** How often it is looked whether the device is still there, ms. */
const LOOK = 1000;

/** What tells one device from another that has its name. */
function identityOf(path: string): string | undefined {
	const status = statSync(path, { throwIfNoEntry: false });
	return status === undefined ? undefined : `${status.dev} ${status.ino} ${status.rdev}`;
}

/**
 * Looks once a second whether a device is still there under its name. A library that reads gets nothing from a terminal that was
 * unplugged in the middle of traffic, neither bytes nor an error, and some ask again for ever.
 */
export class Presence {
	readonly #timer: NodeJS.Timeout | undefined;

	/**
	 * @param path of a device that is open; one that is no file, as COM3, is never missed
	 * @param onMissed called once
	 */
	constructor(path: string, onMissed: () => void) {
		let real: string;
		try {
			real = realpathSync(path);
		} catch {
			return;
		}
		const identity = identityOf(real);
		this.#timer = setInterval(() => {
			if (identityOf(real) === identity) return;
			this.stop();
			onMissed();
		}, LOOK).unref();
	}

	stop(): void {
		clearInterval(this.#timer);
	}
}
