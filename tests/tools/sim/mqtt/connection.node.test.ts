import { equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";

function booted(options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
	const rig = new Rig(options).boot();
	rig.ask("ATE0");
	return rig;
}

describe("AT+QMTOPEN", () => {
	it("opens and says so", () => {
		equal(booted().ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
	});

	it("lists open clients only", () => {
		const rig = booted();
		equal(rig.ask("AT+QMTOPEN?"), OK);
		rig.ask('AT+QMTOPEN=3,"broker",1883');
		rig.ask('AT+QMTOPEN=5,"192.0.2.9",65535');
		rig.ask('AT+QMTOPEN=1,"nowhere",1883');
		equal(rig.ask("AT+QMTOPEN?"), `\r\n+QMTOPEN: 3,"broker",1883\r\n+QMTOPEN: 5,"192.0.2.9",65535\r\n${OK}`);
	});

	it("brings the PDP context up by itself", () => {
		const rig = booted();
		rig.ask('AT+QMTCFG="pdpcid",0,3');
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		ok(rig.ask("AT+QIACT?").includes("+QIACT: 3,1,1,"));
	});

	const results: readonly (readonly [why: string, typed: string, result: number])[] = [
		["the host is no host name", '0,"a b",1883', 1],
		["the host is empty", '0,"",1883', 1],
		["there is no such name", '0,"nowhere",1883', 4],
		["the server refuses", '0,"broker",1', 5],
	];
	for (const [why, typed, result] of results) {
		it(`tells ${result} when ${why}, and the client is free again`, () => {
			const rig = booted();
			equal(rig.ask(`AT+QMTOPEN=${typed}`), `${OK}\r\n+QMTOPEN: 0,${result}\r\n`);
			equal(rig.ask("AT+QMTCLOSE=0"), ERROR);
			equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
		});
	}

	it("tells 2 when the client is open already, and leaves it open", () => {
		const rig = booted();
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask('AT+QMTOPEN=0,"other",1883'), `${OK}\r\n+QMTOPEN: 0,2\r\n`);
		equal(rig.ask("AT+QMTOPEN?"), `\r\n+QMTOPEN: 0,"broker",1883\r\n${OK}`);
	});

	it("tells 3 when there is no network", () => {
		const rig = booted();
		rig.module.dropNetwork();
		rig.run().take();
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,3\r\n`);
	});

	it("tells -1 when nobody answers within 110 s", () => {
		const rig = booted();
		equal(rig.ask('AT+QMTOPEN=0,"broker",2', 109_999), OK);
		equal(rig.run(1).take(), "\r\n+QMTOPEN: 0,-1\r\n");
		equal(rig.network.peer.ended, "aborted");
	});

	for (const typed of [
		'6,"broker",1883',
		'0,"broker",0',
		'0,"broker",65536',
		'0,"broker"',
		"0,broker,1883",
		`0,"${"x".repeat(101)}",1883`,
	]) {
		it(`refuses ${typed.slice(0, 30)}`, () => {
			equal(booted().ask(`AT+QMTOPEN=${typed}`), ERROR);
		});
	}

	it("tells +QMTSTAT: 0,1 when the broker does not wait for CONNECT", () => {
		const rig = booted();
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		rig.network.peer.close();
		equal(rig.run().take(), "\r\n+QMTSTAT: 0,1\r\n");
		equal(rig.ask('AT+QMTCONN=0,"me"'), ERROR);
	});
});

describe("AT+QMTCONN", () => {
	it("connects with what AT+QMTCFG says by default", () => {
		const rig = booted();
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask('AT+QMTCONN=0,"me"'), `${OK}\r\n+QMTCONN: 0,0,0\r\n`);
		const [packet] = rig.network.peer.got("connect");
		ok(packet?.cmd === "connect");
		equal(packet.clientId, "me");
		equal(packet.clean, true);
		equal(packet.keepalive, 120);
		equal(packet.protocolVersion, 4);
		equal(packet.username, undefined);
		equal(packet.will, undefined);
	});

	it("connects with everything that can be set", () => {
		const rig = booted();
		for (const option of ['"version",0,3', '"keepalive",0,77', '"session",0,0', '"will",0,1,1,1,"gone","I am gone"']) {
			equal(rig.ask(`AT+QMTCFG=${option}`), OK);
		}
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask('AT+QMTCONN=0,"me","you","secret"'), `${OK}\r\n+QMTCONN: 0,0,0\r\n`);
		const [packet] = rig.network.peer.got("connect");
		ok(packet?.cmd === "connect");
		equal(packet.protocolVersion, 3);
		equal(packet.protocolId, "MQIsdp");
		equal(packet.keepalive, 77);
		equal(packet.clean, false);
		equal(packet.username, "you");
		equal(String(packet.password), "secret");
		equal(packet.will?.topic, "gone");
		equal(String(packet.will?.payload), "I am gone");
		equal(packet.will?.qos, 1);
		equal(packet.will?.retain, true);
	});

	it("leaves a will of all kinds of bytes", () => {
		const rig = booted();
		rig.ask('AT+QMTCFG="willex",0,1,0,0,"gone",4');
		rig.type('"\r\n\0').run();
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		rig.ask('AT+QMTCONN=0,"me"');
		const [packet] = rig.network.peer.got("connect");
		ok(packet?.cmd === "connect");
		equal(String(packet.will?.payload), '"\r\n\0');
	});

	for (const code of [1, 2, 3, 4, 5]) {
		it(`tells that the broker refuses with ${code}, then +QMTSTAT: 0,4`, () => {
			const rig = booted();
			rig.network.onPacket = (_, peer) => peer.send({ cmd: "connack", returnCode: code, sessionPresent: false });
			rig.ask('AT+QMTOPEN=0,"broker",1883');
			equal(rig.ask('AT+QMTCONN=0,"me"'), `${OK}\r\n+QMTCONN: 0,0,${code}\r\n\r\n+QMTSTAT: 0,4\r\n`);
			equal(rig.ask("AT+QMTOPEN?"), OK);
		});
	}

	it("gives up after pkt_timeout when no CONNACK comes", () => {
		const rig = booted();
		rig.network.onPacket = () => {};
		rig.ask('AT+QMTCFG="timeout",0,7,3,1');
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask('AT+QMTCONN=0,"me"', 6999), OK);
		equal(rig.run(1).take(), "\r\n+QMTCONN: 0,2\r\n\r\n+QMTSTAT: 0,4\r\n");
		equal(rig.network.peer.got("connect").length, 1);
	});

	it("tells that the broker closes instead of answering", () => {
		const rig = booted();
		rig.network.onPacket = (_, peer) => peer.close();
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask('AT+QMTCONN=0,"me"'), `${OK}\r\n+QMTCONN: 0,2\r\n\r\n+QMTSTAT: 0,1\r\n`);
	});

	it("tells +QMTSTAT: 0,3 for a CONNECT that MQTT does not know", () => {
		const rig = booted();
		rig.ask('AT+QMTCFG="session",0,0');
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask('AT+QMTCONN=0,""'), `${OK}\r\n+QMTCONN: 0,2\r\n\r\n+QMTSTAT: 0,3\r\n`);
	});

	it("takes a client identifier without quotes", () => {
		const rig = booted();
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask("AT+QMTCONN=0,0"), `${OK}\r\n+QMTCONN: 0,0,0\r\n`);
	});

	it("is refused before AT+QMTOPEN, and twice", () => {
		const rig = booted();
		equal(rig.ask('AT+QMTCONN=0,"me"'), ERROR);
		rig.connect();
		equal(rig.ask('AT+QMTCONN=0,"me"'), ERROR);
	});

	for (const typed of ['0,"me","user"', "0", '6,"me"', '0,"me","user","pw","x"', '0,"\xff"']) {
		it(`refuses ${typed}`, () => {
			const rig = booted();
			rig.ask('AT+QMTOPEN=0,"broker",1883');
			equal(rig.ask(`AT+QMTCONN=${typed}`), ERROR);
		});
	}

	it("shows the state of each open client", () => {
		const rig = booted();
		rig.network.onPacket = () => {};
		equal(rig.ask("AT+QMTCONN?"), OK);
		rig.ask('AT+QMTOPEN=2,"broker",1883');
		equal(rig.ask("AT+QMTCONN?"), `\r\n+QMTCONN: 2,1\r\n${OK}`);
		rig.ask('AT+QMTCONN=2,"me"');
		equal(rig.ask("AT+QMTCONN?"), `\r\n+QMTCONN: 2,2\r\n${OK}`);
		rig.network.peer.send({ cmd: "connack", returnCode: 0, sessionPresent: false });
		rig.run().take();
		equal(rig.ask("AT+QMTCONN?"), `\r\n+QMTCONN: 2,3\r\n${OK}`);
	});
});

describe("AT+QMTDISC and AT+QMTCLOSE", () => {
	it("disconnects in good order: the connection is gone with it", () => {
		const rig = new Rig().connect();
		equal(rig.ask("AT+QMTDISC=0"), `${OK}\r\n+QMTDISC: 0,0\r\n`);
		equal(rig.network.peer.got("disconnect").length, 1);
		equal(rig.network.peer.ended, "closed");
		equal(rig.ask("AT+QMTCLOSE=0"), ERROR);
	});

	it("closes without DISCONNECT", () => {
		const rig = new Rig().connect();
		equal(rig.ask("AT+QMTCLOSE=0"), `${OK}\r\n+QMTCLOSE: 0,0\r\n`);
		equal(rig.network.peer.got("disconnect").length, 0);
		equal(rig.network.peer.ended, "closed");
		equal(rig.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
	});

	it("closes what is still opening", () => {
		const rig = booted();
		rig.ask('AT+QMTOPEN=0,"broker",2');
		equal(rig.ask("AT+QMTCLOSE=0"), `${OK}\r\n+QMTOPEN: 0,-1\r\n\r\n+QMTCLOSE: 0,0\r\n`);
		equal(rig.run(120_000).take(), "");
	});

	it("shows state 4 while it disconnects", () => {
		const rig = new Rig({ latency: "real" }).boot();
		for (const line of ["ATE0", 'AT+QMTOPEN=0,"broker",1883', 'AT+QMTCONN=0,"me"']) {
			rig.ask(line, 5000);
		}
		equal(rig.ask("AT+QMTDISC=0", 60), OK);
		equal(rig.ask("AT+QMTCONN?", 60), `\r\n+QMTCONN: 0,4\r\n${OK}`);
		equal(rig.run(2000).take(), "\r\n+QMTDISC: 0,0\r\n");
	});

	it("shows no state once it has disconnected, and is connected until its line is done", () => {
		const rig = new Rig({ latency: 100 }).boot();
		for (const line of ["ATE0", 'AT+QMTOPEN=0,"broker",1883', 'AT+QMTCONN=0,"me"']) {
			rig.ask(line, 2000);
		}
		rig.ask("AT+QMTDISC=0", 101);
		rig.type("AT+QMTCONN?\r");
		equal(rig.run(100).take(), `\r\n+QMTDISC: 0,0\r\n${OK}`);
		rig.ask('AT+QMTOPEN=0,"broker",1883', 2000);
		rig.ask('AT+QMTCONN=0,"me"', 2000);
		equal(rig.type("AT+QMTDISC=0;+QMTCONN?\r").run(100).take(), `\r\n+QMTCONN: 0,3\r\n${OK}`);
	});

	it("is refused for a client that is not there", () => {
		const rig = booted();
		equal(rig.ask("AT+QMTDISC=0"), ERROR);
		equal(rig.ask("AT+QMTCLOSE=0"), ERROR);
		equal(rig.ask("AT+QMTCLOSE=6"), ERROR);
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.ask("AT+QMTDISC=0"), ERROR);
	});
});

describe("a connection that ends by itself", () => {
	it("is +QMTSTAT: 0,1 when the broker closes or resets", () => {
		for (const end of ["close", "fail"] as const) {
			const rig = new Rig().connect();
			rig.network.peer[end]("reset");
			equal(rig.run().take(), "\r\n+QMTSTAT: 0,1\r\n");
			equal(rig.ask("AT+QMTCONN?"), OK);
		}
	});

	it("is +QMTSTAT: 0,7 when the PDP context goes down", () => {
		const rig = new Rig().connect();
		equal(rig.ask("AT+QIDEACT=1"), `${OK}\r\n+QMTSTAT: 0,7\r\n`);
	});

	it("is told with the PDP context when the network is lost", () => {
		const rig = new Rig().connect();
		rig.module.dropNetwork();
		equal(rig.run().take(), '\r\n+QIURC: "pdpdeact",1\r\n\r\n+QMTSTAT: 0,7\r\n');
	});

	it("is +QMTSTAT: 0,8 when what comes is not MQTT", () => {
		const rig = new Rig().connect();
		rig.network.peer.sendBytes(Uint8Array.of(0x3f, 0xff, 0xff, 0xff, 0xff, 0xff));
		equal(rig.run().take(), "\r\n+QMTSTAT: 0,8\r\n");
	});

	for (const [why, ...bytes] of [
		["ends inside its identifier", 0x50, 1, 0x6b],
		["has 0 for an identifier", 0x62, 2, 0, 0],
		["has none for a message at QoS 1", 0x32, 5, 0, 1, 0x74, 0, 0],
	] as const) {
		it(`is +QMTSTAT: 0,8 when a packet ${why}`, () => {
			const rig = new Rig().connect();
			const before = rig.network.peer.packets.length;
			rig.network.peer.sendBytes(Uint8Array.from(bytes as readonly number[]));
			equal(rig.run().take(), "\r\n+QMTSTAT: 0,8\r\n");
			equal(rig.network.peer.packets.length, before);
		});
	}
});

describe("keep-alive", () => {
	it("sends PINGREQ after that many seconds without a packet", () => {
		const rig = new Rig().connect('AT+QMTCFG="keepalive",0,10');
		const start = rig.clock.time;
		rig.run(7000);
		rig.publish(0, 0);
		rig.run(30_000);
		const [first, second, third] = rig.network.peer.times("pingreq").map((time) => time - start);
		ok(first! >= 17_000 && first! < 17_010, `${first}`);
		equal(second! - first!, 10_000);
		equal(third! - second!, 10_000);
		equal(rig.take(), "");
	});

	it("sends none with 0", () => {
		const rig = new Rig().connect('AT+QMTCFG="keepalive",0,0');
		rig.run(10_000_000);
		equal(rig.network.peer.got("pingreq").length, 0);
	});

	it("repeats PINGREQ every qmtping seconds, then tells +QMTPING and +QMTSTAT: 0,2", () => {
		const rig = new Rig().connect('AT+QMTCFG="keepalive",0,10', 'AT+QMTCFG="qmtping",0,6');
		rig.network.onPacket = () => {};
		rig.run(27_990);
		equal(rig.take(), "");
		rig.run(20);
		equal(rig.take(), "\r\n+QMTPING: 0,1\r\n\r\n+QMTSTAT: 0,2\r\n");
		const times = rig.network.peer.times("pingreq");
		equal(times.length, 3);
		equal(times[1]! - times[0]!, 6000);
		equal(rig.network.peer.ended, "aborted");
	});

	it("is content with a late PINGRESP", () => {
		const rig = new Rig().connect('AT+QMTCFG="keepalive",0,10');
		rig.network.onPacket = () => {};
		rig.run(22_000);
		rig.network.peer.send({ cmd: "pingresp" });
		rig.run(9000);
		equal(rig.take(), "");
		equal(rig.network.peer.got("pingreq").length, 3);
	});
});
