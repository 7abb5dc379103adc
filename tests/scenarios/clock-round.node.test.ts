import Delivery from "../../modules/delivery.js";
import type { Modem } from "../../modules/modem-provider.js";
import { SeededRandom } from "../../modules/random.js";
import { parseFault } from "../../tools/sim/faults/fault.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Place } from "../support/place.js";
import { VirtualClock } from "../support/virtual-clock.js";

const PINS = ["power", "reset", "status"];

/** Everything that is told in `minutes` of a mast whose clock begins at `origin`, each with its time. */
function lifeFrom(origin: number, minutes: number): { told: string[]; ticks: number[] } {
	VirtualClock.origin = origin;
	const place = new Place("ec600s", 115200);
	VirtualClock.origin = 0;
	const { clock, broker, module } = place;
	const told: string[] = [];
	const tell = (text: string) => told.push(`${clock.time} ${text}`);
	const modem = place.start(PINS, { resetsPerHour: 3, onState: (state) => tell(state) });
	const { MQTTClient: io, NetworkInterface, NTP, Resolver, RTC, TCP } = modem as Required<Modem>;
	if (io === undefined || TCP === undefined || Resolver === undefined || NTP === undefined) throw new Error("closed");
	const delivery = new Delivery({
		client: { io: io as never, host: "broker.test", id: "mast", keepAlive: 20_000, clock, random: new SeededRandom(3) },
		onOutcome: (ticket, outcome) => tell(`${ticket} ${outcome}`),
		onState: (state) => tell(`delivery ${state}`),
	});
	const rtc = new (RTC as NonNullable<typeof RTC>)({});
	new (NetworkInterface as NonNullable<typeof NetworkInterface>)({ onChanged: (name) => tell(`changed ${name}`) });
	const resolver = new Resolver({});
	const ntp = new NTP({ servers: ["time.test"] });
	const attempt = (name: string, work: () => void) => {
		try {
			work();
		} catch (error) {
			tell(`${name} ${(error as Error).message}`);
		}
	};
	/** One thing after the other, every five seconds; the troubles at moments of their own. */
	const troubles = new Map([
		[4, "drop-pdp"],
		[9, "kick"],
		[13, "silence"],
		[31, "reset"],
		[43, "drop-network,ms=70000"],
		[67, "silence"],
		[80, "silence"],
	]);
	for (let step = 0; step < minutes * 12; step++) {
		const trouble = troubles.get(step);
		if (trouble !== undefined) module.faults.cause(parseFault(trouble));
		delivery.publish(`m${step}`, { topic: "up", QoS: (step % 2) as 0 | 1 });
		if (step % 6 === 0) {
			attempt("tcp", () => {
				new TCP({
					...{ host: "broker.test", port: 1883 },
					onWritable() {
						tell("tcp");
						this.close();
					},
					onError: (error) => tell(`tcp ${error.message}`),
				});
			});
			attempt("name", () =>
				resolver.resolve({ host: "broker.test" }, (error) => tell(`name ${error?.message ?? "found"}`)),
			);
			attempt("time", () => ntp.getTime((error) => tell(`time ${error?.message ?? "told"}`)));
		}
		if (step % 4 === 0) tell(`clock ${rtc.time}`);
		clock.advance(5000);
	}
	tell(`pending ${delivery.pending} resets ${modem.counters.resets} published ${broker.log.length}`);
	const ticks = [origin, clock.now()];
	delivery.close();
	modem.close();
	place.close();
	return { told, ticks };
}

describe("A mast whose clock goes round", () => {
	it("lives as if it did not, whatever is under way then", () => {
		const { told: wanted } = lifeFrom(0, 9);
		ok(wanted.some((it) => it.endsWith("ready")) && wanted.length > 150, `${wanted.length}`);
		equal(wanted.filter((it) => it.includes("published")).length > 70, true);
		// Once at each trouble, both where the sign changes and at nought.
		for (const round of [0x80000000, 0x100000000]) {
			for (const seconds of [10, 22, 47, 66, 70, 75, 157, 220, 280, 337, 345, 402]) {
				const { told, ticks } = lifeFrom((round - seconds * 1000) | 0, 9);
				ok((ticks[0] as number) > (ticks[1] as number) === (round === 0x80000000), "goes round");
				deepEqual(told, wanted);
			}
		}
	});
});
