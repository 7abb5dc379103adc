import { CostCounter, costText, noCosts, sumOfCosts } from "../../../tools/hil/costs.js";
import { Quiet } from "../../../tools/hil/quiet.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("Costs, counted on the wire", () => {
	let counter: CostCounter;
	let quiet: Quiet;

	beforeEach(() => {
		counter = new CostCounter();
		quiet = new Quiet();
		quiet.onCommand = (line) => counter.sent(line);
		quiet.onPayload = (bytes) => counter.sentPayload(bytes);
		quiet.onLine = (line) => counter.received(line);
	});

	const pass = (sender: "host" | "module", text: string) => {
		const bytes = Buffer.from(text, "latin1");
		counter.pass(sender, bytes.length);
		quiet.pass(sender, bytes, 0);
	};
	const command = (line: string, answer = "\r\nOK\r\n") => {
		pass("host", `${line}\r`);
		pass("module", answer);
	};
	/** What is paid for, without what there is none of. */
	const paid = () => {
		const { bytesOut: _, bytesIn: __, ...rest } = counter.costs;
		return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== 0));
	};

	it("are sockets of every kind, and the handshakes of those with TLS", () => {
		command('AT+QIOPEN=1,0,"TCP","h",80,0,0');
		command('AT+QIOPEN=1,1,"TCP LISTENER","127.0.0.1",0,8080,0');
		pass("module", '\r\n+QIURC: "incoming",2,1,"192.0.2.1",4000\r\n');
		command('AT+QSSLOPEN=1,0,3,"h",443,0');
		command("AT+QSSLCFG=?");
		command("AT+QIOPEN=?");
		command("AT+QISTATE?");
		deepEqual(paid(), { sockets: 4, handshakes: 1 });
	});

	it("are connections to a broker, with a handshake where TLS is switched on for that client", () => {
		command('AT+QMTCFG="ssl",1,1,2');
		for (const client of [0, 1, 1]) command(`AT+QMTOPEN=${client},"h",8883`);
		command('AT+QMTCFG="ssl",1,0');
		command('AT+QMTOPEN=1,"h",8883');
		command('AT+QMTCFG="ssl",0,1,0');
		counter.restart();
		// It has forgotten its settings, and tells the restart that is known already.
		pass("module", "\r\nRDY\r\n");
		command('AT+QMTOPEN=0,"h",8883');
		deepEqual(paid(), { connections: 5, handshakes: 2, restarts: 1 });
	});

	it("are bytes of messages and sockets both ways, and none of files", () => {
		command('AT+QMTPUBEX=0,1,1,0,"t",10', "\r\n> ");
		pass("host", "AT\r\nRDY\r\n1");
		pass("module", "\r\nOK\r\n");
		command("AT+QISEND=0,3", "\r\n> ");
		pass("host", "abc");
		pass("module", "\r\nSEND OK\r\n");
		command('AT+QISEND=1,2,"192.0.2.1",53', "\r\n> ");
		pass("host", "ab");
		pass("module", "\r\nSEND OK\r\n");
		command("AT+QSSLSEND=0,4", "\r\n> ");
		pass("host", "abcd");
		pass("module", "\r\nSEND OK\r\n");
		command('AT+QFUPL="f",5,5', "\r\nCONNECT\r\n");
		pass("host", "abcde");
		pass("module", "\r\n+QFUPL: 5,0\r\n\r\nOK\r\n");
		command("AT+QIRD=0,1460", "\r\n+QIRD: 7\r\n1234567\r\n\r\nOK\r\n");
		command("AT+QIRD=1,1460", '\r\n+QIRD: 2,"192.0.2.1",53\r\n12\r\n\r\nOK\r\n');
		command("AT+QIRD=0,0", "\r\n+QIRD: 7,7,0\r\n\r\nOK\r\n");
		command("AT+QSSLRECV=0,1500", "\r\n+QSSLRECV: 1\r\n\n\r\n\r\nOK\r\n");
		pass("module", '\r\n+QMTRECV: 0,1,"t",6,"\r\nRDY\n"\r\n');
		deepEqual(paid(), { messages: 1, dataOut: 19, dataIn: 16 });
	});

	it("are restarts, asked for by whatever means, or not at all, each once", () => {
		command("AT+CFUN=1,1");
		pass("module", "\r\nRDY\r\n");
		command("AT+CFUN=0");
		counter.restart();
		pass("module", "\r\nRDY\r\n");
		pass("module", "\r\nRDY\r\n");
		command("AT+QPOWD=1");
		deepEqual(paid(), { restarts: 4 });
	});

	it("are what has passed since a moment, and add up", () => {
		command('AT+QIOPEN=1,0,"TCP","h",80,0,0');
		const before = counter.costs;
		command('AT+QIOPEN=1,1,"TCP","h",80,0,0');
		const since = counter.since(before);
		equal(since.sockets, 1);
		equal(since.bytesOut, 'AT+QIOPEN=1,1,"TCP","h",80,0,0\r'.length);
		equal(since.bytesIn, "\r\nOK\r\n".length);
		deepEqual(sumOfCosts([since, { ...noCosts, sockets: 2, dataIn: 5 }]), { ...noCosts, sockets: 3, dataIn: 5 });
	});

	it("are told in words, without what there is none of", () => {
		equal(costText(noCosts), "nothing");
		equal(costText({ ...noCosts, connections: 1, dataOut: 999 }), "1 connection to a broker, 999 bytes out");
		equal(
			costText({
				connections: 2,
				sockets: 1,
				handshakes: 3,
				messages: 1,
				restarts: 2,
				dataOut: 1234,
				dataIn: 1_000_000,
			}),
			"2 connections to a broker, 1 socket, 3 TLS handshakes, 1 message published, 2 restarts, 1.2 kB out, 1000.0 kB in",
		);
	});
});
