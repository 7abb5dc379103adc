import { deepEqual, equal } from "../../../support/assert.js";
import { Rig } from "../rig.js";

/** What is reported for lines that are typed one after the other, echo off and a context active. */
function reported(...lines: readonly string[]): string[] {
	const rig = new Rig().boot();
	rig.ask("ATE0;+QIACT=1");
	for (const line of lines) rig.ask(line);
	return rig.unsupported;
}

describe("what the simulator does not have", () => {
	it("is reported by its name: commands, forms, options", () => {
		deepEqual(
			reported("AT+QHTTPGET=80", "AT+QIOPEN?", 'AT+QCFG="band"', 'AT+QICFG="send/auto",1', 'AT+QENG="neighbourcell"'),
			["+QHTTPGET", "+QIOPEN?", '+QCFG "band"', '+QICFG "send/auto"', '+QENG "neighbourcell"'],
		);
	});

	it("is reported when it is asked for with an option that is kept and does nothing, not with its first value", () => {
		deepEqual(
			reported(
				'AT+QICFG="tcp/keepalive",0',
				'AT+QICFG="tcp/keepalive",1,60',
				'AT+QICFG="viewmode",1',
				'AT+QCFG="nwscanmode",0,1',
				'AT+QCFG="nwscanmode",3',
				'AT+QCFG="urc/cache",0',
				'AT+QINDCFG="act",0',
				'AT+QINDCFG="act",1',
			),
			['+QICFG "tcp/keepalive"', '+QCFG "nwscanmode"', '+QINDCFG "act"'],
		);
	});
});

describe("what is kept at once", () => {
	const rig = new Rig();

	it("outlives a power cut: QCFG, QSIMSTAT, QSIMDET, CTZU, QINDCFG", () => {
		rig.boot();
		rig.ask('ATE0;+QCFG="urc/ri/other","off";+QSIMSTAT=1;+QSIMDET=1,1;+CTZU=0;+QINDCFG="csq",1');
		rig.module.powerCut(10);
		rig.run(20).boot();
		rig.ask("ATE0");
		equal(rig.ask('AT+QCFG="urc/ri/other"'), '\r\n+QCFG: "urc/ri/other","off",120,1\r\n\r\nOK\r\n');
		equal(rig.ask("AT+QSIMSTAT?"), "\r\n+QSIMSTAT: 1,1\r\n\r\nOK\r\n");
		equal(rig.ask("AT+QSIMDET?"), "\r\n+QSIMDET: 1,1\r\n\r\nOK\r\n");
		equal(rig.ask("AT+CTZU?"), "\r\n+CTZU: 0\r\n\r\nOK\r\n");
		equal(rig.ask('AT+QINDCFG="csq"'), '\r\n+QINDCFG: "csq",1\r\n\r\nOK\r\n');
	});

	it("is not QICFG, QSCLK, QISDE or CTZR", () => {
		rig.ask('AT+QICFG="viewmode",1;+QSCLK=1;+QISDE=0;+CTZR=2');
		rig.module.powerCut(10);
		rig.run(20).boot();
		rig.ask("ATE0");
		equal(
			rig.ask('AT+QICFG="viewmode";+QSCLK?;+QISDE?;+CTZR?'),
			'\r\n+QICFG: "viewmode",0\r\n\r\n+QSCLK: 0\r\n\r\n+QISDE: 1\r\n\r\n+CTZR: 0\r\n\r\nOK\r\n',
		);
	});
});

describe("the network's time", () => {
	it("is not taken with AT+CTZU=0, and told all the same", () => {
		const start = new Rig({ networkTime: () => Date.UTC(2026, 0, 1) });
		start.boot();
		start.ask('ATE0;+CTZU=0;+CCLK="20/01/01,00:00:00+00"');
		start.module.dropNetwork(10);
		start.run(1000);
		equal(start.ask("AT+CCLK?"), '\r\n+CCLK: "20/01/01,00:00:01+00"\r\n\r\nOK\r\n');
		equal(start.ask("AT+QLTS"), '\r\n+QLTS: "2026/01/01,08:00:00+32,0"\r\n\r\nOK\r\n');
	});
});
