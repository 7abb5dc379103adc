import type { PublishDialect } from "../../../../tools/sim/profile.js";
import { equal, throws } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const PROMPT = "\r\n> ";

const connected = (publishDialect: PublishDialect) => new Rig({ publishDialect }).connect();

const payloads = (rig: Rig): string[] =>
	rig.network.peer.got("publish").map((packet) => (packet.cmd === "publish" ? String(packet.payload) : ""));

describe("AT+QMTPUB", () => {
	it("is not there unless asked for", () => {
		const rig = new Rig().connect();
		equal(rig.ask('AT+QMTPUB=0,0,0,0,"t",3'), ERROR);
		equal(rig.unsupported.join(), "+QMTPUB");
		throws(() => new Rig({ publishDialect: "other" as PublishDialect }), RangeError, "publish dialect other");
	});

	it("ends with Ctrl-Z in the dialect mark, whatever else comes", () => {
		const rig = connected("mark");
		equal(rig.ask('AT+QMTPUB=0,1,1,0,"t"'), PROMPT);
		equal(rig.type("hello\r\nAT\r").run(10_000).take(), "");
		equal(rig.type("!\x1aAT\r").run().take(), `${OK}\r\n+QMTPUB: 0,1,0\r\n`);
		equal(rig.ask("AT"), OK);
		equal(payloads(rig).join(), "hello\r\nAT\r!");
	});

	it("is given up with ESC in the dialect mark", () => {
		const rig = connected("mark");
		rig.ask('AT+QMTPUB=0,1,1,0,"t"');
		equal(rig.type("hello\x1b").run().take(), ERROR);
		equal(payloads(rig).length, 0);
	});

	it("takes 1500 bytes in the dialect mark, and counts those that it drops", () => {
		const rig = connected("mark");
		rig.ask('AT+QMTPUB=0,1,1,0,"t"');
		equal(
			rig
				.type(`${"x".repeat(1502)}\x1a`)
				.run()
				.take(),
			`${OK}\r\n+QMTPUB: 0,1,0\r\n`,
		);
		equal(payloads(rig)[0]?.length, 1500);
		equal(rig.module.counters.surplus, 2);
	});

	it("counts in the dialect length", () => {
		const rig = connected("length");
		equal(rig.ask('AT+QMTPUB=0,1,1,0,"t",3'), PROMPT);
		equal(rig.type("a\x1ab").run().take(), `${OK}\r\n+QMTPUB: 0,1,0\r\n`);
		equal(payloads(rig).join(), "a\x1ab");
		equal(rig.ask('AT+QMTPUB=0,1,1,0,"t","abc"'), ERROR);
	});

	it("has the payload in the line in the dialect inline", () => {
		const rig = connected("inline");
		equal(rig.ask('AT+QMTPUB=0,1,1,0,"t","a, b; c"'), `${OK}\r\n+QMTPUB: 0,1,0\r\n`);
		equal(payloads(rig).join(), "a, b; c");
		equal(rig.ask('AT+QMTPUB=0,1,1,0,"t",3'), ERROR);
		equal(rig.ask('AT+QMTPUB=0,1,1,0,"t",""'), ERROR);
	});

	it("is the result of AT+QMTPUBEX in the dialect pubex-inline, beside the form of the note", () => {
		const rig = connected("pubex-inline");
		equal(rig.ask('AT+QMTPUBEX=0,1,1,0,"t","abc"'), `${OK}\r\n+QMTPUB: 0,1,0\r\n`);
		equal(rig.publish(2, 1), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,2,0\r\n`);
		equal(payloads(rig).join(), "abc,hello");
	});
});
