import type { Directory, FileInstance, FilesClass, FilesSubject } from "../../tests/conformance/files/subject.js";
import type { Bench } from "./bench.js";
import { FILE_PREFIX } from "./recovery.js";

/** A name of a suite, as the module has it; what is wrong on purpose passes as it is. */
function place(path: unknown): unknown {
	return typeof path === "string" && !/^\.{0,2}$/.test(path) ? FILE_PREFIX + path : path;
}

type Callback = (this: unknown, ...results: unknown[]) => void;

/**
 * The flash of a real module. Its owner has files of his own there: those of the suite have a prefix, others are neither
 * touched nor shown. What is in a file is read and written by hand, not by the class under test.
 */
export class BenchFilesSubject implements FilesSubject {
	readonly Files: FilesClass;
	readonly #bench: Bench;
	readonly #opened: FileInstance[] = [];

	constructor(bench: Bench) {
		this.#bench = bench;
		this.Files = this.#boundClass();
	}

	readonly options = (): Record<string, unknown> => ({});

	settle(): void {
		this.#bench.settle();
	}

	content(name: string): string | undefined {
		return this.#bench.hand.download(FILE_PREFIX + name);
	}

	put(name: string, content: string): void {
		this.#bench.hand.upload(FILE_PREFIX + name, content);
	}

	/** Ends what a test has left. */
	close(): void {
		const { hand } = this.#bench;
		for (const file of this.#opened) file.close();
		this.#bench.settle();
		for (const name of hand.files()) if (name.startsWith(FILE_PREFIX)) hand.command(`AT+QFDEL="${name}"`);
	}

	#boundClass(): FilesClass {
		const opened = this.#opened;
		const Parent = this.#bench.modem.Files as unknown as FilesClass;
		class Files extends Parent implements Directory {
			override openFile(options: unknown, callback?: unknown): FileInstance {
				const isObject = typeof options === "object" && options !== null;
				const placed = isObject ? { ...options, path: place((options as { path?: unknown }).path) } : options;
				const file = super.openFile(placed, callback);
				opened.push(file);
				return file;
			}

			override delete(path: unknown, callback?: unknown): unknown {
				return super.delete(place(path), callback);
			}

			override status(path: unknown, callback?: unknown): unknown {
				return super.status(place(path), callback);
			}

			override scan(callback?: unknown): unknown {
				if (typeof callback !== "function") return super.scan(callback);
				return super.scan(function (this: unknown, error: unknown, names?: string[]) {
					const own = names?.filter((it) => it.startsWith(FILE_PREFIX)).map((it) => it.slice(FILE_PREFIX.length));
					(callback as Callback).call(this, error, own);
				});
			}
		}
		return Files as unknown as FilesClass;
	}
}
