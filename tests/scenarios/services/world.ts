import type { File } from "../../../modules/network/file.js";
import { timeService } from "../../../tools/sim/time-service.js";
import { Station } from "../../network/station.js";
import { equal, ok } from "../../support/assert.js";

/** Names of the network; the last one is nobody's. */
const names = ["a.test", "b.test", "c.test", "nobody.test"];
const NOW = Date.UTC(2030, 5, 1);
/** Bytes of the file, in records. */
const RECORD = 300;
const RECORDS = 6;

/** Bytes that the driver reads at once. */
const PIECE = 1024;
/** What a URC looks like that has taken the place of the end of a piece; its line end stands where that of the data has to. */
const disguise = /\r\n(?:\+[A-Z]+: [^\r\n]*|RING)$/;

/** How often each kind of operation succeeded and failed. */
export interface Tally {
	done: number;
	failed: number;
}

/**
 * A station whose resolver, NTP client and files are used without a pause, and who judges each callback: called once, with the
 * truth or an error.
 */
export class ServicesWorld {
	readonly station = new Station();
	readonly tallies = { dns: { done: 0, failed: 0 }, ntp: { done: 0, failed: 0 }, files: { done: 0, failed: 0 } };
	/** Reads whose last bytes were a URC, which nobody can tell from the data: see {@link disguise}. */
	disguised = 0;
	/** Callbacks that are owed. */
	owed = 0;
	/** Whether nothing new is begun. */
	isEnding = false;
	readonly #addresses = new Map<string, string>();
	/** Per record, what it may hold: one value when a write succeeded, more after one that failed. */
	readonly #content: Set<number>[] = [];
	readonly #began: number;
	#turn = 0;

	constructor() {
		const { network, clock, modem } = this.station;
		for (const host of names.slice(0, -1)) {
			network.listen(host, 80, () => {});
			network.resolve(host, (address) => this.#addresses.set(host, address as string));
		}
		this.#began = clock.time;
		network.serve(
			"time.test",
			123,
			timeService(() => this.#now),
		);
		clock.advance(1000);
		ok(modem.Resolver !== undefined && modem.NTP !== undefined && modem.Files !== undefined);
		const resolver = new modem.Resolver({});
		const ntp = new modem.NTP({ servers: ["time.test"] });
		const files = new modem.Files({});
		const file = files.openFile({ path: "log", mode: "w+" });
		for (let at = 0; at < RECORDS; at++) this.#content.push(new Set([32]));
		file.write(new Uint8Array(RECORD * RECORDS).fill(32), 0);
		const lookUp = () => {
			const host = names[this.#turn++ % names.length] as string;
			const told = this.#once(this.tallies.dns, lookUp);
			resolver.resolve({ host }, (error, address) => {
				if (error === null) equal(address, this.#addresses.get(host), host);
				told(error);
			});
		};
		const tell = () => {
			const told = this.#once(this.tallies.ntp, tell);
			ntp.getTime((error, time) => {
				// Whole seconds, and the way of the answer.
				if (error === null) ok(Math.abs((time as number) - this.#now) < 20_000, `${time}`);
				told(error);
			});
		};
		lookUp();
		tell();
		this.#write(file);
	}

	get #now(): number {
		return NOW + this.station.clock.time - this.#began;
	}

	/** A callback that must come once; then `next` begins, after a while. */
	#once(tally: Tally, next: () => void): (error: Error | null) => void {
		let count = 0;
		this.owed++;
		return (error) => {
			equal(++count, 1);
			this.owed--;
			if (error === null) tally.done++;
			else tally.failed++;
			if (this.isEnding) return;
			const alarm = this.station.clock.alarm(() => {
				alarm.close();
				if (!this.isEnding) next();
			});
			alarm.set(700);
		};
	}

	#write(file: File): void {
		const record = this.#turn++ % RECORDS;
		// No control characters: of several line ends nobody could say which is the data's.
		const value = 32 + (this.#turn % 220);
		const may = this.#content[record] as Set<number>;
		const told = this.#once(this.tallies.files, () => this.#read(file));
		may.add(value);
		file.write(new Uint8Array(RECORD).fill(value), record * RECORD, (error) => {
			if (error === null) {
				may.clear();
				may.add(value);
			}
			told(error);
		});
	}

	#read(file: File): void {
		const told = this.#once(this.tallies.files, () => this.#write(file));
		file.read(RECORD * RECORDS, 0, (error, data) => {
			if (error === null) {
				const bytes = new Uint8Array(data as ArrayBuffer);
				equal(bytes.length, RECORD * RECORDS);
				const wrong = bytes.findIndex((byte, at) => !this.#content[Math.floor(at / RECORD)]?.has(byte));
				if (wrong >= 0) {
					ok(isDisguised(bytes, wrong), `byte ${wrong}: ${bytes[wrong]}`);
					this.disguised++;
				}
			}
			told(error);
		});
	}
}

/** Whether a URC stands at the end of the piece that has the wrong byte; there may be others in front of it. */
function isDisguised(bytes: Uint8Array, wrong: number): boolean {
	const start = wrong - (wrong % PIECE);
	return disguise.test(String.fromCharCode(...bytes.subarray(start, start + PIECE)));
}
