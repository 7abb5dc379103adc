// What the engine's parts take of the device's RAM; preloaded code and constants are in flash.

import { gc, Instrument, measure } from "instruments";
import { Scanner } from "../../../modules/at/scanner.js";
import { Scheduler } from "../../../modules/at/scheduler.js";
import { general } from "../../../modules/modem/commands.js";
import { lexicon, probes, success } from "../../../modules/modem/names.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Port } from "../../../modules/uart/port.js";
import { Ring } from "../../../modules/uart/ring.js";
import { Transmitter } from "../../../modules/uart/transmitter.js";

const alarm = { set() {}, cancel() {}, close() {} };
const clock = { now: () => 0, alarm: () => alarm };
const owner = { onProven() {}, onSilent() {}, onEcho() {} };
const figures = new Int32Array(Instrument.count);
let kept: unknown;

/** A Serial that nobody opens. */
class Wire {
	read(): undefined {}
	write(): void {}
	close(): void {}
}
const wireOwner = { onBytes() {}, onFault() {} };

/** Slots and chunk bytes that stay in use behind `make`. */
function told<T>(name: string, make: () => T): T {
	kept = undefined;
	gc();
	measure(figures);
	const [slots, chunkBytes] = [figures[Instrument.slots] as number, figures[Instrument.chunkBytes] as number];
	const it = make();
	kept = it;
	gc();
	measure(figures);
	trace(
		`${JSON.stringify({
			name,
			slots: (figures[Instrument.slots] as number) - slots,
			chunkBytes: (figures[Instrument.chunkBytes] as number) - chunkBytes,
		})}\n`,
	);
	return it;
}

told("nothing", () => kept);
const counters = told("counters", () => new Counters());
const ring = told("ring", () => new Ring(2048, counters));
told("transmitter", () => new Transmitter(1024, counters));
told("scanner", () => new Scanner(ring, lexicon, counters, 2000));
const specifier = { io: Wire, baud: 115200 };
const { ring: receiving, transmitter } = told("port", () => new Port(specifier, wireOwner, counters, 2048, 1024));
const options = {
	clock,
	ring: receiving,
	transmitter,
	lexicon,
	counters,
	owner,
	success,
	probes,
	longestPayload: 2000,
	records: 12,
};
const scheduler = told("scheduler", () => new Scheduler(options));
const silent = { compose() {}, onDone() {} };
told("records", () => {
	for (let left = options.records; left > 0; left--) scheduler.submit(general.signal, silent);
});
