import { deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "./rig.js";

const BOOT =
	"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n";

/** Drives a line low for so long. */
function press(rig: Rig, line: "PWRKEY" | "RESET_N", ms: number): void {
	rig.module.connector.setLine(line, 0);
	rig.run(ms);
	rig.module.connector.setLine(line, 1);
}

describe("the power side of the module", () => {
	it("is off at first, and says nothing", () => {
		const rig = new Rig();
		equal(rig.module.state, "off");
		equal(rig.ask("AT", 10_000), "");
	});

	it("starts when PWRKEY is low for 500 ms, and not before", () => {
		const rig = new Rig();
		press(rig, "PWRKEY", 499);
		equal(rig.run(10_000).take(), "");
		press(rig, "PWRKEY", 500);
		equal(rig.run(10_000).take(), BOOT);
		deepEqual(rig.lines, [["STATUS", 1]]);
	});

	it("stays on when PWRKEY is held on after the start, and goes off with the next pulse of 650 ms", () => {
		const rig = new Rig();
		press(rig, "PWRKEY", 5000);
		equal(rig.run(1000).take(), BOOT);
		press(rig, "PWRKEY", 649);
		equal(rig.run(1000).take(), "");
		press(rig, "PWRKEY", 650);
		equal(rig.run(1000).take(), "\r\nPOWERED DOWN\r\n");
		equal(rig.module.state, "off");
		deepEqual(rig.lines, [
			["STATUS", 1],
			["STATUS", 0],
		]);
		equal(rig.ask("AT", 10_000), "");
		press(rig, "PWRKEY", 700);
		equal(rig.run(10_000).take(), BOOT);
		equal(rig.module.state, "on");
	});

	it("goes off with AT+QPOWD, and can be started again", () => {
		const rig = new Rig().boot();
		equal(rig.ask("AT+QPOWD"), "AT+QPOWD\r\r\nOK\r\n\r\nPOWERED DOWN\r\n");
		equal(rig.run(10).module.state, "off");
		press(rig, "PWRKEY", 700);
		equal(rig.run(1000).take(), BOOT);
	});

	it("starts again with RESET_N: at once dead, alive when released", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.module.connector.setLine("RESET_N", 0);
		rig.run(99);
		equal(rig.ask("AT", 0), "\r\nOK\r\n");
		rig.run(1);
		equal(rig.module.state, "reset");
		equal(rig.ask("AT", 1000), "");
		rig.module.connector.setLine("RESET_N", 1);
		equal(rig.run(1000).take(), BOOT);
		equal(rig.ask("AT"), "AT\r\r\nOK\r\n");
	});

	it("loses everything with VBAT, and stays off when it comes back", () => {
		const rig = new Rig().connect();
		const { peer } = rig.network;
		rig.type("AT+CSQ\r");
		rig.module.connector.setLine("VBAT", 0);
		equal(rig.run(100).take(), "");
		equal(rig.module.state, "unsupplied");
		equal(peer.ended, "aborted");
		rig.module.connector.setLine("VBAT", 1);
		equal(rig.run(10_000).take(), "");
		press(rig, "PWRKEY", 500);
		equal(rig.run(1000).take(), BOOT);
		equal(rig.ask("AT+QMTOPEN?"), "AT+QMTOPEN?\r\r\nOK\r\n");
	});

	it("starts by itself after a power cut when PWRKEY is tied low", () => {
		const rig = new Rig();
		rig.module.connector.setLine("PWRKEY", 0);
		rig.run(1000);
		equal(rig.take(), BOOT);
		rig.module.powerCut(3000);
		equal(rig.run(3499).take(), "");
		equal(rig.run(100).take(), BOOT);
	});

	it("starts by itself with autoPower", () => {
		const rig = new Rig({ autoPower: true });
		equal(rig.run(100).take(), BOOT);
		rig.module.powerCut(3000);
		rig.run(2999);
		equal(rig.module.state, "unsupplied");
		equal(rig.run(100).take(), BOOT);
		equal(rig.module.counters.starts, 2);
	});

	it("tells a host that comes late how the lines are", () => {
		const rig = new Rig().boot();
		const seen: unknown[] = [];
		rig.module.connector.onLine = (line, level) => seen.push(line, level);
		deepEqual(seen, ["STATUS", 1]);
	});

	it("takes as long to start as a real one", () => {
		const rig = new Rig({ latency: "real" });
		rig.module.powerOn();
		rig.run(20_000);
		const times = rig.pieces.map(({ text, time }) => [text.trim(), time] as const);
		deepEqual(
			times.map(([text]) => text),
			["RDY", "+CFUN: 1", "+CPIN: READY", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"],
		);
		ok(times[0]![1] >= 3200 && times[0]![1] <= 3600, `RDY after ${times[0]![1]} ms`);
		ok(times[5]![1] >= 4600 && times[5]![1] <= 7200, `PB DONE after ${times[5]![1]} ms`);
	});

	it("does not register before the SIM card is ready", () => {
		const rig = new Rig({ latency: "real" });
		rig.module.powerOn();
		ok(rig.clock.runUntil(() => rig.pieces.some(({ text }) => text.includes("READY")), 10_000));
		const ready = rig.clock.time;
		rig.ask("AT+CREG=1", 100);
		ok(rig.clock.runUntil(() => rig.pieces.some(({ text }) => text.includes("+CREG: 1")), 10_000));
		ok(rig.clock.time - ready >= 1500);
	});
});
