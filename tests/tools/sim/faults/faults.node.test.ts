import { parseFault } from "../../../../tools/sim/faults/fault.js";
import { equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const PROMPT = "\r\n> ";

const cause = (rig: Rig, text: string) => rig.module.faults.cause(parseFault(text));

/** Switched on, echo off. */
function booted(): Rig {
	const rig = new Rig().boot();
	rig.ask("ATE0");
	return rig;
}

describe("faults, as a host meets them", () => {
	it("lose: the module does not hear the host, or the host the module", () => {
		const rig = booted();
		cause(rig, "lose,direction=host,bytes=1");
		equal(rig.ask("AT"), "");
		equal(rig.ask("AT"), OK);
		cause(rig, "lose,bytes=3");
		equal(rig.ask("AT"), OK.slice(3));
	});

	it("urc: now, or in the middle of an answer", () => {
		const rig = booted();
		cause(rig, "urc,text=+CREG: 2");
		equal(rig.take(), "");
		equal(rig.run().take(), "\r\n+CREG: 2\r\n");
		cause(rig, "urc,text=+X,after=3");
		equal(rig.ask("AT"), "\r\nO\r\n+X\r\nK\r\n");
	});

	it("fake-message: in the URC, or stored; nothing for a client that is not there", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,0,1');
		cause(rig, "fake-message,topic=a/b,payload=\\r\\nOK\\r\\n");
		equal(rig.run().take(), '\r\n+QMTRECV: 0,0,"a/b",6,"\r\nOK\r\n"\r\n');
		cause(rig, "fake-message,client=1");
		equal(rig.run().take(), "");
	});

	it("fake-message: of tokens that are drawn", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,0,1');
		const seen = new Set<string>();
		for (let count = 0; count < 50; count++) {
			cause(rig, "fake-message");
			const match = /^\r\n\+QMTRECV: 0,0,"fake",(\d+),"([\s\S]*)"\r\n$/.exec(rig.run().take());
			equal(match?.[2]?.length, Number(match?.[1]));
			seen.add(match?.[2] ?? "");
		}
		ok(seen.size > 30 && [...seen].some((payload) => payload.includes("\r\nERROR\r\n")));
	});

	it("prompt-lost: the module waits for the data all the same", () => {
		const rig = new Rig().connect();
		cause(rig, "prompt-lost");
		equal(rig.ask('AT+QMTPUBEX=0,0,0,0,"t",5', 10_000), "");
		equal(rig.type("hello").run().take(), `${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
		equal(rig.publish(0, 0), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
	});

	it("late: the next answers only, and in turn", () => {
		const rig = booted();
		cause(rig, "late,ms=5000,times=2");
		equal(rig.type("AT\rAT+CSQ\rAT\r").run(4999).take(), "");
		equal(rig.run(1).take(), OK);
		equal(rig.run(4999).take(), "");
		equal(rig.run(2).take(), `\r\n+CSQ: 29,99\r\n${OK}${OK}`);
	});

	it("silence: until a reset, and everything is counted", () => {
		const rig = new Rig().connect();
		cause(rig, "silence");
		equal(rig.ask("AT", 600_000), "");
		equal(rig.module.counters.unheard, 3);
		rig.network.peer.close();
		equal(rig.run().take(), "");
		ok(rig.module.counters.unsaid > 0);
		rig.module.connector.setLine("RESET_N", 0);
		rig.run(500);
		rig.module.connector.setLine("RESET_N", 1);
		rig.run(20_000);
		ok(rig.take().startsWith("\r\nRDY\r\n"));
	});

	it("silence: for a while", () => {
		const rig = booted();
		cause(rig, "silence,ms=100");
		rig.run(50);
		cause(rig, "silence,ms=1000");
		equal(rig.ask("AT", 999), "");
		rig.run(1);
		equal(rig.ask("AT"), OK);
	});

	it("calm: whatever lasts or waits ends", () => {
		const rig = booted();
		for (const text of [
			...["late,ms=5000,times=9", "silence", "lose,rate=1", "delay,by=99", "prompt-lost,times=9", "no-dns,times=9"],
			...["slow-dns,ms=5000,times=9", "open-fails,times=9", "urc,text=+X,after=1", "cut", "urc-storm,rate=1"],
		]) {
			cause(rig, text);
		}
		cause(rig, "calm");
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
		rig.ask('AT+QMTCONN=0,"me"');
		equal(rig.publish(0, 0), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
	});

	it("reset: everything is lost", () => {
		const rig = new Rig().connect();
		cause(rig, "reset");
		rig.run(20_000);
		ok(rig.take().startsWith("\r\nRDY\r\n"));
		equal(rig.network.peer.ended, "aborted");
		equal(rig.ask("AT+QMTCONN?"), `AT+QMTCONN?\r${OK}`);
	});

	it("power-cut, drop-network and restore-network", () => {
		const rig = new Rig().connect();
		cause(rig, "drop-network");
		equal(rig.run().take(), '\r\n+QIURC: "pdpdeact",1\r\n\r\n+QMTSTAT: 0,7\r\n');
		equal(rig.ask("AT+CREG?", 100_000), `\r\n+CREG: 0,2\r\n${OK}`);
		cause(rig, "restore-network");
		rig.run(100);
		equal(rig.ask("AT+CREG?"), `\r\n+CREG: 0,1\r\n${OK}`);
		cause(rig, "power-cut,ms=50");
		equal(rig.module.state, "unsupplied");
		equal(rig.run(50).module.state, "off");
	});

	it("drop-pdp: one context, or all", () => {
		const rig = booted();
		for (const context of [1, 2, 3]) {
			rig.ask(`AT+QIACT=${context}`);
		}
		cause(rig, "drop-pdp,context=2");
		equal(rig.run().take(), '\r\n+QIURC: "pdpdeact",2\r\n');
		cause(rig, "drop-pdp");
		equal(rig.run().take(), '\r\n+QIURC: "pdpdeact",1\r\n\r\n+QIURC: "pdpdeact",3\r\n');
	});

	it("kick: both ends hear of it", () => {
		for (const [how, ended] of [
			["close", "closed"],
			["reset", "aborted"],
		] as const) {
			const rig = new Rig().connect();
			cause(rig, `kick,how=${how}`);
			equal(rig.run().take(), "\r\n+QMTSTAT: 0,1\r\n");
			equal(rig.network.peer.ended, ended);
		}
	});

	it("stall: nothing passes, and all of it afterwards", () => {
		const rig = new Rig().connect();
		cause(rig, "stall,ms=3000");
		equal(rig.publish(1, 1), `${PROMPT}${OK}`);
		rig.network.peer.send({ cmd: "publish", topic: "x", payload: "y", qos: 0, dup: false, retain: false });
		equal(rig.run(2900).take(), "");
		equal(rig.network.peer.got("publish").length, 0);
		ok(rig.run(200).take().includes('\r\n+QMTRECV: 0,0,"x","y"\r\n'));
		equal(rig.network.peer.got("publish").length, 1);
	});

	it("half-open: the client finds out by itself, the server does not", () => {
		const rig = new Rig().connect('AT+QMTCFG="keepalive",0,30');
		const { peer } = rig.network;
		cause(rig, "half-open");
		equal(rig.publish(1, 1), `${PROMPT}${OK}`);
		rig.run(61_000);
		ok(rig.take().endsWith("\r\n+QMTPING: 0,1\r\n\r\n+QMTSTAT: 0,2\r\n"));
		equal(peer.got("publish").length, 0);
		equal(peer.ended, undefined);
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
	});

	it("slow-dns and no-dns: for so many names", () => {
		const rig = booted();
		cause(rig, "slow-dns,ms=4000");
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883', 3999), OK);
		equal(rig.run(2).take(), "\r\n+QMTOPEN: 0,0\r\n");
		cause(rig, "no-dns");
		equal(rig.ask('AT+QMTOPEN=1,"broker",1883'), `${OK}\r\n+QMTOPEN: 1,4\r\n`);
		equal(rig.ask('AT+QMTOPEN=1,"broker",1883'), `${OK}\r\n+QMTOPEN: 1,0\r\n`);
	});

	it("pull-sim and insert-sim: the network goes and comes with the card", () => {
		const rig = new Rig().connect();
		cause(rig, "pull-sim");
		equal(rig.run().take(), '\r\n+CPIN: NOT READY\r\n\r\n+QIURC: "pdpdeact",1\r\n\r\n+QMTSTAT: 0,7\r\n');
		equal(rig.ask("AT+CPIN?"), "\r\n+CME ERROR: 10\r\n");
		equal(rig.ask("AT+CREG?", 100_000), `\r\n+CREG: 0,0\r\n${OK}`);
		cause(rig, "insert-sim");
		equal(rig.run(10_000).take(), "\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n");
		equal(rig.ask("AT+CREG?"), `\r\n+CREG: 0,1\r\n${OK}`);
	});

	it("are there from the start, and are the same for the same seed", () => {
		const run = (faultSeed: number) => {
			const rig = new Rig({ faults: ["lose,rate=0.02", "cut,rate=0.1", "urc-storm,rate=0.01"], faultSeed });
			rig.boot();
			for (let count = 0; count < 50; count++) {
				rig.ask("AT+CSQ", 500);
			}
			return rig.pieces.map(({ text, time }) => `${time} ${text}`).join("\n");
		};
		equal(run(3), run(3));
		ok(run(3) !== run(4));
	});
});
