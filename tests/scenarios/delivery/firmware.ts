// The application on the XS engine: tells the surroundings in lines of a word and two numbers, and of its stack in between.

import device from "embedded:provider/builtin";
import { gc, Instrument, measure } from "instruments";
import config from "mc/config";
import { clock } from "../../../hosts/moddable/clock.js";
import { Application } from "./application.js";
import { troublesIn } from "./trouble-counters.js";

const { messages, seed } = config as typeof config & { seed: number };
/** Between two looks at the heap, in tellings: each takes a garbage collection. */
const LOOK = 2;
const SLOT = 16;

const modem = new device.provider.Modem({ ...device.modem });
const figures = new Int32Array(Instrument.count);
let looks = 0;

new Application({
	Client: modem.MQTTClient as never,
	clock,
	seed,
	count: messages,
	troubles: () => troublesIn(modem.counters),
	heap() {
		if (looks++ % LOOK !== 0) return 0;
		gc();
		measure(figures);
		trace(`stack ${figures[Instrument.stackPeak]}\n`);
		return (figures[Instrument.slots] as number) * SLOT + (figures[Instrument.chunkBytes] as number);
	},
	tell: (what, first, second) => trace(`${what} ${first} ${second}\n`),
});
