import { HOME_CELL } from "../../../../tools/sim/radio.js";
import { equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";

/** A line typed with echo off, and the lines that come back; `OK` and `ERROR` are written out. */
type Row = readonly [typed: string, ...answer: string[]];

/** Information lines as one block, then the final result; rows with a `+CME ERROR` have no other result. */
function framed(answer: readonly string[]): string {
	const final = answer.at(-1) ?? "";
	const lines = answer.slice(0, -1);
	return `${lines.length > 0 ? `\r\n${lines.join("\r\n")}\r\n` : ""}\r\n${final}\r\n`;
}

function table(title: string, rows: readonly Row[], newRig: () => Rig = () => new Rig()): void {
	describe(title, () => {
		let rig: Rig;
		before(() => {
			rig = newRig().boot();
			rig.ask("ATE0");
		});
		// Rows of one table are one dialogue: later rows see what earlier ones have set.
		rows.forEach(([typed, ...answer], at) => {
			it(`${at + 1}: ${typed}`, () => {
				equal(rig.ask(typed), framed(answer));
			});
		});
	});
}

table("identity", [
	["ATI", "Quectel", "EC600S", "Revision: EC600SCNLAR01A01M08", "OK"],
	["AT+CGMI", "Quectel", "OK"],
	["AT+GMI", "Quectel", "OK"],
	["AT+CGMM", "EC600S", "OK"],
	["AT+GMM", "EC600S", "OK"],
	["AT+CGMR", "EC600SCNLAR01A01M08", "OK"],
	["AT+GMR", "EC600SCNLAR01A01M08", "OK"],
	["AT+QGMR", "EC600SCNLAR01A01M08_01.001.01.001", "OK"],
	["AT+CGSN", "861234567890120", "OK"],
	["AT+GSN", "861234567890120", "OK"],
	["AT+CGSN=1", "+GSN: 861234567890120", "OK"],
	["AT+CGSN=0", "+GSN: MPA20AB01000001", "OK"],
	["AT+CGSN=2", "ERROR"],
	["AT+CGMI=?", "OK"],
]);

table("settings", [
	["ATE2", "ERROR"],
	["ATX4", "OK"],
	["ATX5", "ERROR"],
	["AT&FE0", "OK"],
	["ATS3?", "013", "OK"],
	["ATS0=3", "OK"],
	["ATS0?", "003", "OK"],
	["ATS3=200", "ERROR"],
	["AT+CMEE=?", "+CMEE: (0-2)", "OK"],
	["AT+CMEE?", "+CMEE: 1", "OK"],
]);

table("the port", [
	["AT+IPR?", "+IPR: 115200", "OK"],
	["AT+IPR=?", "+IPR: (),(4800,9600,19200,38400,57600,115200,230400,460800,921600)", "OK"],
	["AT+IPR=1234", "ERROR"],
	["AT+IFC?", "+IFC: 0,0", "OK"],
	["AT+IFC=2,2", "OK"],
	["AT+IFC?", "+IFC: 2,2", "OK"],
	["AT+IFC=1,2", "ERROR"],
	['AT+QURCCFG="urcport"', '+QURCCFG: "urcport","uart1"', "OK"],
	['AT+QURCCFG="urcport","usbat"', "OK"],
	['AT+QURCCFG="URCPORT"', '+QURCCFG: "urcport","usbat"', "OK"],
	['AT+QURCCFG="urcport","lpt1"', "ERROR"],
	["AT+QURCCFG=?", '+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","all")', "OK"],
]);

table("the SIM card", [
	["AT+CPIN?", "+CPIN: READY", "OK"],
	["AT+CPIN=?", "OK"],
	["AT+CPIN=1234", "+CME ERROR: 3"],
	["AT+CIMI", "460001234567890", "OK"],
	["AT+QCCID", "+QCCID: 89860012345678901234", "OK"],
]);

table(
	"no SIM card",
	[
		["AT+CPIN?", "+CME ERROR: 10"],
		["AT+CPIN=1234", "+CME ERROR: 10"],
		["AT+CIMI", "+CME ERROR: 10"],
		["AT+QCCID", "ERROR"],
		["AT+CSQ", "+CSQ: 99,99", "OK"],
		["AT+CREG?", "+CREG: 0,0", "OK"],
	],
	() => new Rig({ sim: { absent: true } }),
);

table(
	"a locked SIM card",
	[
		["AT+CPIN?", "+CPIN: SIM PIN", "OK"],
		["AT+CIMI", "+CME ERROR: 11"],
		["AT+CREG?", "+CREG: 0,0", "OK"],
		["AT+CPIN=0000", "+CME ERROR: 16"],
		['AT+CPIN="0001"', "+CME ERROR: 16"],
		["AT+CPIN=0002", "+CME ERROR: 12"],
		["AT+CPIN?", "+CPIN: SIM PUK", "OK"],
		["AT+CPIN=4321", "+CME ERROR: 12"],
		["AT+CPIN=00000000,1111", "+CME ERROR: 16"],
	],
	() => new Rig({ sim: { pin: "4321" } }),
);

table("registration", [
	["AT+CSQ", "+CSQ: 29,99", "OK"],
	["AT+CSQ=?", "+CSQ: (0-31,99),(0-7,99)", "OK"],
	["AT+CREG?", "+CREG: 0,1", "OK"],
	["AT+CGREG?", "+CGREG: 0,1", "OK"],
	["AT+CEREG?", "+CEREG: 0,1", "OK"],
	["AT+CEREG=2", "OK"],
	["AT+CEREG?", '+CEREG: 2,1,"D509","80D413D",7', "OK"],
	["AT+CREG?", "+CREG: 0,1", "OK"],
	["AT+CEREG=3", "ERROR"],
	["AT+CGREG=?", "+CGREG: (0-2)", "OK"],
	["AT+COPS?", '+COPS: 0,0,"CHINA MOBILE",7', "OK"],
	["AT+COPS=3,1", "OK"],
	["AT+COPS?", '+COPS: 0,1,"CMCC",7', "OK"],
	["AT+COPS=3,2", "OK"],
	["AT+COPS?", '+COPS: 0,2,"46000",7', "OK"],
	["AT+COPS=?", '+COPS: (2,"CHINA MOBILE","CMCC","46000",7),,(0-4),(0-2)', "OK"],
	['AT+COPS=1,2,"46001"', "+CME ERROR: 30"],
	['AT+COPS=1,2,"46000"', "OK"],
	["AT+COPS?", '+COPS: 1,2,"46000",7', "OK"],
	["AT+COPS=5", "ERROR"],
	["AT+CGATT?", "+CGATT: 1", "OK"],
]);

table("the packet domain", [
	["AT+CGDCONT?", '+CGDCONT: 1,"IP","","0.0.0.0",0,0,0,0', "OK"],
	['AT+CGDCONT=1,"IPV4V6","cmnet"', "OK"],
	["AT+QICSGP=1", '+QICSGP: 3,"cmnet","","",0', "OK"],
	['AT+QICSGP=1,1,"CMNET","me","secret",1', "OK"],
	["AT+QICSGP=1", '+QICSGP: 1,"CMNET","me","secret",1', "OK"],
	["AT+CGDCONT?", '+CGDCONT: 1,"IP","CMNET","0.0.0.0",0,0,0,0', "OK"],
	["AT+QICSGP=16", "ERROR"],
	['AT+QICSGP=1,4,"x"', "ERROR"],
	["AT+QICSGP=?", "+QICSGP: (1-15),(1-3),<APN>,<username>,<password>,(0-3)", "OK"],
	["AT+QIACT?", "OK"],
	["AT+CGPADDR=1", '+CGPADDR: 1,"0.0.0.0"', "OK"],
	["AT+QIACT=1", "OK"],
	["AT+QIACT=1", "ERROR"],
	["AT+QIACT=16", "ERROR"],
	["AT+QIDEACT=1", "OK"],
	["AT+QIDEACT=1", "OK"],
	["AT+QIACT?", "OK"],
	["AT+QIACT=?", "+QIACT: (1-15)", "OK"],
	["AT+CGDCONT=1", "OK"],
	["AT+CGDCONT?", "OK"],
]);

table("the clock", [
	["AT+CCLK?", '+CCLK: "80/01/06,00:00:20+00"', "OK"], // 20 s after the supply came
	['AT+CCLK="26/08/07,13:54:02+32"', "OK"],
	["AT+CCLK?", '+CCLK: "26/08/07,13:54:02+32"', "OK"],
	['AT+CCLK="26/02/30,13:54:02+32"', "ERROR"],
	['AT+CCLK="26/08/07,13:54:02+57"', "ERROR"],
	["AT+CCLK=?", "OK"],
]);

table("power and functionality", [
	["AT+CFUN?", "+CFUN: 1", "OK"],
	["AT+CFUN=?", "+CFUN: (0,1,4),(0,1)", "OK"],
	["AT+CFUN=2", "ERROR"],
	["AT+CFUN=4,1", "ERROR"],
	["AT+CFUN=4", "OK"],
	["AT+CFUN?", "+CFUN: 4", "OK"],
	["AT+CSQ", "+CSQ: 99,99", "OK"],
	["AT+CREG?", "+CREG: 0,0", "OK"],
	["AT+COPS?", "+COPS: 0", "OK"],
	["AT+CIMI", "460001234567890", "OK"],
	["AT+QPOWD=?", "+QPOWD: (0,1)", "OK"],
	["AT+QPOWD=2", "ERROR"],
]);

describe("unlocking the SIM card", () => {
	it("lets the start go on where it had stopped, and the module register", () => {
		const rig = new Rig({ sim: { pin: "4321" } });
		rig.module.powerOn();
		rig.run(100);
		equal(rig.take(), "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: SIM PIN\r\n");
		rig.ask("ATE0");
		equal(
			rig.ask("AT+CPIN=4321"),
			"\r\nOK\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
		);
		equal(rig.ask("AT+CREG?"), "\r\n+CREG: 0,1\r\n\r\nOK\r\n");
	});

	it("takes the PUK and a new PIN after three wrong ones, also over a power cut", () => {
		const rig = new Rig({ sim: { pin: "4321" } }).boot();
		rig.ask("ATE0;+CPIN=1111");
		rig.ask("AT+CPIN=1111");
		rig.module.powerCut(1);
		rig.run(2).boot();
		rig.ask("ATE0");
		equal(rig.ask("AT+CPIN=1111"), "\r\n+CME ERROR: 12\r\n");
		equal(rig.ask('AT+CPIN="12345678","1111"').slice(0, 6), "\r\nOK\r\n");
		rig.module.powerCut(1);
		rig.run(2).boot();
		rig.ask("ATE0");
		equal(rig.ask("AT+CPIN?"), "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
		equal(rig.ask("AT+CPIN=1111").slice(0, 6), "\r\nOK\r\n");
	});
});

describe("PDP contexts", () => {
	it("have an address while they are up", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.ask("AT+QIACT=1");
		ok(/^\r\n\+QIACT: 1,1,1,"10\.\d+\.\d+\.\d+"\r\n\r\nOK\r\n$/.test(rig.ask("AT+QIACT?")));
		ok(/^\r\n\+CGPADDR: 1,"10\.\d+\.\d+\.\d+"\r\n\r\nOK\r\n$/.test(rig.ask("AT+CGPADDR")));
	});

	it("have two addresses on an EC600S that was told nothing else", () => {
		const rig = new Rig({ profile: "ec600s" }).boot();
		rig.ask("ATE0;+QIACT=1");
		ok(/^\r\n\+QIACT: 1,1,1,"10\.[\d.]+","240E:[\dA-F:]+"\r\n/.test(rig.ask("AT+QIACT?")));
	});

	it("cannot come up without a network, nor more than three at once", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		equal(rig.ask("AT+QIACT=1;+QIACT=2;+QIACT=3"), "\r\nOK\r\n");
		equal(rig.ask("AT+QIACT=4"), "\r\nERROR\r\n");
		rig.module.dropNetwork();
		equal(rig.run().take(), '\r\n+QIURC: "pdpdeact",1\r\n\r\n+QIURC: "pdpdeact",2\r\n\r\n+QIURC: "pdpdeact",3\r\n');
		equal(rig.ask("AT+QIACT=1"), "\r\nERROR\r\n");
		equal(rig.ask("AT+CGATT=1"), "\r\n+CME ERROR: 30\r\n");
	});
});

describe("registration reports", () => {
	it("come when the network is lost and found, in both formats", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0;+CREG=1;+CEREG=2");
		rig.module.dropNetwork(5000);
		equal(rig.run().take(), "\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n");
		equal(rig.ask("AT+CSQ;+CREG?"), "\r\n+CSQ: 99,99\r\n\r\n+CREG: 1,2\r\n\r\nOK\r\n");
		equal(rig.run(5000).take(), '\r\n+CREG: 1\r\n\r\n+CEREG: 1,"D509","80D413D",7\r\n');
	});

	it("tell of roaming", () => {
		const rig = new Rig({ cell: { ...HOME_CELL, roaming: true } }).boot();
		equal(rig.ask("ATE0;+CREG?"), "ATE0;+CREG?\r\r\n+CREG: 0,5\r\n\r\nOK\r\n");
	});
});

describe("AT+CFUN", () => {
	it("repeats what follows the SIM card after 0, without RDY", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		equal(rig.ask("AT+CFUN=0"), "\r\nOK\r\n");
		equal(rig.ask("AT+CPIN?"), "\r\n+CME ERROR: 13\r\n");
		equal(
			rig.ask("AT+CFUN=1"),
			"\r\nOK\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
		);
	});

	it("starts the module again with 1,1: what was set is forgotten", () => {
		const rig = new Rig().boot();
		rig.ask('ATE0;+QMTCFG="keepalive",0,60');
		ok(rig.ask("AT+CFUN=1,1").startsWith("\r\nOK\r\n\r\nRDY\r\n"));
		equal(rig.ask('AT+QMTCFG="keepalive",0'), 'AT+QMTCFG="keepalive",0\r\r\n+QMTCFG: "keepalive",120\r\n\r\nOK\r\n');
		equal(rig.module.counters.starts, 2);
	});
});

describe("AT+QURCCFG", () => {
	it("takes URCs away from this UART, but not results, and is kept over a power cut", () => {
		const rig = new Rig().boot();
		rig.ask('ATE0;+CREG=1;+QURCCFG="urcport","usbat"');
		rig.module.dropNetwork(10);
		equal(rig.run(20).take(), "");
		equal(rig.ask('AT+QMTOPEN=0,"nowhere",1883'), "\r\nOK\r\n\r\n+QMTOPEN: 0,4\r\n");
		rig.module.powerCut(10);
		rig.run(20);
		rig.module.powerOn();
		equal(rig.run(20).take(), "");
		equal(rig.ask("AT"), "AT\r\r\nOK\r\n");
	});
});

describe("the module's clock", () => {
	it("takes the network's time", () => {
		const rig = new Rig({ networkTime: () => Date.UTC(2026, 0, 1, 4, 0, 0) }).boot();
		rig.ask("ATE0");
		equal(rig.ask("AT+CCLK?"), '\r\n+CCLK: "26/01/01,12:00:20+32"\r\n\r\nOK\r\n');
	});

	it("counts by a crystal of its own where it has one, in the zone of the network", () => {
		const crystal = { now: 5000 };
		const time = Date.UTC(2026, 0, 1, 4, 0, 0);
		const rig = new Rig({ networkTime: () => time, networkZone: -18, crystal }).boot();
		rig.ask("ATE0");
		rig.run(60_000);
		equal(rig.ask("AT+CCLK?"), '\r\n+CCLK: "25/12/31,23:30:00-18"\r\n\r\nOK\r\n');
		crystal.now += 7000;
		equal(rig.ask("AT+QLTS=1"), '\r\n+QLTS: "2026/01/01,04:00:07-18,0"\r\n\r\nOK\r\n');
		equal(rig.ask("AT+CCLK?"), '\r\n+CCLK: "25/12/31,23:30:07-18"\r\n\r\nOK\r\n');
	});

	it("goes on however long nobody asks, through the wrap of the clock that it runs on", () => {
		const rig = new Rig({ networkTime: () => Date.UTC(2026, 0, 1, 4, 0, 0), origin: 0x7ffffff0 }).boot();
		rig.ask("ATE0");
		const [day, days] = [86_400_000, 100];
		rig.run(days * day);
		rig.take();
		equal(rig.ask("AT+CCLK?"), '\r\n+CCLK: "26/04/11,12:00:20+32"\r\n\r\nOK\r\n');
	});
});

describe("a lookup", () => {
	it("gives all addresses that the network tells, and how long they may be kept", () => {
		const rig = new Rig().boot();
		rig.network.resolve = (_host, callback) =>
			callback("192.0.2.7", { addresses: ["192.0.2.7", "2001:db8::7"], timeToLive: 60 });
		rig.ask("ATE0");
		rig.ask("AT+QIACT=1");
		equal(
			rig.ask('AT+QIDNSGIP=1,"a.example"'),
			'\r\nOK\r\n\r\n+QIURC: "dnsgip",0,2,60\r\n\r\n+QIURC: "dnsgip","192.0.2.7"\r\n\r\n+QIURC: "dnsgip","2001:db8::7"\r\n',
		);
	});
});
