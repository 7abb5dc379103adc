import type { DirectoryInstance, FileInstance } from "../../modules/io.js";

/** Thrown when the power is gone. */
export class PowerFailure extends Error {}

/** A directory in memory whose power can fail: after so many bytes written, nothing more is written. */
export class FailingDirectory implements DirectoryInstance {
	/** Bytes that can still be written, and size changes, each as one. */
	power = Number.POSITIVE_INFINITY;
	/** Bytes that were ever written, and size changes. */
	spent = 0;
	readonly #files: Map<string, Uint8Array>;

	/** @param files what is there, by path */
	constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
		this.#files = new Map(files);
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
				if (offset + count > bytes().length) resize(offset + count);
				bytes().set(buffer.subarray(0, count), offset);
				this.#spend(count);
				if (count < buffer.length) throw new PowerFailure("power");
			},
			status: () => ({ size: bytes().length }),
			setSize: (size) => {
				if (this.power < 1) throw new PowerFailure("power");
				this.#spend(1);
				resize(size);
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
	}
}
