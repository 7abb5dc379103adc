import Delivery from "../../modules/delivery.js";
import type { Modem } from "../../modules/modem-provider.js";
import { SeededRandom } from "../../modules/random.js";
import { parseFault } from "../../tools/sim/faults/fault.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Place, readyWithin } from "../support/place.js";
import { ScriptedModule } from "../support/scripted-module.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A mast that publishes every ten minutes, through a day on which something is wrong from the first to the last minute. */
class Mast {
	readonly place = new Place("ec600s", 115200);
	readonly modem: Modem;
	readonly delivery: Delivery;
	readonly ended: string[] = [];
	tickets = 0;

	constructor() {
		const { clock } = this.place;
		this.modem = this.place.start(["power", "reset", "status"]);
		readyWithin(this.place, this.modem, 10 * MINUTE);
		const io = this.modem.MQTTClient as NonNullable<Modem["MQTTClient"]>;
		this.delivery = new Delivery({
			client: { io: io as never, host: "broker.test", id: "delivery", clock, random: new SeededRandom(5) },
			outbox: { messages: 200 },
			onOutcome: (ticket, outcome) => this.ended.push(`${ticket} ${outcome}`),
		});
		this.until(() => this.delivery.state === "connected", 5 * MINUTE);
	}

	until(isSo: () => boolean, limit: number): void {
		ok(
			this.place.clock.runUntil(isSo, limit),
			`not so within ${limit} ms: ${this.modem.state}, ${this.delivery.state}`,
		);
	}

	/** A day in which it measures, and publishes. */
	day(): void {
		for (let at = 0; at < DAY; at += 10 * MINUTE) {
			this.delivery.publish(`m${++this.tickets}`, { topic: "up", QoS: 1 });
			this.place.clock.advance(10 * MINUTE);
		}
	}

	/** What is wrong is right again: everything arrives, once and in order, within the longest pauses. */
	recovers(): void {
		this.until(() => this.delivery.pending === 0, 70 * MINUTE);
		const all = Array.from({ length: this.tickets }, (_, at) => `${at + 1} published`);
		deepEqual(this.ended, all);
		const got = this.place.broker.log.map(({ payload }) => String.fromCharCode(...payload));
		deepEqual([...new Set(got)].length, this.tickets);
		this.delivery.close();
		this.modem.close();
		this.place.close();
	}
}

describe("A mast on a bad day", () => {
	it("keeps everything while the broker takes connections and answers none of them, and hears late answers", () => {
		const mast = new Mast();
		const { broker, clock } = mast.place;
		broker.faults.stalled.add("connack");
		broker.drop("delivery", "abort");
		// A late answer, to who has given up since: every hour all that were kept back.
		const alarm = clock.alarm(() => {
			broker.release();
			alarm.set(60 * MINUTE);
		});
		alarm.set(60 * MINUTE);
		const { starts } = mast.place.module.counters;
		mast.day();
		equal(mast.place.module.counters.starts, starts);
		ok(mast.delivery.counters.connections < 30, `${mast.delivery.counters.connections} connections`);
		alarm.close();
		broker.faults.stalled.delete("connack");
		mast.recovers();
	});

	it("keeps everything while no name is found", () => {
		const mast = new Mast();
		mast.place.module.faults.cause(parseFault("no-dns,times=1000000"));
		mast.place.broker.drop("delivery", "abort");
		mast.day();
		mast.place.module.faults.cause(parseFault("calm"));
		mast.recovers();
	});

	it("keeps everything while the broker refuses it", () => {
		const mast = new Mast();
		mast.place.broker.faults.refusal = 5;
		mast.place.broker.drop("delivery", "abort");
		mast.day();
		mast.place.broker.faults.refusal = 0;
		mast.recovers();
	});

	it("keeps everything while the SIM card is out, and wears nothing out", () => {
		const mast = new Mast();
		const { module } = mast.place;
		module.faults.cause(parseFault("pull-sim"));
		const { starts } = module.counters;
		mast.day();
		ok(module.counters.starts - starts <= 30, `${module.counters.starts - starts} restarts`);
		module.faults.cause(parseFault("insert-sim"));
		mast.recovers();
	});
});

describe("A modem whose APN is refused for a day", () => {
	it("asks ever more seldom, resets seldom, and is ready soon after it is not refused any more", () => {
		const module = new ScriptedModule();
		module.answer("AT+QIACT=", "\r\n+CME ERROR: 33\r\n");
		module.answer("AT+QIACT?", "\r\nOK\r\n");
		let asked = 0;
		module.watch("AT+QIACT=", () => asked++);
		module.pass(DAY);
		ok(asked > 100 && asked < 24 * 80, `${asked} times`);
		ok(module.modem.counters.resets <= 24, `${module.modem.counters.resets} resets`);
		module.answer("AT+QIACT=", "\r\nOK\r\n");
		module.answer("AT+QIACT?", '\r\n+QIACT: 1,1,1,"10.0.0.1"\r\n\r\nOK\r\n');
		module.pass(2 * MINUTE);
		equal(module.modem.state, "ready");
		module.modem.close();
	});
});
