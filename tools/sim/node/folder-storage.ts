import {
	closeSync,
	constants,
	lstatSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fromCharacters, toCharacters } from "../bytes.js";
import type { Storage, StoredFile } from "../files/storage.js";

/** Not published; as large as the module's own [I]. */
const CAPACITY = 1_048_576;

/**
 * Files in a folder of this machine, so that they outlive the simulator and can be looked at. Only plain files directly in the
 * folder count: links and subfolders are not followed, and a name that would lead elsewhere is no file.
 */
export class FolderStorage implements Storage {
	readonly capacity = CAPACITY;
	readonly #folder: string;

	/** @throws RangeError when there is no such folder */
	constructor(folder: string) {
		if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
			throw new RangeError(`${folder} is no folder`);
		}
		this.#folder = folder;
	}

	list(): readonly StoredFile[] {
		return readdirSync(this.#folder, { withFileTypes: true })
			.filter((entry) => entry.isFile() && isOwn(fromCharacters(entry.name)))
			.map((entry) => ({ name: fromCharacters(entry.name), size: lstatSync(join(this.#folder, entry.name)).size }))
			.sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	read(name: string): Uint8Array | undefined {
		const place = this.#place(name);
		if (place === undefined || !isFile(place)) {
			return undefined;
		}
		try {
			return readFileSync(place);
		} catch {
			// Whatever the machine says, to the module it is flash that cannot be read.
			return undefined;
		}
	}

	write(name: string, bytes: Uint8Array): boolean {
		const place = this.#place(name);
		const known = place === undefined ? undefined : lstatSync(place, { throwIfNoEntry: false });
		if (place === undefined || (known !== undefined && !known.isFile())) {
			return false;
		}
		// Written beside it first, so that a file is never half of one; never through a link that somebody puts there meanwhile.
		const beside = `${place}.part`;
		try {
			rmSync(beside, { force: true });
			const { O_CREAT, O_EXCL, O_WRONLY } = constants;
			const file = openSync(beside, O_CREAT | O_EXCL | O_WRONLY, 0o600);
			try {
				writeFileSync(file, bytes);
			} finally {
				closeSync(file);
			}
			renameSync(beside, place);
			return true;
		} catch {
			// To the module it is flash that could not be written: +CME ERROR: 409.
			return false;
		}
	}

	remove(name: string): boolean {
		const place = this.#place(name);
		if (place === undefined || !isFile(place)) {
			return false;
		}
		rmSync(place);
		return true;
	}

	#place(name: string): string | undefined {
		return isOwn(name) ? join(this.#folder, toCharacters(name)) : undefined;
	}
}

function isFile(place: string): boolean {
	return lstatSync(place, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The name leads to a place directly in the folder, and is the same here and there. */
function isOwn(name: string): boolean {
	return name !== "" && !/[\0/\\]|^\.\.?$|\.part$/.test(name) && fromCharacters(toCharacters(name)) === name;
}
