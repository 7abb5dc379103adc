import { type Command, type CommandKind, Mark, Phase, Priority } from "../../modules/at/command.js";
import { CommandPool } from "../../modules/at/command-pool.js";
import { Scanner } from "../../modules/at/scanner.js";
import { lexicon } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { deepEqual, equal } from "../support/assert.js";
import { kindOf } from "../support/engine.js";
import { bytesOf } from "../support/tokens.js";

const owner = { compose() {}, onDone() {} };
const open = lexicon.identify("+QMTOPEN");
const ofKeys = (keys: number) => kindOf("", { result: open, keys });

/** The line that a text is. */
function lineOf(text: string) {
	const counters = new Counters();
	const ring = new Ring(256, counters);
	const scanner = new Scanner(ring, lexicon, counters, 100);
	ring.put(bytesOf(`${text}\r`));
	scanner.next();
	return scanner.line;
}

describe("CommandPool", () => {
	let pool: CommandPool;
	beforeEach(() => {
		pool = new CommandPool(8);
	});

	const queue = (kind: CommandKind, key1 = 0, key2 = 0) => pool.take(kind, owner, 0, key1, key2);
	/** One that is out, with a limit at the tick `deadline`. */
	const send = (kind: CommandKind, key1 = 0, key2 = 0, deadline = 0): Command => {
		const command = queue(kind, key1, key2);
		command.phase = Phase.sent;
		command.deadline = deadline;
		command.mark(Mark.out);
		return command;
	};

	it("takes a line for a result only if integers follow its keys, to its end", () => {
		for (const [keys, text, isResult] of [
			[0, "+QMTOPEN: 5", true],
			[0, "+QMTOPEN: x", false],
			[0, "+QMTOPEN", false],
			[1, "+QMTOPEN: 3,0", true],
			[1, "+QMTOPEN: 3,-1,7", true],
			[1, "+QMTOPEN: 3", false],
			[1, "+QMTOPEN: 3,", false],
			[1, '+QMTOPEN: 3,"0"', false],
			[1, "+QMTOPEN: 3,0,x", false],
			[1, "+QMTOPEN: 4,0", false],
			[2, "+QMTOPEN: 3,9,0", true],
			[2, "+QMTOPEN: 3,9", false],
			[2, "+QMTOPEN: 3,8,0", false],
			[1, "+QMTCLOSE: 3,0", false],
		] as const) {
			pool.clear();
			const command = send(ofKeys(keys), 3, 9);
			equal(pool.awaiting(lineOf(text)), isResult ? command : undefined, `${text}, ${keys} keys`);
		}
	});

	it("takes a line in a form of its own for a result, where the kind says so", () => {
		const command = send({ ...ofKeys(1), isResult: (line) => line.isQuoted(1) }, 3);
		equal(pool.awaiting(lineOf('+QMTOPEN: 3,"0"')), command);
		equal(pool.awaiting(lineOf("+QMTOPEN: 3,0")), undefined);
		equal(pool.awaiting(lineOf('+QMTOPEN: 4,"0"')), undefined);
	});

	it("takes no line for the result of a command that is not out, or has it already", () => {
		const line = lineOf("+QMTOPEN: 0,0");
		const queued = queue(ofKeys(1));
		equal(pool.awaiting(line), undefined);
		queued.phase = Phase.sent;
		equal(pool.awaiting(line), undefined);
		queued.mark(Mark.out);
		equal(pool.awaiting(line), queued);
		queued.mark(Mark.result);
		equal(pool.awaiting(line), undefined);
	});

	it("lets the more urgent go first, in whichever records they are", () => {
		const recovery = queue(kindOf("", { priority: Priority.recovery }));
		const normal = queue(kindOf(""));
		const low = queue(kindOf("", { priority: Priority.low }));
		for (const expected of [recovery, normal, low]) {
			equal(pool.next(Priority.low, true), expected);
			pool.release(expected);
		}
		equal(pool.next(Priority.low, true), undefined);
	});

	it("lets the older go first, in whichever records they are and also when the count of them wraps", () => {
		for (const newest of [0, 0x7ffffffd, 0x7ffffffe]) {
			pool.clear();
			pool.newest = newest;
			const first = queue(kindOf(""));
			const second = queue(kindOf(""));
			pool.release(first);
			const third = queue(kindOf(""));
			equal(third, first);
			equal(pool.next(Priority.low, true), second);
			equal(pool.oldest(pool.newest), second);
			equal(pool.oldest(second.sequence), second);
			equal(pool.oldest((second.sequence - 1) | 0), undefined);
		}
	});

	it("lets nothing below the gate go, also when the count of commands has wrapped", () => {
		for (const newest of [0, 0x7fffffff]) {
			pool.clear();
			pool.newest = newest;
			queue(kindOf("", { priority: Priority.low }));
			equal(pool.next(Priority.normal, true), undefined);
			equal(pool.next(Priority.recovery, true), undefined);
		}
	});

	it("keeps back what awaits a prompt while no payload may be sent", () => {
		const publish = queue(kindOf("", { prompt: true }));
		equal(pool.next(Priority.low, false), undefined);
		equal(pool.next(Priority.low, true), publish);
	});

	it("holds a command while another one of its name and keys is out, as far as there are keys", () => {
		for (const [keys, key1, key2, isHeld] of [
			[0, 8, 8, true],
			[1, 3, 8, true],
			[1, 8, 9, false],
			[2, 3, 9, true],
			[2, 3, 8, false],
			[2, 8, 9, false],
		] as const) {
			for (const phase of [Phase.sent, Phase.data, Phase.taken, Phase.result]) {
				pool.clear();
				const command = queue(ofKeys(keys), key1, key2);
				send(ofKeys(keys), 3, 9).phase = phase;
				equal(pool.next(Priority.low, true), isHeld ? undefined : command, `${keys} keys: ${key1}, ${key2}`);
			}
		}
	});

	it("does not hold a command by others without results, with other results, or not out yet", () => {
		const first = queue(kindOf(""));
		send(kindOf(""));
		equal(pool.next(Priority.low, true), first);
		pool.clear();
		const second = queue(ofKeys(1), 3);
		queue(ofKeys(1), 3);
		send(kindOf("", { result: open + 1, keys: 1 }), 3);
		equal(pool.next(Priority.low, true), second);
	});

	it("tells the soonest limit, and whose has passed", () => {
		equal(pool.soonest(0), -1);
		queue(kindOf("")).deadline = 1;
		equal(pool.soonest(0), -1);
		equal(pool.expired(5), undefined);
		const first = send(kindOf(""), 0, 0, 105);
		send(kindOf(""), 0, 0, 109);
		const third = send(kindOf(""), 0, 0, 103);
		send(kindOf(""), 0, 0, 107);
		equal(pool.soonest(100), 3);
		equal(pool.expired(102), undefined);
		equal(pool.expired(103), third);
		equal(pool.soonest(103), 0);
		equal(pool.soonest(108), 0);
		pool.release(third);
		equal(pool.expired(104), undefined);
		equal(pool.expired(105), first);
		equal(pool.soonest(106), 0);
	});

	it("has all its records free again when it is cleared", () => {
		const command = queue(kindOf(""));
		send(kindOf(""));
		pool.release(command);
		equal(pool.used, 1);
		pool.clear();
		equal(pool.used, 0);
		equal(pool.free, 6);
		equal(pool.oldest(pool.newest), undefined);
		equal(pool.expired(0), undefined);
	});

	it("keeps nothing of who had a record", () => {
		const command = queue(kindOf("", { prompt: true }));
		command.payload = Transmitter.store(10);
		pool.release(command);
		deepEqual([command.owner, command.payload], [undefined, undefined]);
	});

	it("gives back what nobody waits for any more, of an object that is gone", () => {
		const results = [open];
		const waiting = (key1: number, isAbandoned: boolean, kind = ofKeys(1)) => {
			const command = send(kind, key1);
			command.phase = Phase.result;
			if (isAbandoned) command.owner = undefined;
			return command;
		};
		const gone = waiting(3, true);
		const kept = [
			waiting(3, false),
			waiting(4, true),
			waiting(3, true, ofKeys(0)),
			waiting(3, true, kindOf("", { result: open + 1, keys: 1 })),
		];
		const sent = send(ofKeys(1), 3);
		sent.owner = undefined;
		equal(pool.used, 6);
		equal(pool.forgive(results, 5), false);
		equal(pool.forgive(results, 3), true);
		equal(gone.phase, Phase.free);
		for (const it of kept) equal(it.phase, Phase.result);
		equal(sent.phase, Phase.sent);
		equal(pool.used, 5);
		equal(pool.forgive(results, 3), false);
	});
});
