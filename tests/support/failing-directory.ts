import type { DirectoryInstance, FileInstance } from "../../modules/io.js";

/** Thrown when the power is gone. */
export class PowerFailure extends Error {}

/** A directory in memory whose power can fail: after so many bytes written, nothing more is written. */
export class FailingDirectory implements DirectoryInstance {
	/** Bytes that can still be written, and size changes, each as one. */
	power = Number.POSITIVE_INFINITY;
	/** Bytes that were ever written, and size changes. */
	spent = 0;
	/** Called behind each of them: here the power might have failed. */
	onSpent: (() => void) | undefined;
	readonly #files: Map<string, Uint8Array>;

	/** @param files what is there, by path */
	constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
		this.#files = new Map([...files].map(([path, bytes]) => [path, bytes.slice()]));
	}

	/** The same files with new power: what a device finds after it. */
	restarted(): FailingDirectory {
		return new FailingDirectory(this.#files);
	}

	openFile({ path, mode = "r" }: { path: string; mode?: string }): FileInstance {
		const files = this.#files;
		if (!files.has(path)) {
			if (mode !== "w+") throw new Error("not found");
			files.set(path, new Uint8Array(0));
		}
		const bytes = () => files.get(path) as Uint8Array;
		const resize = (size: number) => {
			const grown = new Uint8Array(size);
			grown.set(bytes().subarray(0, size));
			files.set(path, grown);
		};
		return {
			read(buffer, offset) {
				const piece = bytes().subarray(offset, offset + buffer.length);
				buffer.set(piece);
				return piece.length;
			},
			write: (buffer, offset) => {
				const count = Math.min(buffer.length, this.power);
				// Byte by byte only for who wants to know.
				const step = this.onSpent === undefined ? Math.max(1, count) : 1;
				for (let at = 0; at < count; at += step) {
					if (offset + at + step > bytes().length) resize(offset + at + step);
					bytes().set(buffer.subarray(at, at + step), offset + at);
					this.#spend(step);
				}
				if (count < buffer.length) throw new PowerFailure("power");
			},
			status: () => ({ size: bytes().length }),
			setSize: (size) => {
				if (this.power < 1) throw new PowerFailure("power");
				resize(size);
				this.#spend(1);
			},
			flush: () => {
				if (this.power <= 0) throw new PowerFailure("power");
			},
			close() {},
		};
	}

	#spend(count: number): void {
		this.power -= count;
		this.spent += count;
		this.onSpent?.();
	}
}
