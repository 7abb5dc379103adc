// How long an exchange takes beyond what the module takes, in virtual time: the engine waits for nothing else.

import { argument } from "host";
import { type Command, type CommandKind, type CommandOwner, Priority } from "../../../modules/at/command.js";
import { Scheduler } from "../../../modules/at/scheduler.js";
import type { Clock } from "../../../modules/clock.js";
import { general } from "../../../modules/modem/commands.js";
import { lexicon, probes, success } from "../../../modules/modem/names.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Ring } from "../../../modules/uart/ring.js";
import { Transmitter } from "../../../modules/uart/transmitter.js";

/** How long the module takes for an answer, ms. */
const LATENCY = 20;
const exchanges = Number(argument(0));

/** One alarm and a time that is moved by hand. */
let now = 0;
let due = Number.POSITIVE_INFINITY;
let goOff: () => void = () => {};
const clock: Clock = {
	now: () => now,
	alarm(callback) {
		goOff = callback;
		return {
			set(delay) {
				due = now + delay;
			},
			cancel() {
				due = Number.POSITIVE_INFINITY;
			},
			close() {},
		};
	},
};

function advance(): void {
	now++;
	if (now < due) return;
	due = Number.POSITIVE_INFINITY;
	goOff();
}

const counters = new Counters();
const ring = new Ring(2048, counters);
const transmitter = new Transmitter(1024, counters);
const scheduler = new Scheduler({
	clock,
	ring,
	transmitter,
	lexicon,
	counters,
	owner: { onProven() {}, onSilent() {}, onEcho() {} },
	success,
	probes,
	longestPayload: 2000,
	records: 12,
});
scheduler.gate = Priority.low;
scheduler.isEchoOff = true;

let isOut = false;
transmitter.attach({
	read: () => undefined,
	write(piece) {
		isOut = piece[piece.length - 1] === 13;
	},
	close() {},
});

let done = 0;
const owner: CommandOwner = {
	compose: (command: Command, writer) => writer.begin((command.kind as CommandKind).name),
	onDone() {
		done++;
	},
};
const answer = Uint8Array.from("\r\n+CSQ: 24,99\r\n\r\nOK\r\n", (it) => it.charCodeAt(0));

for (let count = 1; count <= exchanges; count++) {
	isOut = false;
	scheduler.submit(general.signal, owner);
	scheduler.start();
	while (!isOut) {
		transmitter.writable(64);
		if (!isOut) advance();
	}
	for (let left = LATENCY; left > 0; left--) advance();
	ring.put(answer);
	scheduler.onBytes();
	while (done < count) advance();
}
trace(
	`${JSON.stringify({ overheadMs: now / exchanges - LATENCY, late: counters.lateReplies, timeouts: counters.timeouts })}\n`,
);
