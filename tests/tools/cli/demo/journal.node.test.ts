import { inWords, Journal } from "../../../../tools/cli/demo/journal.js";
import { deepEqual, equal } from "../../../support/assert.js";

describe("inWords", () => {
	const cases: readonly (readonly [message: string, words: string])[] = [
		["+QMTOPEN mqtt 4", "+QMTOPEN 4: failed to parse domain name"],
		["+QMTCONN mqtt 4", "+QMTCONN 4: connection refused: bad user name or password"],
		["+QMTSTAT mqtt 1", "+QMTSTAT 1: connection closed or reset by the peer"],
		["+QMTPUBEX mqtt 2", "+QMTPUBEX 2: failed to send packet"],
		["+QMTOPEN CME 3", "+QMTOPEN 3: equipment error"],
		["+QMTSUB timeout 0", "+QMTSUB: no answer within the limit"],
		[" reset 0", "the module restarted or lost its supply"],
		["as asked", "as asked"],
	];
	for (const [message, words] of cases) it(`says ${words}`, () => equal(inWords(message), words));
});

describe("Journal", () => {
	it("counts each message once, and what was told of it before", () => {
		const journal = new Journal();
		journal.take("unknown 1 4 80 +QMTPUBEX reset 0");
		journal.take("failed 2 5 0 +QMTPUBEX reset 0");
		journal.take("published 1 4 200");
		journal.take("published 1 4 210");
		journal.take("published 2 5 220");
		journal.take("published 1 answer 90");
		deepEqual(journal.published, { 0: 0, 1: 1, 2: 1 });
		deepEqual([journal.unknown, journal.failed], [1, 1]);
		deepEqual([journal.wasUnknown(4), journal.wasUnknown(5)], [true, false]);
		deepEqual([journal.told.has(4), journal.told.has(5), journal.told.has(3)], [true, true, false]);
		equal(journal.times.longest, 220);
	});

	const shown: readonly (readonly [line: string, subject: string, text: string])[] = [
		["state sim", "modem", "looking for the SIM card"],
		["state unheard-of", "modem", "unheard-of"],
		["identity Quectel EC600S", "identity", "Quectel EC600S"],
		["connected 0", "connected", "to the broker"],
		["connected 5", "refused", "+QMTCONN 5: connection refused: not authorized"],
		["disconnected +QMTSTAT mqtt 1", "disconnected", "+QMTSTAT 1: connection closed or reset by the peer"],
		["broken  framing 0", "modem", "the wire is lost: the bytes on the wire were not what the manual says"],
		['command "valve 3"', "command", '"valve 3" taken'],
		["published 0 7 146 ", "published", "message 7    QoS 0    146 ms"],
		[
			"unknown 1 12 80 +QMTPUBEX reset 0",
			"unknown",
			"message 12   QoS 1     80 ms  +QMTPUBEX: the module restarted or lost its supply, to be sent again",
		],
		["something else", "firmware", "something else"],
	];
	for (const [line, subject, text] of shown) {
		it(`shows "${line}"`, () => {
			const entry = new Journal().take(line);
			deepEqual([entry?.subject, entry?.text], [subject, text]);
		});
	}

	it("shows nothing for an empty line", () => equal(new Journal().take(""), undefined));

	it("tells a broker that was never reached from a module that fell over", () => {
		const journal = new Journal();
		equal(journal.hasFailedToConnect, false);
		journal.take("disconnected  reset 0");
		equal(journal.hasFailedToConnect, false);
		journal.take("disconnected +QMTOPEN mqtt 5");
		equal(journal.hasFailedToConnect, true);
		journal.take("connected 0");
		journal.take("disconnected +QMTOPEN mqtt 5");
		equal(journal.hasFailedToConnect, false);
	});
});
