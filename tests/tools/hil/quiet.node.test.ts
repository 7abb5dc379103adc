import { Quiet } from "../../../tools/hil/quiet.js";
import { equal, ok } from "../../support/assert.js";

describe("Quiet, the wire seen from outside", () => {
	let quiet: Quiet;
	let time = 0;

	beforeEach(() => {
		quiet = new Quiet();
		time = 0;
	});

	const host = (text: string) => quiet.pass("host", Buffer.from(text), ++time);
	const module = (text: string) => quiet.pass("module", Buffer.from(text), ++time);

	it("waits for the final result", () => {
		equal(quiet.pending(), undefined);
		host("AT+CSQ\r");
		equal(quiet.pending(), "AT+CSQ has no final result");
		module("\r\n+CSQ: 29,99\r\n");
		equal(quiet.pending(), "AT+CSQ has no final result");
		module("\r\nOK\r\n");
		equal(quiet.pending(), undefined);
	});

	it("waits for the result behind OK, each of several", () => {
		host('AT+QMTOPEN=0,"h",1883\r');
		module("\r\nOK\r\n");
		equal(quiet.pending(), "AT+QMTOPEN has no result");
		module("\r\n+QMTOPEN: 0,0\r\n");
		equal(quiet.pending(), undefined);
		for (const id of [1, 2]) {
			host(`AT+QMTPUBEX=0,${id},1,0,"t",1\r`);
			module("\r\n> ");
			host("x");
			module("\r\nOK\r\n");
		}
		module("\r\n+QMTPUBEX: 0,1,0\r\n");
		equal(quiet.pending(), "AT+QMTPUBEX has no result");
		// It is sent once more: no result.
		module("\r\n+QMTPUBEX: 0,2,1,1\r\n");
		equal(quiet.pending(), "AT+QMTPUBEX has no result");
		equal(quiet.pending("QMTPUBEX"), undefined);
		module("\r\n+QMTPUBEX: 0,2,0\r\n");
		equal(quiet.pending(), undefined);
		equal(quiet.publishes, 2);
		equal(quiet.counts.get("QMTPUBEX"), 2);
		equal(quiet.counts.get("QMTOPEN"), 1);
	});

	it("waits for a result that does not say whose it is", () => {
		for (const [command, result] of [
			['AT+QNTP=1,"t"', '+QNTP: 0,"2026/01/02,03:04:05+00"'],
			['AT+QNTP=1,"t"', "+QNTP: 565"],
			['AT+QIDNSGIP=1,"h"', '+QIURC: "dnsgip",0,1,600'],
		]) {
			host(`${command}\r`);
			module("\r\nOK\r\n");
			ok(quiet.pending() !== undefined, command);
			module(`\r\n${result}\r\n`);
			equal(quiet.pending(), undefined, command);
		}
	});

	it("knows the result of a socket by its number, not by its context", () => {
		for (const [command, urc] of [
			['AT+QIOPEN=1,3,"TCP","h",80,0,0', "QIOPEN"],
			['AT+QSSLOPEN=1,0,3,"h",443,0', "QSSLOPEN"],
		]) {
			host(`${command}\r`);
			module(`\r\nOK\r\n\r\n+${urc}: 1,0\r\n`);
			equal(quiet.pending(), `AT+${urc} has no result`);
			module(`\r\n+${urc}: 3,0\r\n`);
			equal(quiet.pending(), undefined);
		}
	});

	it("takes a result in front of its OK", () => {
		host("AT+QMTCLOSE=3\r");
		module("\r\n+QMTCLOSE: 3,0\r\n\r\nOK\r\n");
		equal(quiet.pending(), undefined);
	});

	it("waits for nothing behind an error, nor for a client that is gone", () => {
		host('AT+QMTSUB=0,1,"t",1\r');
		module("\r\nERROR\r\n");
		equal(quiet.pending(), undefined);
		host('AT+QMTSUB=2,1,"t",1\r');
		module("\r\nOK\r\n");
		module("\r\n+QMTSTAT: 1,1\r\n");
		equal(quiet.pending(), "AT+QMTSUB has no result");
		module("\r\n+QMTSTAT: 2,1\r\n");
		equal(quiet.pending(), undefined);
	});

	it("forgets everything when the module restarts", () => {
		host('AT+QMTOPEN=0,"h",1883\r');
		module("\r\nOK\r\n");
		host("AT+CSQ\r");
		module("\r\nRDY\r\n");
		equal(quiet.pending(), undefined);
	});

	it("takes no payload for lines, and tells how long it has been silent", () => {
		host('AT+QMTPUBEX=0,1,1,0,"t",8\r');
		module("\r\n> ");
		host("AT+CSQ\r\n");
		module("\r\nOK\r\n");
		equal(quiet.pending(), "AT+QMTPUBEX has no result");
		equal(quiet.counts.get("CSQ"), undefined);
		equal(quiet.silence(time + 50), 50);
	});
});
