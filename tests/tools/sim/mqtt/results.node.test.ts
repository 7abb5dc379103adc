import { RESULT_FAULTS } from "../../../../tools/sim/faults/result-faults.js";
import { equal, throws } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";

function open(): Rig {
	const rig = new Rig().boot();
	rig.ask("ATE0");
	rig.ask('AT+QMTOPEN=0,"broker",1883');
	return rig;
}

describe("results that only a named fault brings about", () => {
	it("are known by name, and no other is", () => {
		const rig = new Rig();
		for (const name of Object.keys(RESULT_FAULTS)) {
			rig.module.faults.arm(name);
		}
		throws(() => rig.module.faults.arm("toString"), RangeError, "fault toString");
	});

	it("open-fails: +QMTOPEN: 0,-1, once", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.module.faults.arm("open-fails");
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,-1\r\n`);
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
	});

	it("close-fails: +QMTCLOSE: 0,-1, and the client stays as it is", () => {
		const rig = new Rig().connect();
		rig.module.faults.arm("close-fails", 2);
		equal(rig.ask("AT+QMTCLOSE=0"), `${OK}\r\n+QMTCLOSE: 0,-1\r\n`);
		equal(rig.ask("AT+QMTCLOSE=0"), `${OK}\r\n+QMTCLOSE: 0,-1\r\n`);
		equal(rig.ask("AT+QMTCONN?"), `\r\n+QMTCONN: 0,3\r\n${OK}`);
		equal(rig.ask("AT+QMTCLOSE=0"), `${OK}\r\n+QMTCLOSE: 0,0\r\n`);
	});

	it("disconnect-fails: +QMTDISC: 0,-1, and the client stays connected", () => {
		const rig = new Rig().connect();
		rig.module.faults.arm("disconnect-fails");
		equal(rig.ask("AT+QMTDISC=0"), `${OK}\r\n+QMTDISC: 0,-1\r\n`);
		equal(rig.network.peer.got("disconnect").length, 0);
		equal(rig.ask("AT+QMTDISC=0"), `${OK}\r\n+QMTDISC: 0,0\r\n`);
	});

	it("disconnect-status: +QMTSTAT: 0,5 behind +QMTDISC: 0,0", () => {
		const rig = new Rig().connect();
		rig.module.faults.arm("disconnect-status");
		equal(rig.ask("AT+QMTDISC=0"), `${OK}\r\n+QMTDISC: 0,0\r\n\r\n+QMTSTAT: 0,5\r\n`);
	});

	it("connect-repeated: CONNECT goes out pkt_timeout later, and +QMTCONN: 0,1,1 tells", () => {
		const rig = open();
		rig.module.faults.arm("connect-repeated");
		equal(rig.ask('AT+QMTCONN=0,"me"', 4999), OK);
		equal(rig.network.peer.got("connect").length, 0);
		equal(rig.run(2).take(), "\r\n+QMTCONN: 0,1,1\r\n\r\n+QMTCONN: 0,0,0\r\n");
		equal(rig.network.peer.got("connect").length, 1);
	});

	it("connect-not-sent: +QMTCONN: 0,2 and +QMTSTAT: 0,3", () => {
		const rig = open();
		rig.module.faults.arm("connect-not-sent");
		equal(rig.ask('AT+QMTCONN=0,"me"'), `${OK}\r\n+QMTCONN: 0,2\r\n\r\n+QMTSTAT: 0,3\r\n`);
	});
});

describe("commands for one client in one line", () => {
	it("open once, and say so of the second", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		const typed = '+QMTOPEN=0,"broker",1883';
		equal(rig.ask(`AT${typed};${typed}`), `${OK}\r\n+QMTOPEN: 0,2\r\n\r\n+QMTOPEN: 0,0\r\n`);
		equal(rig.network.peers.length, 1);
	});

	it("connect once, and say so of the second", () => {
		const rig = open();
		const typed = '+QMTCONN=0,"me"';
		equal(rig.ask(`AT${typed};${typed}`), `${OK}\r\n+QMTCONN: 0,2\r\n\r\n+QMTCONN: 0,0,0\r\n`);
		equal(rig.network.peer.got("connect").length, 1);
	});

	it("leave once, and say so of the second", () => {
		const rig = new Rig().connect();
		equal(rig.ask("AT+QMTDISC=0;+QMTDISC=0"), `${OK}\r\n+QMTDISC: 0,0\r\n\r\n+QMTDISC: 0,-1\r\n`);
		const other = open();
		equal(other.ask("AT+QMTCLOSE=0;+QMTCLOSE=0"), `${OK}\r\n+QMTCLOSE: 0,0\r\n\r\n+QMTCLOSE: 0,-1\r\n`);
	});
});
