import { toBytes } from "../../../../tools/sim/bytes.js";
import { equal, ok } from "../../../support/assert.js";
import { timeAnswer } from "../scripted-network.js";
import { Shore } from "./shore.js";

const OK = "\r\nOK\r\n";
const TCP = 'AT+QIOPEN=1,0,"TCP","server",9000,0,';

/** The bytes of all lines `+QIRD: n` or `+QIURC: "recv",id,n` in what came. */
function received(text: string, header: RegExp): string {
	let data = "";
	for (const match of text.matchAll(header)) {
		const start = match.index + match[0].length;
		data += text.slice(start, start + Number(match[1]));
	}
	return data;
}

describe("the module's sockets in front of servers in memory", () => {
	it("carries 100000 bytes up and down in pieces of any size, whole and in order", () => {
		const shore = new Shore();
		shore.ask(`${TCP}0`);
		const text = Array.from({ length: 100_000 }, (_, at) => String.fromCharCode((at * 7) & 0xff)).join("");
		for (let at = 0; at < text.length; ) {
			const size = Math.min(1 + ((at * 13) % 1460), text.length - at);
			equal(shore.give(`AT+QISEND=0,${size}`, text.slice(at, at + size)), "\r\nSEND OK\r\n");
			at += size;
		}
		equal(shore.server.got, text);
		shore.server.peer.write(toBytes(text));
		equal(shore.run(10).take(), '\r\n+QIURC: "recv",0\r\n');
		let read = "";
		while (read.length < text.length) {
			const answer = shore.ask(`AT+QIRD=0,${1 + (read.length % 1500)}`);
			ok(answer.startsWith("\r\n+QIRD: "), answer.slice(0, 40));
			read += received(answer, /^\r\n\+QIRD: (\d+)\r\n/g);
		}
		equal(read, text);
		equal(shore.ask("AT+QIRD=0,0"), `\r\n+QIRD: 100000,100000,0\r\n${OK}`);
		equal(shore.ask("AT+QISEND=0,0"), `\r\n+QISEND: 100000,100000,0\r\n${OK}`);
	});

	it("pushes what comes in pieces of 1500 bytes at most", () => {
		const shore = new Shore();
		shore.ask(`${TCP}1`);
		shore.server.peer.write(toBytes("x".repeat(3200)));
		const pushed = shore.run(10).take();
		equal(pushed.match(/"recv",0,\d+/g)?.join(), '"recv",0,1500,"recv",0,1500,"recv",0,200');
		equal(received(pushed, /"recv",0,(\d+)\r\n/g), "x".repeat(3200));
	});

	it("answers OK, and 220 ms later or so that it is open, as a real module", () => {
		const shore = new Shore({ latency: "real" });
		shore.take();
		const start = shore.clock.time;
		shore.type(`${TCP}0\r`).run(2000);
		const [first, second] = shore.pieces;
		equal(first?.text, OK);
		equal(second?.text, "\r\n+QIOPEN: 0,0\r\n");
		ok(first!.time - start < 20, `${first!.time - start}`);
		ok(second!.time - first!.time >= 150 && second!.time - first!.time <= 300, `${second!.time - first!.time}`);
	});

	it("says SEND FAIL when too much waits for the peer, and goes on when it has been taken", () => {
		const shore = new Shore();
		shore.ask(`${TCP}0`);
		shore.module.faults.cause({ fault: "stall", ms: 5000 });
		for (let count = 0; count < 7; count++) {
			equal(shore.give("AT+QISEND=0,1460", "x".repeat(1460)), "\r\nSEND OK\r\n");
		}
		equal(shore.give("AT+QISEND=0,1460", "x".repeat(1460)), "\r\nSEND FAIL\r\n");
		equal(shore.ask("AT+QISEND=0,0"), `\r\n+QISEND: 10220,0,10220\r\n${OK}`);
		shore.run(6000);
		equal(shore.ask("AT+QISEND=0,0"), `\r\n+QISEND: 10220,10220,0\r\n${OK}`);
		equal(shore.give("AT+QISEND=0,1460", "x".repeat(1460)), "\r\nSEND OK\r\n");
	});

	it("counts datagrams that come while their buffer is full", () => {
		const shore = new Shore();
		shore.ask('AT+QIOPEN=1,0,"UDP SERVICE","127.0.0.1",0,3030,0');
		for (let count = 0; count < 12; count++) {
			shore.network.datagram(3030, toBytes("d".repeat(1000)), { host: "198.51.100.7", port: 5000 });
		}
		equal(shore.run(10).take(), '\r\n+QIURC: "recv",0\r\n');
		equal(shore.module.counters.datagramsLost, 2);
		equal(shore.ask("AT+QIRD=0,0"), `\r\n+QIRD: 10000,0,10000\r\n${OK}`);
	});

	it("sends datagrams and hears what comes back, as client and as service", () => {
		const shore = new Shore();
		shore.network.serve("echo", 7000, (bytes, answer) => answer(bytes));
		shore.ask('AT+QIOPEN=1,0,"UDP","echo",7000,0,1');
		equal(shore.give("AT+QISEND=0,3", "abc"), '\r\nSEND OK\r\n\r\n+QIURC: "recv",0,3\r\nabc\r\n');
		shore.ask('AT+QIOPEN=1,1,"UDP SERVICE","127.0.0.1",0,3030,1');
		const name = shore.ask('AT+QIDNSGIP=1,"echo"').match(/"dnsgip","([\d.]+)"/)?.[1];
		equal(
			shore.give(`AT+QISEND=1,3,"${name}",7000`, "xyz"),
			`\r\nSEND OK\r\n\r\n+QIURC: "recv",1,3,"${name}",7000\r\nxyz\r\n`,
		);
	});

	it("lets hosts come to its listener, several at once", () => {
		const shore = new Shore();
		shore.ask('AT+QIOPEN=1,5,"TCP LISTENER","127.0.0.1",0,2020,1');
		const from = { host: "198.51.100.7", port: 40_000 };
		const first = shore.network.arrive(2020, from)!;
		const second = shore.network.arrive(2020, { ...from, port: 40_001 })!;
		let got = "";
		second.onData = (bytes) => {
			got += String.fromCharCode(...bytes);
		};
		equal(
			shore.run(10).take(),
			'\r\n+QIURC: "incoming",0,5,"198.51.100.7",40000\r\n\r\n+QIURC: "incoming",1,5,"198.51.100.7",40001\r\n',
		);
		first.write(toBytes("one"));
		equal(shore.run(10).take(), '\r\n+QIURC: "recv",0,3\r\none\r\n');
		equal(shore.give("AT+QISEND=1,3", "two"), "\r\nSEND OK\r\n");
		equal(got, "two");
		first.abort();
		equal(shore.run(10).take(), '\r\n+QIURC: "closed",0\r\n');
	});

	it("asks a server for the time, again when a datagram gets lost, and believes no stranger's answer", () => {
		const shore = new Shore();
		const utc = Date.UTC(2037, 0, 2, 3, 4, 5);
		let asked = 0;
		shore.network.serve("pool", 123, (question, answer) => {
			asked++;
			answer(timeAnswer(asked === 1 ? new Uint8Array(48) : question, utc));
		});
		equal(shore.ask('AT+QNTP=1,"pool"', 4000), OK);
		equal(shore.run(2000).take(), '\r\n+QNTP: 0,"2037/01/02,03:04:05+00"\r\n');
		equal(asked, 2);
		ok(shore.ask("AT+CCLK?").includes('"37/01/02,03:04:0'));
	});

	it("pings in the time that the air takes", () => {
		const shore = new Shore({ latency: 40 });
		shore.ask('AT+QPING=1,"server",4,2', 1000);
		shore.pieces.length = 0;
		equal(
			shore.ask('AT+QPING=1,"server",4,2', 1000),
			`${OK}\r\n+QPING: 0,"192.0.2.1",32,80,255\r\n\r\n+QPING: 0,"192.0.2.1",32,80,255\r\n\r\n+QPING: 0,2,2,0,80,80,80\r\n`,
		);
	});

	it("counts an answer that comes too late as lost", () => {
		const shore = new Shore();
		shore.module.faults.cause({ fault: "stall", ms: 1500 });
		equal(
			shore.ask('AT+QPING=1,"server",1,2', 10_000),
			`${OK}\r\n+QPING: 569\r\n\r\n+QPING: 0,"192.0.2.1",32,500,255\r\n\r\n+QPING: 0,2,1,1,500,500,500\r\n`,
		);
	});

	it("ends the data mode when the context is lost, and the rest of what was typed is commands", () => {
		const shore = new Shore();
		equal(shore.ask(`${TCP}2`), "\r\nCONNECT\r\n");
		shore.type("data").run(300);
		shore.module.dropNetwork(1000);
		equal(shore.run(10).take(), '\r\nNO CARRIER\r\n\r\n+QIURC: "pdpdeact",1\r\n');
		equal(shore.server.got, "data");
		equal(shore.ask("AT"), OK);
	});

	it("says ERROR for data whose connection has gone while it was typed", () => {
		const shore = new Shore();
		shore.ask(`${TCP}0`);
		shore.ask("AT+QISEND=0,5");
		shore.server.peer.close();
		equal(shore.run(10).take(), '\r\n+QIURC: "closed",0\r\n');
		equal(shore.type("hello").run(10).take(), "\r\nERROR\r\n");
		equal(shore.ask("AT+QIGETERROR"), `\r\n+QIGETERROR: 567,socket has been closed\r\n${OK}`);
	});

	it("leaves connections that are half open as they are, until they are closed", () => {
		const shore = new Shore();
		shore.ask(`${TCP}0`);
		shore.module.faults.cause({ fault: "half-open" });
		equal(shore.give("AT+QISEND=0,5", "hello"), "\r\nSEND OK\r\n");
		equal(shore.run(100_000).take(), "");
		equal(shore.ask("AT+QISEND=0,0"), `\r\n+QISEND: 5,0,5\r\n${OK}`);
		equal(shore.ask("AT+QICLOSE=0"), OK);
		equal(shore.server.ended, false);
	});

	it("loses every socket with a reset, and the servers see them end", () => {
		const shore = new Shore();
		shore.ask(`${TCP}0`);
		shore.ask('AT+QIOPEN=1,1,"TCP LISTENER","127.0.0.1",0,2020,0');
		shore.module.reset();
		shore.run(20_000);
		equal(shore.server.ended, true);
		equal(shore.network.arrive(2020, { host: "198.51.100.7", port: 1 }), undefined);
		shore.ask("ATE0");
		equal(shore.ask("AT+QISTATE"), OK);
	});

	it("closes in good order when it is switched off", () => {
		const shore = new Shore();
		shore.ask(`${TCP}0`);
		shore.give("AT+QISEND=0,4", "last");
		equal(shore.ask("AT+QPOWD", 1000), `${OK}\r\nPOWERED DOWN\r\n`);
		equal(shore.server.got, "last");
		equal(shore.server.ended, true);
	});

	it("cannot open anything by a context that the network has forgotten, until it is taken down", () => {
		const shore = new Shore();
		shore.module.driftContext(1);
		equal(shore.ask(`${TCP}0`), `${OK}\r\n+QIOPEN: 0,565\r\n`);
		equal(shore.ask("AT+QIACT?").includes("+QIACT: 1,1,1"), true);
		equal(shore.ask("AT+CGACT?"), `\r\n+CGACT: 1,0\r\n${OK}`);
		shore.ask("AT+QIDEACT=1");
		shore.ask("AT+QIACT=1");
		equal(shore.ask(`${TCP}0`), `${OK}\r\n+QIOPEN: 0,0\r\n`);
	});

	it("counts what is typed to a module that sleeps", () => {
		const shore = new Shore();
		shore.ask("AT+QSCLK=1");
		shore.module.connector.setLine("DTR", 1);
		shore.run(10);
		equal(shore.ask("AT"), "");
		equal(shore.module.counters.sleptThrough, 3);
		shore.module.connector.setLine("DTR", 0);
		equal(shore.ask("AT"), OK);
	});

	it("does not fall asleep over a command that takes its time", () => {
		const shore = new Shore({ latency: 500 });
		shore.ask("AT+QSCLK=1", 3000);
		shore.type("AT+QIDEACT=1\r").run(600);
		shore.module.connector.setLine("DTR", 1);
		equal(shore.run(3000).take(), OK);
		equal(shore.ask("AT", 3000), "");
	});
});
