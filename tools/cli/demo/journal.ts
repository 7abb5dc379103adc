/** One thing that the firmware told. */
export interface Entry {
	readonly kind: string;
	readonly text: string;
}

/** How one message stands, as the firmware told it. */
interface Told {
	isPublished: boolean;
	isUnknown: boolean;
	/** ms from `write` to the result. */
	took: number;
}

/**
 * What the firmware tells on its debug output, one line each (see hosts/applications/main-job.ts): counted, and made
 * fit for people. Believed in nothing that the cloud can see for itself.
 */
export class Journal {
	readonly published: Record<"0" | "1" | "2", number> = { 0: 0, 1: 0, 2: 0 };
	/** Results told as unknown, and as failed. */
	unknown = 0;
	failed = 0;
	/** Round trips of what was published, ms. */
	readonly times: number[] = [];
	connections = 0;
	/** Why the application was last disconnected; undefined when it never was. */
	lastError: string | undefined;
	readonly #told = new Map<number, Told>();

	/** Takes one line. @returns what to show for it, undefined for nothing */
	take(line: string): string | undefined {
		const [kind = "", ...rest] = line.split(" ");
		switch (kind) {
			case "published":
			case "failed":
			case "unknown":
				return this.#result(kind, rest);
			case "connected":
				if (rest[0] === "0") this.connections++;
				return rest[0] === "0" ? "connected to the broker" : `refused by the broker with ${rest[0]}`;
			case "disconnected":
				this.lastError = rest.join(" ");
				return line;
			case "command":
				return `command "${rest[2]}" taken from ${rest[1]}`;
			default:
				return line === "" ? undefined : line;
		}
	}

	/** Whether message `n` was told as published. */
	isPublished(n: number): boolean {
		return this.#told.get(n)?.isPublished === true;
	}

	/** Whether message `n` was ever told as unknown. */
	wasUnknown(n: number): boolean {
		return this.#told.get(n)?.isUnknown === true;
	}

	#result(kind: string, [QoS = "", number = "", took = "", ...why]: string[]): string | undefined {
		const n = Number(number);
		const answer = n < 0;
		if (kind === "unknown") this.unknown++;
		if (kind === "failed") this.failed++;
		if (!answer) {
			const before = this.#told.get(n);
			const told = before ?? { isPublished: false, isUnknown: false, took: 0 };
			this.#told.set(n, told);
			told.isUnknown ||= kind === "unknown";
			if (kind === "published" && !told.isPublished) {
				told.isPublished = true;
				told.took = Number(took);
				this.times.push(told.took);
				this.published[QoS as "0"]++;
			}
		}
		const what = answer ? "answer to a command" : `message ${n}`;
		return `${kind} ${what}, QoS ${QoS}, ${took} ms${kind === "published" ? "" : `: ${why.join(" ")}`}`;
	}
}
