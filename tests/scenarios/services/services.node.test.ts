import { SeededRandom } from "../../../modules/random.js";
import { equal, ok } from "../../support/assert.js";
import { ServicesWorld } from "./world.js";

/** Troubles after which the bytes that come are still those that were sent: what noise makes of digits, nobody can see. */
const troubles: readonly ((draw: (low: number, high: number) => number) => Record<string, unknown>)[] = [
	(draw) => ({ fault: "late", ms: draw(100, 20_000), times: draw(1, 3) }),
	(draw) => ({ fault: "silence", ms: draw(100, 30_000) }),
	() => ({ fault: "reset" }),
	(draw) => ({ fault: "power-cut", ms: draw(100, 5000) }),
	(draw) => ({ fault: "drop-network", ms: draw(1000, 60_000) }),
	() => ({ fault: "drop-pdp" }),
	(draw) => ({ fault: "slow-dns", ms: draw(1000, 80_000), times: draw(1, 2) }),
	(draw) => ({ fault: "no-dns", times: draw(1, 3) }),
	(draw) => ({ fault: "stall", ms: draw(1000, 60_000) }),
	(draw) => ({ fault: "cut", gap: draw(1, 300), ms: 10_000 }),
	(draw) => ({ fault: "delay", by: draw(1, 4000), ms: 10_000 }),
	() => ({ fault: "urc", text: '+QIURC: "dnsgip",565' }),
	() => ({ fault: "urc", text: "+CEREG: 2" }),
	() => ({ fault: "urc", text: '+QIURC: "recv",3' }),
	// In the middle of what the module sends, most of which is raw data of the file.
	(draw) => ({ fault: "urc", text: inside[draw(0, inside.length - 1)], after: draw(0, 3000) }),
	(draw) => ({ fault: "urc-storm", rate: draw(1, 50) / 10_000, ms: draw(100, 5000) }),
];

/** URCs, some of which have the name of what is under way. */
const inside: readonly string[] = ["+CEREG: 2", '+QIURC: "dnsgip",565', "+QFREAD: 1,2", "+UNKNOWN: 1,2,3", "RING"];

describe("Resolver, NTP and Files in trouble", () => {
	for (const seed of [1, 2, 3, 5, 6, 8]) {
		it(`tell the truth or an error, once each, and go on afterwards (seed ${seed})`, () => {
			const random = new SeededRandom(seed);
			const draw = (low: number, high: number) => low + (random.next() % (high - low + 1));
			const world = new ServicesWorld();
			const { station, tallies } = world;
			const { clock, module } = station;
			try {
				for (let at = 0; at < 40; at++) {
					clock.advance(draw(100, 20_000));
					module.faults.cause((troubles[draw(0, troubles.length - 1)] as (typeof troubles)[number])(draw) as never);
				}
				module.faults.cause({ fault: "calm" } as never);
				// The budget of resets may be used up for up to an hour.
				ok(
					clock.runUntil(() => station.modem.state === "ready", 4_000_000),
					station.modem.state,
				);
				// What is under way ends within its own limits; then all goes well.
				clock.advance(300_000);
				const before = { dns: tallies.dns.failed, ntp: tallies.ntp.failed, files: tallies.files.failed };
				const done = tallies.dns.done + tallies.ntp.done + tallies.files.done;
				clock.advance(60_000);
				equal(tallies.ntp.failed, before.ntp);
				equal(tallies.files.failed, before.files);
				ok(tallies.dns.failed > before.dns, "names that are nobody's");
				ok(tallies.dns.done + tallies.ntp.done + tallies.files.done > done + 60);
				world.isEnding = true;
				clock.advance(200_000);
				equal(world.owed, 0);
				ok(world.disguised <= 2, `${world.disguised} reads with a URC in disguise`);
			} finally {
				station.close();
			}
		});
	}

	it("give a file's bytes or an error though URCs come in the middle of its data", () => {
		const random = new SeededRandom(44);
		const draw = (low: number, high: number) => low + (random.next() % (high - low + 1));
		const world = new ServicesWorld();
		const { station, tallies } = world;
		try {
			for (let at = 0; at < 80; at++) {
				station.clock.advance(draw(500, 4000));
				station.module.faults.cause({
					fault: "urc",
					text: inside[draw(0, inside.length - 1)] as string,
					after: draw(0, 3000),
				});
			}
			station.module.faults.cause({ fault: "calm" } as never);
			station.clock.advance(300_000);
			// Most have hit the data of a read: what was no error was read again.
			ok(station.modem.counters.framingErrors > 20, `${station.modem.counters.framingErrors} framing errors`);
			const { failed, done } = tallies.files;
			station.clock.advance(60_000);
			equal(tallies.files.failed, failed);
			ok(tallies.files.done > done + 20);
			ok(world.disguised <= 2, `${world.disguised} reads with a URC in disguise`);
			world.isEnding = true;
			station.clock.advance(200_000);
			equal(world.owed, 0);
		} finally {
			station.close();
		}
	});
});
