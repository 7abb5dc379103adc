import { Journal } from "../../modules/delivery/journal.js";
import { Message } from "../../modules/delivery/message.js";
import { SlowJournal } from "../../modules/delivery/slow-journal.js";
import { Delivery } from "../../modules/delivery.js";
import { SeededRandom } from "../../modules/random.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { isTried } from "../support/effort.js";
import { FailingDirectory } from "../support/failing-directory.js";
import { PlainMQTTClient } from "../support/plain-mqtt-client.js";
import { SlowDirectory } from "../support/slow-directory.js";
import { bytesOf } from "../support/tokens.js";
import { VirtualClock } from "../support/virtual-clock.js";

function message(ticket: number, data = `payload ${ticket}`): Message {
	return new Message(ticket, `t/${ticket}/ä`, ticket % 3, ticket % 2 === 0, -ticket, bytesOf(data));
}

/** A journal on a directory, and all that it tells. */
class Rig {
	readonly clock = new VirtualClock();
	readonly slow: SlowDirectory;
	readonly journal: SlowJournal;
	readonly log: string[] = [];

	constructor(directory = new FailingDirectory(), bytes = 1024) {
		this.slow = new SlowDirectory(directory, this.clock);
		this.journal = new SlowJournal({ directory: this.slow, bytes });
		this.journal.begin(
			{
				onLoaded: (them) =>
					this.log.push(["loaded", ...them.map((it) => `${it.ticket}${it.mayBeThere ? "!" : ""}`)].join(" ")),
				onAdded: ({ ticket }) => this.log.push(`added ${ticket}`),
				onMarked: ({ ticket }) => this.log.push(`marked ${ticket}`),
				onRemoved: ({ ticket }) => this.log.push(`removed ${ticket}`),
				onStoreError: (error) => this.log.push(`error ${error.message}`),
			},
			this.clock,
		);
	}

	told(ms = 1000): string[] {
		this.clock.advance(ms);
		return this.log.splice(0);
	}
}

/** What both kinds of journal find in a directory. */
function found(directory: FailingDirectory): string {
	const [loaded] = new Rig(directory.restarted()).told();
	const tickets: string[] = [];
	new Journal({ directory: directory.restarted(), bytes: 1024 }).load(({ ticket, mayBeThere }) =>
		tickets.push(`${ticket}${mayBeThere ? "!" : ""}`),
	);
	equal(loaded, ["loaded", ...tickets].join(" "));
	return tickets.join(" ");
}

describe("SlowJournal", () => {
	it("begins with nothing, and tells of each thing once it is safe", () => {
		const rig = new Rig();
		rig.journal.add(message(1));
		deepEqual(rig.log, []);
		deepEqual(rig.told(), ["loaded", "added 1"]);
		rig.journal.mark(message(1));
		rig.journal.mark(message(1));
		rig.journal.add(message(2));
		deepEqual(rig.log, []);
		deepEqual(rig.told(), ["marked 1", "added 2"]);
		rig.journal.remove(message(1));
		rig.journal.remove(message(1));
		deepEqual(rig.told(), ["removed 1"]);
		equal(found(rig.slow.directory), "2");
	});

	it("writes all at once that waits", () => {
		const rig = new Rig(new FailingDirectory(), 4096);
		rig.told();
		const { done } = rig.slow;
		for (let ticket = 1; ticket <= 8; ticket++) rig.journal.add(message(ticket));
		for (let ticket = 1; ticket <= 8; ticket++) rig.journal.mark(message(ticket));
		equal(rig.told().length, 16);
		equal(rig.slow.done, done + 1);
	});

	it("gives back every field of a message, in front of what was asked for meanwhile", () => {
		const rig = new Rig();
		rig.journal.add(message(2, "\0\r\n\xff"));
		rig.journal.mark(message(2));
		rig.told();
		const clock = new VirtualClock();
		const messages: Message[] = [];
		const journal = new SlowJournal({
			directory: new SlowDirectory(rig.slow.directory.restarted(), clock),
			bytes: 1024,
		});
		const nobody = { onAdded() {}, onMarked() {}, onRemoved() {}, onStoreError() {} };
		journal.begin({ ...nobody, onLoaded: (them) => void messages.push(...them) }, clock);
		journal.add(message(3));
		clock.advance(1000);
		const expected = message(2, "\0\r\n\xff");
		expected.mayBeThere = true;
		deepEqual(messages, [expected]);
	});

	it("goes on for ever in files of limited size, and says in time that it is full", () => {
		const rig = new Rig();
		rig.told();
		for (let ticket = 1; ticket <= 200; ticket++) {
			rig.journal.add(message(ticket));
			rig.journal.mark(message(ticket));
			if (ticket > 3) rig.journal.remove(message(ticket - 3));
			rig.told(50);
			for (const path of ["outbox.0", "outbox.1"]) {
				const { size } = rig.slow.directory.openFile({ path, mode: "w+" }).status();
				ok(size <= 1024, `${path} has ${size} bytes`);
			}
		}
		rig.told();
		equal(found(rig.slow.directory), "198! 199! 200!");
		throws(
			() => {
				for (let ticket = 201; ; ticket++) rig.journal.add(message(ticket));
			},
			Error,
			"storage full",
		);
		deepEqual(rig.told().slice(-1)[0]?.startsWith("added"), true);
		for (let ticket = 198; ticket < 300; ticket++) rig.journal.mark(message(ticket));
		rig.told();
		for (let ticket = 198; ticket < 300; ticket++) rig.journal.remove(message(ticket));
		rig.told();
		equal(found(rig.slow.directory), "");
	});

	/** Messages that stay, more than are being written at any moment: so there are always some that must be there. */
	const KEPT = 5;

	/**
	 * A life of 25 messages, all but the last of which are gone again at its end.
	 * @param asked gets for each ticket the states that it is to go through, one after the other; the first one is not to be there
	 */
	function live(rig: Rig, asked = new Map<number, string[]>()): void {
		const ask = (ticket: number, state: string) => asked.set(ticket, [...(asked.get(ticket) ?? [""]), state]);
		for (let ticket = 1; ticket <= 25; ticket++) {
			rig.journal.add(message(ticket));
			ask(ticket, `${ticket}`);
			if (ticket % 2 === 0) {
				rig.journal.mark(message(ticket));
				ask(ticket, `${ticket}!`);
			}
			if (ticket > KEPT) rig.journal.remove(message(ticket - KEPT));
			if (ticket > KEPT) ask(ticket - KEPT, "");
			rig.clock.advance(15);
		}
		rig.clock.advance(200_000);
	}

	/** What was told of each ticket last, and is safe. */
	function safe(log: readonly string[]): Map<number, string> {
		const states = new Map<number, string>();
		for (const line of log) {
			const [what, ticket] = line.split(" ");
			if (what === "added") states.set(Number(ticket), `${ticket}`);
			if (what === "marked") states.set(Number(ticket), `${ticket}!`);
			if (what === "removed") states.set(Number(ticket), "");
		}
		return states;
	}

	it("is right after a power failure at every byte", () => {
		const directory = new FailingDirectory();
		const rig = new Rig(directory);
		const asked = new Map<number, string[]>();
		const check = () => {
			const told = safe(rig.log);
			const there = new Map(
				found(directory)
					.split(" ")
					.map((it) => [Number.parseInt(it, 10), it]),
			);
			for (let ticket = 1; ticket <= 25; ticket++) {
				const states = asked.get(ticket) ?? [""];
				const least = told.get(ticket);
				// What was told as safe is there, or what was asked for behind it.
				const from = least === undefined ? 0 : states.lastIndexOf(least);
				const state = there.get(ticket) ?? "";
				ok(
					from >= 0 && states.indexOf(state, from) >= 0,
					`byte ${directory.spent}: ${ticket} is "${state}", safe was "${least}"`,
				);
			}
		};
		let wrong: unknown;
		check();
		directory.onSpent = () => {
			// The journal would take it for a failure of the directory.
			try {
				if (wrong === undefined && isTried(directory.spent)) check();
			} catch (error) {
				wrong = error;
			}
		};
		live(rig, asked);
		if (wrong !== undefined) throw wrong;
		ok(directory.spent > 1500);
		check();
	});

	it("tries again what fails, at every byte, and ends where it would have", () => {
		const whole = new Rig();
		live(whole);
		const expected = found(whole.slow.directory);
		for (let power = 0; power <= 1500; power += 7) {
			if (!isTried(power / 7)) continue;
			const directory = new FailingDirectory();
			directory.power = power;
			const rig = new Rig(directory);
			rig.slow.isTold = true;
			live(rig);
			deepEqual([...safe(rig.log)].sort(), [...safe(whole.log)].sort(), `power ${power}`);
			equal(rig.log.filter((it) => it.startsWith("error")).length, 1);
			equal(found(directory), expected, `power ${power}`);
		}
	});

	it("writes what waits when it is closed, and tells nobody", () => {
		const rig = new Rig();
		rig.told();
		rig.journal.add(message(1));
		rig.clock.advance(1);
		rig.journal.add(message(2));
		rig.journal.close();
		rig.journal.close();
		deepEqual(rig.told(), []);
		equal(found(rig.slow.directory), "1 2");
	});

	it("refuses what is wrong", () => {
		throws(() => new SlowJournal({ directory: {} as never }), TypeError, "directory");
		const directory = new SlowDirectory(new FailingDirectory(), new VirtualClock());
		throws(() => new SlowJournal({ directory, bytes: 10 }), RangeError, "bytes");
	});
});

describe("Delivery with a slow store", () => {
	interface Life {
		readonly clock: VirtualClock;
		readonly slow: SlowDirectory;
		readonly delivery: Delivery;
		readonly log: string[];
	}

	/** A start of the host. */
	function start(directory: FailingDirectory, seed: number): Life {
		PlainMQTTClient.reset();
		const clock = new VirtualClock();
		const slow = new SlowDirectory(directory, clock);
		const log: string[] = [];
		const delivery = new Delivery({
			client: { io: PlainMQTTClient, host: "broker", clock, random: new SeededRandom(seed) },
			outbox: { store: new SlowJournal({ directory: slow, bytes: 2048 }) },
			onOutcome: (ticket, outcome) => log.push(`${ticket} ${outcome}`),
			onKept: (ticket) => log.push(`kept ${ticket}`),
			onStoreError: (error) => log.push(`error ${error.message}`),
		});
		return { clock, slow, delivery, log };
	}

	const sent = () => PlainMQTTClient.last.written().map(({ data, duplicate }) => `${data}${duplicate ? " again" : ""}`);

	it("takes messages before it has loaded, and sends each once it is safe", () => {
		const { clock, delivery, log } = start(new FailingDirectory(), 1);
		const first = delivery.publish("a", { topic: "t", QoS: 1 });
		PlainMQTTClient.last.accept();
		deepEqual(sent(), []);
		clock.advance(1000);
		deepEqual(sent(), ["a"]);
		const second = delivery.publish("b", { topic: "t", QoS: 2 });
		ok(second > first);
		deepEqual(sent(), []);
		clock.advance(100);
		deepEqual(sent(), ["b"]);
		PlainMQTTClient.last.control(PlainMQTTClient.PUBACK, { id: 1 });
		deepEqual(log, [`kept ${first}`, `kept ${second}`]);
		// Its end is told once it is forgotten.
		clock.advance(100);
		deepEqual(log.slice(2), [`${first} published`]);
	});

	it("brings messages of before in front of those of now, and uses no ticket twice", () => {
		const directory = new FailingDirectory();
		const before = start(directory, 1);
		const tickets = ["a", "b"].map((data) => before.delivery.publish(data, { topic: "t", QoS: 1 }));
		before.clock.advance(1000);
		const after = start(directory.restarted(), 2);
		tickets.push(after.delivery.publish("c", { topic: "t", QoS: 1 }));
		after.clock.advance(1000);
		PlainMQTTClient.last.accept();
		after.clock.advance(1000);
		deepEqual(sent(), ["a", "b", "c"]);
		equal(new Set(tickets).size, 3);
		for (const id of [1, 2, 3]) PlainMQTTClient.last.control(PlainMQTTClient.PUBACK, { id });
		after.clock.advance(1000);
		deepEqual(after.log.slice(1), [`${tickets[0]} published`, `${tickets[1]} published`, `${tickets[2]} published`]);
	});

	it("loses none where the host's random numbers are the same at each start, whenever the power fails", () => {
		for (let power = 0; power < 300; power += 3) {
			if (!isTried(power / 3)) continue;
			const directory = new FailingDirectory();
			const before = start(directory, 1);
			const [first, second] = ["a", "b"].map((data) => before.delivery.publish(data, { topic: "t", QoS: 1 }));
			PlainMQTTClient.last.accept();
			before.clock.advance(1000);
			const between = directory.restarted();
			between.power = power;
			const life = start(between, 1);
			equal(life.delivery.publish("c", { topic: "t", QoS: 1 }), first);
			// Taken back at once: that must not take the other one back.
			equal(life.delivery.publish("d", { topic: "t", QoS: 1 }), second);
			life.delivery.cancel(second as number);
			life.clock.advance(1000);
			const e = life.delivery.publish("e", { topic: "t", QoS: 1 });
			ok(e > (second as number), `${e}`);
			life.clock.advance(1000);
			const isKept = (ticket: number | undefined) => life.log.includes(`kept ${ticket}`);
			const after = start(between.restarted(), 1);
			PlainMQTTClient.last.accept();
			after.clock.advance(1000);
			const wanted = ["a again", "b again", ...(isKept(first) ? ["c"] : []), ...(isKept(e) ? ["e"] : [])];
			const got = sent();
			for (const it of wanted) ok(got.includes(it), `power for ${power}: ${got.join()} without ${it}`);
			if (power > 250) equal(got.length, 4, got.join());
		}
	});

	it("tells the truth of every message, whenever the host is reset", () => {
		/** Every 5 ms of a life is its last once. */
		for (let last = 0; last < 600; last += 5) {
			if (!isTried(last / 5)) continue;
			const directory = new FailingDirectory();
			const told = new Map<number, string[]>();
			const kept = new Set<number>();
			const seen: string[] = [];
			const names = new Map<number, string>();
			const run = (life: Life, seed: number, limit: number) => {
				const client = () => PlainMQTTClient.last;
				let isUp = false;
				for (let time = 0; time < limit; time++) {
					if (time === 100) {
						client().accept();
						isUp = true;
					}
					if (time % 40 === 0 && time < 400) {
						const QoS = (time / 40) % 3;
						const name = `${seed}.${time}.${QoS}`;
						names.set(life.delivery.publish(name, { topic: "t", QoS }), name);
					}
					life.clock.advance(1);
					if (!isUp) continue;
					// The broker has it at once, and its answer takes a while.
					for (const { data, QoS, id } of client().written()) {
						seen.push(data);
						const alarm = life.clock.alarm(() => {
							alarm.close();
							if (QoS !== 0) client().control(QoS === 1 ? PlainMQTTClient.PUBACK : PlainMQTTClient.PUBCOMP, { id });
						});
						alarm.set(30);
					}
				}
				for (const line of life.log.splice(0)) {
					const [first, second] = line.split(" ") as [string, string];
					if (first === "kept") kept.add(Number(second));
					else told.set(Number(first), [...(told.get(Number(first)) ?? []), second]);
				}
			};
			run(start(directory, 1), 1, last);
			run(start(directory.restarted(), 2), 2, 3000);
			for (const [ticket, name] of names) {
				const ends = told.get(ticket) ?? [];
				const times = seen.filter((it) => it === name).length;
				const text = `reset after ${last} ms: ${name} told ${ends.join()}, seen ${times} times`;
				ok(
					ends.length === 1 || (ends.length === 0 && !kept.has(ticket) && times === 0) || isCutShort(ends, ticket),
					text,
				);
				if (name.endsWith("2") || name.endsWith("0")) ok(times <= 1, text);
				if (ends[0] === "published") ok(times > 0, text);
				if (ends[0] === "failed") equal(times, 0, text);
			}
			/** Forgotten, and the host was reset before it could be told: the one moment that nothing can cover. */
			function isCutShort(ends: string[], ticket: number): boolean {
				return ends.length === 0 && (kept.has(ticket) || last > 0);
			}
		}
	});
});
