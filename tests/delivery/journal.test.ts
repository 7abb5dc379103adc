import { checksum } from "../../modules/delivery/checksum.js";
import { Journal } from "../../modules/delivery/journal.js";
import { Message } from "../../modules/delivery/message.js";
import { addOf, HEAD } from "../../modules/delivery/record.js";
import { SlowJournal } from "../../modules/delivery/slow-journal.js";
import { Delivery } from "../../modules/delivery.js";
import type { FileInstance } from "../../modules/io.js";
import { SeededRandom } from "../../modules/random.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { isTried, shortened } from "../support/effort.js";
import { FailingDirectory, PowerFailure } from "../support/failing-directory.js";
import { PlainMQTTClient } from "../support/plain-mqtt-client.js";
import { SlowDirectory } from "../support/slow-directory.js";
import { bytesOf } from "../support/tokens.js";
import { VirtualClock } from "../support/virtual-clock.js";

function message(ticket: number, data = `payload ${ticket}`): Message {
	return new Message(ticket, `t/${ticket}/ä`, ticket % 3, ticket % 2 === 0, -ticket, bytesOf(data));
}

/** What a journal finds in a directory, and its next ticket. */
function found(directory: FailingDirectory, bytes = 1024): { tickets: string[]; next: number } {
	const tickets: string[] = [];
	const journal = new Journal({ directory, bytes });
	const next = journal.load(({ ticket, mayBeThere }) => tickets.push(`${ticket}${mayBeThere ? "!" : ""}`));
	return { tickets, next };
}

function opened(directory: FailingDirectory, bytes = 1024): Journal {
	const journal = new Journal({ directory, bytes });
	journal.load(() => {});
	return journal;
}

describe("checksum", () => {
	it("is CRC-32", () => {
		equal(checksum(bytesOf("123456789"), 0, 9) >>> 0, 0xcbf43926);
		equal(checksum(bytesOf("x123456789x"), 1, 10) >>> 0, 0xcbf43926);
		equal(checksum(bytesOf(""), 0, 0), 0);
	});
});

describe("Journal", () => {
	it("begins with nothing", () => {
		deepEqual(found(new FailingDirectory()), { tickets: [], next: 1 });
	});

	it("gives back every field of a message", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		const it = message(2, "\0\r\n\xff");
		journal.add(it);
		const messages: Message[] = [];
		new Journal({ directory: directory.restarted(), bytes: 1024 }).load((other) => messages.push(other));
		deepEqual(messages, [it]);
	});

	it("knows what was marked and removed, in the order of arrival, and never uses a ticket twice", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		for (const ticket of [1, 2, 3, 4]) journal.add(message(ticket));
		journal.mark(message(3));
		journal.remove(message(1));
		journal.remove(message(4));
		deepEqual(found(directory.restarted()), { tickets: ["2", "3!"], next: 5 });
		journal.remove(message(2));
		journal.remove(message(3));
		deepEqual(found(directory.restarted()), { tickets: [], next: 5 });
	});

	it("goes on for ever in files of limited size", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		for (let ticket = 1; ticket <= 500; ticket++) {
			journal.add(message(ticket));
			journal.mark(message(ticket));
			if (ticket > 3) journal.remove(message(ticket - 3));
			for (const path of ["outbox.0", "outbox.1"]) {
				const { size } = directory.openFile({ path, mode: "w+" }).status();
				if (size > 1024) throw new Error(`${path} has ${size} bytes`);
			}
		}
		deepEqual(found(directory.restarted()), { tickets: ["498!", "499!", "500!"], next: 501 });
	});

	it("says that it is full before anything is lost, and can still mark and remove everything", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		let last = 0;
		throws(
			() => {
				for (;;) {
					journal.add(message(last + 1));
					last++;
				}
			},
			Error,
			"storage full",
		);
		equal(found(directory.restarted()).tickets.length, last);
		for (let ticket = 1; ticket <= last; ticket++) journal.mark(message(ticket));
		equal(found(directory.restarted()).tickets.join(), Array.from({ length: last }, (_, at) => `${at + 1}!`).join());
		for (let ticket = 1; ticket <= last; ticket++) journal.remove(message(ticket));
		deepEqual(found(directory.restarted()), { tickets: [], next: last + 1 });
	});

	it("is right after a power failure at every byte", () => {
		const directory = new FailingDirectory();
		const state = new Map<number, string>();
		/** What is being done, and to what. */
		let atHand = 0;
		let before = "";
		const check = () => {
			const { tickets } = found(directory.restarted());
			const others = tickets.filter((it) => Number.parseInt(it, 10) !== atHand).join();
			const wanted = [...state.values()].filter((it) => Number.parseInt(it, 10) !== atHand).join();
			equal(others, wanted, `byte ${directory.spent}`);
			// What was being done may be done or not, but not half.
			const found1 = tickets.find((it) => Number.parseInt(it, 10) === atHand) ?? "";
			const done = before === "" ? `${atHand}` : before.endsWith("!") || atHand % 2 === 1 ? "" : `${atHand}!`;
			if (atHand > 0 && found1 !== before && found1 !== done) {
				throw new Error(`byte ${directory.spent}: ${atHand} was "${before}" and is "${found1}"`);
			}
		};
		directory.onSpent = () => {
			if (isTried(directory.spent)) check();
		};
		const step = (at: number, what: string | undefined, work: () => void) => {
			atHand = at;
			before = state.get(at) ?? "";
			work();
			if (what === undefined) state.delete(at);
			else state.set(at, what);
			atHand = 0;
			check();
		};
		const journal = opened(directory);
		for (let ticket = 1; ticket <= 25; ticket++) {
			step(ticket, `${ticket}`, () => journal.add(message(ticket)));
			if (ticket % 2 === 0) step(ticket, `${ticket}!`, () => journal.mark(message(ticket)));
			if (ticket > 2) step(ticket - 2, undefined, () => journal.remove(message(ticket - 2)));
		}
		equal(directory.spent > 1500, true);
	});

	it("goes on after a power failure", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		journal.add(message(1));
		directory.power = 5;
		throws(() => journal.add(message(2)), PowerFailure);
		const after = directory.restarted();
		const next = opened(after);
		next.add(message(2));
		next.add(message(3));
		deepEqual(found(after.restarted()), { tickets: ["1", "2", "3"], next: 4 });
	});

	it("is not harmed by a failure that is no power failure", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		journal.add(message(1));
		directory.power = 5;
		throws(() => journal.add(message(2)), PowerFailure);
		directory.power = Number.POSITIVE_INFINITY;
		journal.add(message(2));
		deepEqual(found(directory.restarted()), { tickets: ["1", "2"], next: 3 });
	});

	it("keeps nothing that it has refused, also where only the flush has failed", () => {
		const directory = new FailingDirectory();
		let isFull = false;
		const journal = new Journal({
			directory: {
				openFile: (options) => {
					const file = directory.openFile(options);
					return {
						...file,
						flush() {
							if (isFull) throw new Error("worn out");
						},
					};
				},
			},
			bytes: 1024,
		});
		journal.load(() => {});
		journal.add(message(1));
		isFull = true;
		throws(() => journal.add(message(2)), Error, "worn out");
		throws(() => journal.remove(message(1)), Error, "worn out");
		deepEqual(found(directory.restarted()), { tickets: ["1"], next: 2 });
		isFull = false;
		journal.mark(message(1));
		deepEqual(found(directory.restarted()), { tickets: ["1!"], next: 2 });
	});

	it("makes up nothing out of files that are damaged, and goes on with them", () => {
		const random = new SeededRandom(11);
		const whole = new FailingDirectory();
		const journal = opened(whole, 4096);
		const all = new Map<number, Message>();
		for (let ticket = 1; ticket < 12; ticket++) {
			const it = message(ticket, "x".repeat(random.next() % 60));
			all.set(ticket, it);
			journal.add(it);
			if (ticket % 3 === 0) journal.remove(it);
		}
		const rounds = shortened(400);
		for (let round = 0; round < rounds; round++) {
			const damaged = whole.restarted();
			const file = damaged.openFile({ path: `outbox.${random.next() % 2}` });
			const { size } = file.status();
			const kind = random.next() % 4;
			if (kind === 0) file.setSize(random.next() % (size + 1));
			else if (kind === 1) file.setSize(size + (random.next() % 100));
			for (let count = random.next() % 4; count >= 0; count--) {
				file.write(Uint8Array.of(random.next() & 255), random.next() % (size + 1));
			}
			const after = new Journal({ directory: damaged, bytes: 4096 });
			const next = after.load((it) => {
				const { topic, QoS, retain, priority, data } = all.get(it.ticket) as Message;
				deepEqual([it.topic, it.QoS, it.retain, it.priority], [topic, QoS, retain, priority]);
				deepEqual([...it.data], [...data]);
			});
			ok(next >= 1);
			after.add(message(next));
			ok(found(damaged.restarted(), 4096).tickets.includes(`${next}`), `round ${round}`);
		}
	});

	it("says how much could not be read, of half a record, behind a damaged one, or of a whole file", () => {
		const directory = new FailingDirectory();
		const journal = opened(directory);
		for (const ticket of [1, 2, 3]) journal.add(message(ticket));
		const unread = (
			change: (file: FileInstance, size: number) => void,
		): [slow: number, fast: number, tickets: string] => {
			const changed = directory.restarted();
			const files = [0, 1].map((at) => changed.openFile({ path: `outbox.${at}` }));
			const [file] = files.filter((it) => it.status().size > 0) as [FileInstance];
			change(file, file.status().size);
			const slow = new SlowJournal({ directory: new SlowDirectory(changed.restarted(), clock), bytes: 1024 });
			const nobody = { onLoaded() {}, onAdded() {}, onMarked() {}, onRemoved() {}, onStoreError() {} };
			slow.begin(nobody, clock);
			clock.advance(1000);
			const after = new Journal({ directory: changed, bytes: 1024 });
			const tickets: number[] = [];
			after.load(({ ticket }) => tickets.push(ticket));
			return [slow.unread, after.unread, tickets.join()];
		};
		const clock = new VirtualClock();
		const flip = (file: FileInstance, at: number) => {
			const byte = new Uint8Array(1);
			file.read(byte, at);
			file.write(Uint8Array.of((byte[0] as number) ^ 1), at);
		};
		const length = addOf(message(1)).length;
		deepEqual(unread(() => {}) as never, [0, 0, "1,2,3"]);
		deepEqual(unread((file, size) => file.setSize(size - 1)) as never, [length - 1, length - 1, "1,2"]);
		deepEqual(unread((file, size) => flip(file, size - 2 * length + HEAD)) as never, [2 * length, 2 * length, "1"]);
		let whole = 0;
		const [slow, fast, tickets] = unread((file, size) => {
			whole = size;
			flip(file, 0);
		});
		deepEqual([slow, fast, tickets] as never, [whole, whole, ""]);
	});

	it("tells it to a delivery", () => {
		const directory = new FailingDirectory();
		opened(directory).add(message(1));
		const damaged = directory.restarted();
		for (const at of [0, 1]) {
			const file = damaged.openFile({ path: `outbox.${at}` });
			const { size } = file.status();
			if (size > 0) file.setSize(size - 3);
		}
		const clock = new VirtualClock();
		const delivery = new Delivery({
			client: { io: PlainMQTTClient, host: "broker", clock, random: new SeededRandom(1) },
			outbox: { store: new Journal({ directory: damaged, bytes: 1024 }) },
		});
		equal(delivery.counters.storeUnread, addOf(message(1)).length - 3);
		equal(delivery.pending, 0);
		delivery.close();
	});

	it("refuses what is wrong", () => {
		throws(() => new Journal({ directory: {} as never }), TypeError, "directory");
		throws(() => new Journal({ directory: new FailingDirectory(), bytes: 10 }), RangeError, "bytes");
	});
});
