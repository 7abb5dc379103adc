import { Palette } from "../../../tools/cli/palette.js";
import { describeRow, Screen } from "../../../tools/monitor/screen.js";
import { type Row, View } from "../../../tools/monitor/view.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { TestTerminal } from "./terminal.js";

/** A view with its rows, and the bytes of a session through it. */
function viewOf(hearsHost = true, reveal = false) {
	const rows: Row[] = [];
	const view = new View({ hearsHost, reveal, onRow: (row) => rows.push(row) });
	let time = 0;
	return {
		view,
		rows,
		host: (text: string) => view.pass("host", Buffer.from(text, "latin1"), (time += 10)),
		module: (text: string) => view.pass("module", Buffer.from(text, "latin1"), (time += 10)),
		told: () => rows.splice(0).map(({ sender, kind, text }) => `${sender === "host" ? ">" : "<"} ${kind} ${text}`),
	};
}

describe("The monitor's view", () => {
	it("tells each thing as it passes, and not later", () => {
		const { host, module, told } = viewOf();
		host("AT+CSQ\r");
		deepEqual(told(), ["> command AT+CSQ"]);
		module("\r\n+CSQ: 29,99\r\n");
		deepEqual(told(), ["< info +CSQ: 29,99"]);
		module("\r\nOK\r\n");
		deepEqual(told(), ["< final OK"]);
		host('AT+QMTPUBEX=0,1,1,0,"t",4\r');
		module("\r\n> ");
		deepEqual(told(), ['> command AT+QMTPUBEX=0,1,1,0,"t",4', "< prompt >"]);
		host("a\rb\n");
		deepEqual(told(), ["> payload (4 bytes of payload)"]);
		module("\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n");
		deepEqual(told(), ["< final OK", "< urc +QMTPUBEX: 0,1,0"]);
		module('\r\n+QMTRECV: 0,0,"t",3,"\x1b[2"\r\n');
		deepEqual(told(), ['< urc +QMTRECV: 0,0,"t",3,"', "< payload (3 bytes of payload)"]);
	});

	it("tells what is cut off in the middle once the wire is silent", async () => {
		const { module, told } = viewOf();
		module("\r\nOK\r");
		await new Promise((resolve) => setTimeout(resolve, 60));
		deepEqual(told(), ["< final OK"]);
		module("\n\r\nRDY\r\n");
		deepEqual(told(), ["< urc RDY"]);
	});

	it("shows nothing that is no printable character, and no secret unless it is told to", () => {
		for (const reveal of [false, true]) {
			const { host, module, told } = viewOf(true, reveal);
			module("\r\n\x1b]0;evil\x07\r\n");
			host('AT+CPIN="4711"\rAT+CIMI\r');
			module("\r\n460001234567890\r\n\r\nOK\r\n");
			const text = told().join("\n");
			ok(/^[ -~\n]*$/.test(text), text);
			equal(text.includes("4711"), reveal);
			equal(text.includes("460001234567890"), reveal);
		}
	});

	it("knows what passed: states and counts", () => {
		const { view, host, module } = viewOf();
		module("\r\n+CPIN: READY\r\n");
		for (const [line, answer] of [
			["AT+CSQ", "\r\n+CSQ: 17,99\r\n\r\nOK\r\n"],
			["AT+CEREG?", "\r\n+CEREG: 1,5\r\n\r\nOK\r\n"],
			["AT+COPS?", '\r\n+COPS: 0,0,"MOBILE",7\r\n\r\nOK\r\n'],
			["AT+QIACT?", '\r\n+QIACT: 1,1,1,"10.0.0.9"\r\n\r\nOK\r\n'],
			['AT+QMTOPEN=2,"h",1883', "\r\nOK\r\n\r\n+QMTOPEN: 2,0\r\n"],
			['AT+QMTCONN=2,"id"', "\r\nOK\r\n\r\n+QMTCONN: 2,0,0\r\n"],
			["AT+BOGUS", "\r\nERROR\r\n"],
		] as const) {
			host(`${line}\r`);
			module(answer);
		}
		deepEqual(
			[...view.state.facts],
			[
				["SIM", "READY"],
				["network", "registered, roaming, MOBILE"],
				["signal", "17 of 31"],
				["address", "10.0.0.9"],
				["MQTT", "2 connected"],
			],
		);
		const { commands, ok: fine, errors, urcs, latency } = view.state.counts;
		deepEqual([commands, fine, errors, urcs], [7, 6, 1, 3]);
		deepEqual(latency, { last: 10, longest: 10, average: 10 });
		module("\r\n+QMTSTAT: 2,1\r\n");
		equal(view.state.facts.find(([name]) => name === "MQTT")?.[1], "2 lost");
		module("\r\nRDY\r\n");
		deepEqual(
			view.state.facts.map(([name]) => name),
			["SIM", "signal"],
		);
		equal(view.state.counts.restarts, 1);
	});

	it("sees commands by their echo where it hears the module alone", () => {
		const { view, module, told } = viewOf(false);
		module("AT+CSQ\r\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
		deepEqual(told(), ["< echo AT+CSQ", "< info +CSQ: 29,99", "< final OK"]);
		equal(view.state.counts.commands, 1);
	});

	it("fills a terminal of any size, and gives it back", () => {
		for (const [columns, rows] of [
			[100, 30],
			[40, 12],
			[20, 6],
		] as const) {
			const terminal = new TestTerminal(columns, rows);
			const { view, rows: told, host, module } = viewOf();
			const screen = new Screen(terminal, new Palette(true, {}), "monitor /dev/ttyUSB0", view.state);
			screen.open();
			equal(terminal.isOther, true);
			equal(terminal.hasCursor, false);
			for (let n = 0; n < 50; n++) {
				host(`AT+CSQ\r`);
				module(`\r\n+CSQ: ${n % 32},99\r\n\r\nOK\r\n`);
			}
			for (const row of told) screen.add(row);
			screen.draw();
			if (columns > 60) equal(terminal.lines[0], "monitor /dev/ttyUSB0   p pause   c clear   q quit");
			if (columns === 40) equal(terminal.lines[0], "monitor /de   p pause   c clear   q quit");
			if (rows > 12) {
				equal(terminal.lines.at(-1), describeRow(told.at(-1) as Row));
				equal(terminal.lines.at(-3), describeRow(told.at(-3) as Row));
				ok(terminal.lines.some((line) => line.startsWith("signal    17 of 31")));
			}
			screen.isPaused = true;
			screen.clear();
			screen.draw();
			if (rows > 12) ok(terminal.lines[0]?.includes("PAUSED") && terminal.lines.at(-1) !== "");
			screen.isPaused = false;
			screen.draw();
			if (rows > 12) equal(terminal.lines.at(-1), "");
			screen.close();
			equal(terminal.isOther, false);
			equal(terminal.hasCursor, true);
		}
	});
});
