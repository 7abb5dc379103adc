import { fromBytes } from "../../../../tools/sim/bytes.js";
import { deepEqual, equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";
import { obliging } from "../scripted-network.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const PROMPT = "\r\n> ";
const ALL_BYTES = fromBytes(Uint8Array.from({ length: 256 }, (_, at) => at));

describe("AT+QMTSUB and AT+QMTUNS", () => {
	it("tells what was granted, topic by topic", () => {
		const rig = new Rig().connect();
		rig.network.onPacket = (packet, peer) => {
			if (packet.cmd === "subscribe") {
				peer.send({ cmd: "suback", messageId: packet.messageId ?? 0, granted: [1, 128, 0] });
			}
		};
		equal(rig.ask('AT+QMTSUB=0,7,"a/#",2,"b",1,"+/c",0'), `${OK}\r\n+QMTSUB: 0,7,0,1,128,0\r\n`);
		const [packet] = rig.network.peer.got("subscribe");
		ok(packet?.cmd === "subscribe");
		equal(packet.messageId, 7);
		equal(packet.subscriptions.map(({ topic, qos }) => `${topic} ${qos}`).join(), "a/# 2,b 1,+/c 0");
	});

	it("unsubscribes", () => {
		const rig = new Rig().connect();
		equal(rig.ask('AT+QMTUNS=0,65535,"a/#","b"'), `${OK}\r\n+QMTUNS: 0,65535,0\r\n`);
		const [packet] = rig.network.peer.got("unsubscribe");
		ok(packet?.cmd === "unsubscribe");
		equal(packet.unsubscriptions.join(), "a/#,b");
	});

	it("takes topics in UTF-8", () => {
		const rig = new Rig().connect();
		equal(rig.ask('AT+QMTSUB=0,1,"\xc3\xa9",0'), `${OK}\r\n+QMTSUB: 0,1,0,0\r\n`);
		const [packet] = rig.network.peer.got("subscribe");
		ok(packet?.cmd === "subscribe");
		equal(packet.subscriptions[0]?.topic, "é");
	});

	for (const typed of [
		'SUB=0,0,"a",0',
		'SUB=0,65536,"a",0',
		'SUB=0,1,"a"',
		'SUB=0,1,"a",3',
		'SUB=0,1,"",0',
		'SUB=0,1,"a",0,"b"',
		'SUB=0,1,"\xff",0',
		`SUB=0,1,"${"x".repeat(257)}",0`,
		'SUB=1,1,"a",0',
		'UNS=0,0,"a"',
		"UNS=0,1",
		'UNS=0,1,""',
		'UNS=1,1,"a"',
	]) {
		it(`refuses AT+QMT${typed.slice(0, 30)}`, () => {
			equal(new Rig().connect().ask(`AT+QMT${typed}`), ERROR);
		});
	}

	it("sends again every pkt_timeout, tells so if asked to, and fails in the end", () => {
		const rig = new Rig().connect('AT+QMTCFG="timeout",0,4,2,1');
		rig.network.onPacket = () => {};
		equal(rig.ask('AT+QMTSUB=0,9,"a",0', 3990), OK);
		equal(rig.run(20).take(), "\r\n+QMTSUB: 0,9,1,1\r\n");
		equal(rig.run(4000).take(), "\r\n+QMTSUB: 0,9,1,2\r\n");
		equal(rig.run(4000).take(), "\r\n+QMTSUB: 0,9,2\r\n");
		equal(rig.network.peer.got("subscribe").length, 3);
		equal(rig.run(60_000).take(), "");
	});
});

describe("AT+QMTPUBEX", () => {
	for (const qos of [0, 1, 2]) {
		it(`publishes all 256 byte values at QoS ${qos}`, () => {
			const rig = new Rig().connect();
			const identifier = qos === 0 ? 0 : 42;
			equal(rig.publish(identifier, qos, ALL_BYTES), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,${identifier},0\r\n`);
			const [packet] = rig.network.peer.got("publish");
			ok(packet?.cmd === "publish");
			equal(fromBytes(packet.payload as Buffer), ALL_BYTES);
			equal(packet.qos, qos);
			equal(packet.topic, "t");
			equal(packet.dup, false);
			equal(packet.retain, false);
			equal(rig.network.peer.got("pubrel").length, qos === 2 ? 1 : 0);
		});
	}

	it("echoes the payload, as far as it was announced, while the echo is on", () => {
		const rig = new Rig().connect();
		rig.ask("ATE1");
		equal(rig.ask('AT+QMTPUBEX=0,0,0,1,"t",3'), `AT+QMTPUBEX=0,0,0,1,"t",3\r${PROMPT}`);
		equal(rig.type("abcdef").run().take(), `abc${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
		const [packet] = rig.network.peer.got("publish");
		ok(packet?.cmd === "publish" && packet.retain);
	});

	it("swallows what comes with the payload and is too much", () => {
		const rig = new Rig().connect();
		rig.ask('AT+QMTPUBEX=0,0,0,0,"t",3');
		equal(rig.type("abcAT\r\x1a\r\n").run().take(), `${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
		equal(rig.ask("AT"), OK);
		equal(rig.module.counters.surplus, 6);
	});

	it("swallows it also when it arrives byte by byte on a slow wire", () => {
		const rig = new Rig({ pacing: true, baud: 9600 }).boot();
		for (const line of ["ATE0", 'AT+QMTOPEN=0,"broker",1883', 'AT+QMTCONN=0,"me"', 'AT+QMTPUBEX=0,0,0,0,"t",3']) {
			rig.ask(line, 200);
		}
		equal(
			rig
				.type(`abc${"AT\r".repeat(100)}`)
				.run(1000)
				.take(),
			`${OK}\r\n+QMTPUBEX: 0,0,0\r\n`,
		);
		equal(rig.ask("AT", 50), OK);
	});

	it("waits for the payload as long as it takes, in any cut, while messages come in", () => {
		const rig = new Rig().connect();
		rig.ask('AT+QMTPUBEX=0,0,0,0,"t",6');
		equal(rig.ask("AT", 100_000), "");
		rig.network.peer.send({ cmd: "publish", topic: "x", payload: "y", qos: 0, dup: false, retain: false });
		equal(rig.run().take(), '\r\n+QMTRECV: 0,0,"x","y"\r\n');
		equal(rig.ask("A/", 1), `${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
		const [packet] = rig.network.peer.got("publish");
		ok(packet?.cmd === "publish");
		equal(String(packet.payload), "AT\rA/\r");
	});

	it("gives a payload up that does not come, if edit/timeout says so", () => {
		const rig = new Rig({ profile: "ec600s" }).connect('AT+QMTCFG="edit/timeout",0,1,10', 'AT+QMTCFG="keepalive",0,0');
		rig.ask('AT+QMTPUBEX=0,1,1,0,"t",5');
		equal(rig.type("ab").run(9999).take(), "");
		equal(rig.type("cd").run(9999).take(), "");
		equal(rig.run(2).take(), ERROR);
		equal(rig.ask("AT"), OK);
		equal(rig.publish(1, 1), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,1,0\r\n`);
		rig.ask("AT+QMTDISC=0");
		rig.ask('AT+QMTCFG="willex",0,1,0,0,"t",5');
		equal(rig.run(10_001).take(), ERROR);
		equal(rig.ask('AT+QMTCFG="willex",0'), `\r\n+QMTCFG: "willex",0\r\n${OK}`);
	});

	for (const typed of [
		'0,0,1,0,"t",3',
		'0,0,2,0,"t",3',
		'0,65536,1,0,"t",3',
		'0,1,3,0,"t",3',
		'0,1,1,2,"t",3',
		'0,1,1,0,"",3',
		'0,1,1,0,"t",0',
		'0,1,1,0,"t",1501',
		'0,1,1,0,"a/#",3',
		'0,1,1,0,"+",3',
		'0,1,1,0,"t"',
		'0,1,1,0,"t",3,4',
		'1,1,1,0,"t",3',
		'6,1,1,0,"t",3',
		"0,1,1,0,t,3",
	]) {
		it(`refuses ${typed} without a prompt`, () => {
			equal(new Rig().connect().ask(`AT+QMTPUBEX=${typed}`), ERROR);
		});
	}

	it("takes 1500 bytes, and an identifier at QoS 0", () => {
		const rig = new Rig().connect();
		equal(rig.publish(7, 0, "x".repeat(1500)), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,7,0\r\n`);
	});

	it("has a window of five messages that are not acknowledged", () => {
		const rig = new Rig().connect();
		rig.network.onPacket = () => {};
		for (const identifier of [1, 2, 3, 4, 5]) {
			equal(rig.publish(identifier, 1), `${PROMPT}${OK}`);
		}
		equal(rig.ask('AT+QMTPUBEX=0,6,1,0,"t",3'), ERROR);
		equal(rig.ask('AT+QMTPUBEX=0,0,0,0,"t",3'), ERROR);
		rig.network.peer.send({ cmd: "puback", messageId: 3 });
		equal(rig.run().take(), "\r\n+QMTPUBEX: 0,3,0\r\n");
		equal(rig.publish(6, 1), `${PROMPT}${OK}`);
		equal(rig.ask('AT+QMTPUBEX=0,7,1,0,"t",3'), ERROR);
	});

	it("sends again with DUP every pkt_timeout, and fails after retry_times", () => {
		const rig = new Rig().connect('AT+QMTCFG="timeout",0,5,3,1');
		rig.network.onPacket = () => {};
		const start = rig.clock.time;
		rig.publish(11, 1);
		rig.run(30_000);
		equal(
			rig.take(),
			"\r\n+QMTPUBEX: 0,11,1,1\r\n\r\n+QMTPUBEX: 0,11,1,2\r\n\r\n+QMTPUBEX: 0,11,1,3\r\n\r\n+QMTPUBEX: 0,11,2\r\n",
		);
		const sent = rig.network.peer.got("publish").map((packet) => packet.cmd === "publish" && packet.dup);
		deepEqual(sent, [false, true, true, true]);
		const times = rig.network.peer.times("publish");
		deepEqual(
			times.map((time) => time - times[0]!),
			[0, 5000, 10_000, 15_000],
		);
		const failed = rig.pieces.at(-1)!;
		ok(failed.text.endsWith("0,11,2\r\n"));
		ok(failed.time - start >= 20_000 && failed.time - start < 20_010, `${failed.time - start}`);
	});

	it("does not tell of retransmissions unless asked to, and is content with a late PUBACK", () => {
		const rig = new Rig().connect();
		rig.network.onPacket = () => {};
		rig.publish(11, 1);
		equal(rig.run(16_000).take(), "");
		rig.network.peer.send({ cmd: "puback", messageId: 11 });
		equal(rig.run().take(), "\r\n+QMTPUBEX: 0,11,0\r\n");
		equal(rig.run(60_000).take(), "");
	});

	it("sends PUBREL again, not PUBLISH, once PUBREC has come", () => {
		const rig = new Rig().connect();
		rig.network.onPacket = (packet, peer) => {
			if (packet.cmd === "publish") {
				peer.send({ cmd: "pubrec", messageId: packet.messageId ?? 0 });
			}
		};
		rig.publish(12, 2);
		rig.run(5010);
		equal(rig.network.peer.got("publish").length, 1);
		equal(rig.network.peer.got("pubrel").length, 2);
		rig.network.peer.send({ cmd: "pubcomp", messageId: 12 });
		equal(rig.run().take(), "\r\n+QMTPUBEX: 0,12,0\r\n");
	});

	it("gives the connection up after three failures one after the other", () => {
		const rig = new Rig().connect('AT+QMTCFG="timeout",0,1,0,0', 'AT+QMTCFG="keepalive",0,0');
		rig.network.onPacket = () => {};
		for (const identifier of [1, 2, 3]) {
			rig.publish(identifier, 1);
		}
		equal(
			rig.run(1100).take(),
			"\r\n+QMTPUBEX: 0,1,2\r\n\r\n+QMTPUBEX: 0,2,2\r\n\r\n+QMTPUBEX: 0,3,2\r\n\r\n+QMTSTAT: 0,6\r\n",
		);
	});

	it("tells the truth about all messages when the broker closes", () => {
		const rig = new Rig().connect();
		rig.network.onPacket = () => {};
		rig.publish(1, 1);
		rig.publish(2, 2);
		rig.network.peer.close();
		equal(rig.run().take(), "\r\n+QMTPUBEX: 0,1,2\r\n\r\n+QMTPUBEX: 0,2,2\r\n\r\n+QMTSTAT: 0,1\r\n");
	});

	it("refuses the payload when the connection was lost while it was typed", () => {
		const rig = new Rig().connect();
		rig.ask('AT+QMTPUBEX=0,1,1,0,"t",3');
		rig.network.peer.close();
		equal(rig.run().take(), "\r\n+QMTSTAT: 0,1\r\n");
		equal(rig.type("abc").run().take(), ERROR);
		equal(rig.ask("AT"), OK);
	});

	it("loses everything when the supply fails in the middle of a payload", () => {
		const rig = new Rig({ autoPower: true }).connect();
		rig.ask('AT+QMTPUBEX=0,1,1,0,"t",10');
		rig.type("abcde").run();
		rig.module.powerCut(3000);
		equal(rig.type("fghij").run(2999).take(), "");
		ok(rig.run(100).take().startsWith("\r\nRDY\r\n"));
		equal(rig.ask("AT"), `AT\r${OK}`);
		equal(rig.network.peer.got("publish").length, 0);
		equal(rig.network.peer.ended, "aborted");
	});
});

describe("received messages", () => {
	const message = { cmd: "publish", topic: "a/b", payload: 'say "hi", \r\nOK\r\n', dup: false, retain: false } as const;
	const urc = (identifier: number, length = "") =>
		`\r\n+QMTRECV: 0,${identifier},"a/b",${length}"say "hi", \r\nOK\r\n"\r\n`;

	it("come whole in the URC, raw, with identifier 0 at QoS 0", () => {
		const rig = new Rig().connect();
		rig.network.peer.send({ ...message, qos: 0 });
		equal(rig.run().take(), urc(0));
	});

	it("come with their length if recv/mode says so", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,0,1');
		rig.network.peer.send({ ...message, qos: 1, messageId: 77 });
		equal(rig.run().take(), urc(77, "16,"));
		equal(rig.network.peer.got("puback")[0]?.messageId, 77);
	});

	it("come once at QoS 2, however often the broker sends them", () => {
		const rig = new Rig().connect();
		const { peer } = rig.network;
		peer.send({ ...message, qos: 2, messageId: 5 });
		peer.send({ ...message, qos: 2, messageId: 5, dup: true });
		equal(rig.run().take(), urc(5));
		equal(peer.got("pubrec").length, 2);
		peer.send({ cmd: "pubrel", messageId: 5 });
		peer.send({ ...message, qos: 2, messageId: 5 });
		equal(rig.run().take(), urc(5));
		equal(peer.got("pubcomp").length, 1);
	});

	it("come with all 256 byte values", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,0,1');
		rig.network.peer.send({ ...message, qos: 0, payload: Buffer.from(ALL_BYTES, "latin1") });
		equal(rig.run().take(), `\r\n+QMTRECV: 0,0,"a/b",256,"${ALL_BYTES}"\r\n`);
	});

	it("wait in their places if recv/mode says so, and are fetched one by one", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,1,1');
		const { peer } = rig.network;
		for (const payload of ["one", "two", "three"]) {
			peer.send({ ...message, qos: 0, payload });
		}
		equal(rig.run().take(), "\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,2\r\n");
		equal(rig.ask("AT+QMTRECV?"), `\r\n+QMTRECV: 0,1,1,1,0,0\r\n${OK}`);
		equal(rig.ask("AT+QMTRECV=0,1"), `\r\n+QMTRECV: 0,0,"a/b",3,"two"\r\n${OK}`);
		equal(rig.ask("AT+QMTRECV=0,1"), OK);
		peer.send({ ...message, qos: 0, payload: "four" });
		equal(rig.run().take(), "\r\n+QMTRECV: 0,1\r\n");
		equal(
			rig.ask("AT+QMTRECV=0"),
			`\r\n+QMTRECV: 0,0,"a/b",3,"one"\r\n+QMTRECV: 0,0,"a/b",4,"four"\r\n+QMTRECV: 0,0,"a/b",5,"three"\r\n${OK}`,
		);
		equal(rig.ask("AT+QMTRECV?"), `\r\n+QMTRECV: 0,0,0,0,0,0\r\n${OK}`);
	});

	it("are fetched without their length in mode 1,0", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,1,0');
		rig.network.peer.send({ ...message, qos: 0 });
		rig.run().take();
		equal(rig.ask("AT+QMTRECV=0,0"), `${urc(0)}${OK}`);
	});

	it("are lost, and counted, beyond the fifth", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,1,1');
		for (let at = 0; at < 7; at++) {
			rig.network.peer.send({ ...message, qos: 1, messageId: at + 1 });
		}
		rig.run().take();
		equal(rig.ask("AT+QMTRECV?"), `\r\n+QMTRECV: 0,1,1,1,1,1\r\n${OK}`);
		equal(rig.module.counters.messagesLost, 2);
		equal(rig.network.peer.got("puback").length, 7);
	});

	it("are gone with their connection", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,1,1');
		rig.network.peer.send({ ...message, qos: 0 });
		rig.run();
		rig.ask("AT+QMTDISC=0");
		equal(rig.ask("AT+QMTRECV=0"), ERROR);
		equal(rig.ask("AT+QMTRECV?"), OK);
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		rig.ask('AT+QMTCONN=0,"me"');
		equal(rig.ask("AT+QMTRECV?"), `\r\n+QMTRECV: 0,0,0,0,0,0\r\n${OK}`);
	});

	it("cannot be fetched from a place or client that does not exist", () => {
		const rig = new Rig().connect();
		equal(rig.ask("AT+QMTRECV=0,5"), ERROR);
		equal(rig.ask("AT+QMTRECV=1"), ERROR);
		equal(rig.ask("AT+QMTRECV=6"), ERROR);
		equal(rig.ask("AT+QMTRECV=?"), OK);
	});
});

describe("six clients at once", () => {
	it("keep their messages apart", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		for (let index = 0; index < 6; index++) {
			rig.ask(`AT+QMTOPEN=${index},"broker",1883`);
			equal(rig.ask(`AT+QMTCONN=${index},"me${index}"`), `${OK}\r\n+QMTCONN: ${index},0,0\r\n`);
		}
		rig.network.peers.forEach((peer, index) => {
			peer.send({ cmd: "publish", topic: "t", payload: `${index}`, qos: 0, dup: false, retain: false });
		});
		equal(rig.run().take(), [0, 1, 2, 3, 4, 5].map((index) => `\r\n+QMTRECV: ${index},0,"t","${index}"\r\n`).join(""));
		rig.network.peers[3]?.close();
		equal(rig.run().take(), "\r\n+QMTSTAT: 3,1\r\n");
		equal(rig.ask("AT+QMTRECV?").split("+QMTRECV").length, 6);
	});
});

describe("the times of a real module", () => {
	it("are those that were measured", () => {
		const rig = new Rig({ latency: "real", pacing: true });
		rig.network.onPacket = obliging;
		rig.module.powerOn();
		rig.run(20_000);
		rig.ask("ATE0", 50);
		rig.ask("AT+QIACT=1", 1000);
		/** Types, and tells for each piece of the answer how long it took from the one before. */
		const measure = (line: string): number[] => {
			const count = rig.pieces.length;
			let last = rig.clock.time;
			rig.type(line).run(1000);
			return rig.pieces.slice(count).map(({ time }) => {
				const took = time - last;
				last = time;
				return took;
			});
		};
		const within = (value: number | undefined, least: number, most: number) =>
			ok(value !== undefined && value >= least && value <= most, `${value} should be ${least} to ${most}`);
		within(measure("AT\r")[0], 7, 12);
		within(measure('AT+QMTOPEN=0,"broker",1883\r')[1], 170, 300);
		within(measure('AT+QMTCONN=0,"me"\r')[1], 250, 350);
		within(measure('AT+QMTSUB=0,1,"t",0\r')[1], 150, 200);
		within(measure('AT+QMTPUBEX=0,0,0,0,"t",5\r')[0], 8, 15);
		const [taken, sent] = measure("hello");
		within(taken, 90, 115);
		within(sent, 3, 7);
	});
});
