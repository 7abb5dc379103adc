import type { ModemError } from "../../modules/errors.js";
import { Files } from "../../modules/modem/files.js";
import { SSLContext, type SSLContextOwner, type SSLSettings } from "../../modules/modem/ssl-context.js";
import { SSLContexts } from "../../modules/modem/ssl-contexts.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { EngineRig } from "../support/engine.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";

const settings: SSLSettings = Object.freeze({
	version: 3,
	level: 1,
	ca: { name: "UFS:ca.pem" },
	certificate: undefined,
	key: undefined,
	checksHost: true,
	ignoresTime: false,
});

describe("SSLContext", () => {
	let rig: EngineRig;
	let contexts: SSLContexts;
	let log: string[];
	const told = () => log.splice(0);
	const owner: SSLContextOwner = {
		onSecured: () => void log.push("secured"),
		onInsecure: ({ message, retry }: ModemError) => void log.push(`${message}${retry ? "" : " for good"}`),
	};
	const context = (more: Partial<SSLSettings> = {}) =>
		new SSLContext(rig.scheduler, contexts, { ...settings, ...more }, owner);

	beforeEach(() => {
		rig = new EngineRig();
		contexts = new SSLContexts(new Files(rig.scheduler), 3);
		log = [];
	});

	/** Answers every line; those that hold `refused` with an error. @returns the lines */
	const answer = (refused = "nothing", error = ERROR): string[] => {
		const lines: string[] = [];
		for (let sent = rig.serial.take(); sent !== ""; sent = rig.serial.take()) {
			lines.push(sent.trim());
			rig.serial.give(sent.includes(refused) ? error : OK);
		}
		return lines;
	};

	it("sets every option, whatever was there before", () => {
		context().prepare();
		deepEqual(told(), []);
		deepEqual(answer(), [
			"AT+CCLK?",
			'AT+QSSLCFG="sslversion",0,3',
			'AT+QSSLCFG="ciphersuite",0,"0XFFFF"',
			'AT+QSSLCFG="seclevel",0,1',
			'AT+QSSLCFG="cacert",0,"UFS:ca.pem"',
			'AT+QSSLCFG="ignorelocaltime",0,0',
			'AT+QSSLCFG="negotiatetime",0,90',
			'AT+QSSLCFG="sni",0,1',
			'AT+QSSLCFG="checkhost",0,1',
		]);
		deepEqual(told(), ["secured"]);
	});

	it("turns off what is not to be verified", () => {
		context({ level: 0, ca: undefined, checksHost: false, ignoresTime: true }).prepare();
		deepEqual(answer().slice(2), [
			'AT+QSSLCFG="seclevel",0,0',
			'AT+QSSLCFG="ignorelocaltime",0,1',
			'AT+QSSLCFG="negotiatetime",0,90',
			'AT+QSSLCFG="sni",0,1',
			'AT+QSSLCFG="checkhost",0,0',
		]);
	});

	it("puts certificates and key into the module first", () => {
		const store = Transmitter.store(1);
		store.bytes[0] = 0x41;
		const file = (name: string) => ({ name: `UFS:${name}`, content: () => store });
		context({ level: 2, ca: file("a"), certificate: { name: "UFS:b" }, key: file("c") }).prepare();
		equal(rig.serial.take(), "AT+CCLK?\r");
		rig.serial.give(OK);
		for (const name of ["a", "c"]) {
			equal(rig.serial.take(), `AT+QFLST="UFS:${name}"\r`);
			rig.serial.give(OK);
			equal(rig.serial.take(), `AT+QFUPL="UFS:${name}",1,5\r`);
			rig.serial.give("\r\nCONNECT\r\n");
			equal(rig.serial.take(), "A");
			rig.serial.give("\r\n+QFUPL: 1,4100\r\n\r\nOK\r\n");
			equal(rig.serial.take(), `AT+QFLST="UFS:${name}"\r`);
			rig.serial.give(`\r\n+QFLST: "UFS:${name}",1\r\n\r\nOK\r\n`);
			equal(rig.serial.take(), `AT+QFDWL="UFS:${name}"\r`);
			rig.serial.give("\r\nCONNECT\r\nA\r\n+QFDWL: 1,4100\r\n\r\nOK\r\n");
		}
		deepEqual(
			answer().filter((line) => line.includes("cert") || line.includes("key")),
			['AT+QSSLCFG="cacert",0,"UFS:a"', 'AT+QSSLCFG="clientcert",0,"UFS:b"', 'AT+QSSLCFG="clientkey",0,"UFS:c"'],
		);
		deepEqual(told(), ["secured"]);
	});

	it("is not secure when a file cannot be stored", () => {
		context({ ca: { name: "UFS:a", content: () => Transmitter.store(1) } }).prepare();
		equal(answer("QFUPL", "\r\n+CME ERROR: 403\r\n").length, 3);
		deepEqual(told(), ["+QFUPL file 403" + " for good"]);
	});

	it("is not secure when the module refuses an option that makes it so", () => {
		for (const name of ["sslversion", "seclevel", "cacert", "ignorelocaltime", "checkhost"]) {
			const it = context();
			it.prepare();
			answer(`"${name}"`);
			deepEqual(told(), [`+QSSLCFG="${name}" final 0 for good`]);
			it.close();
		}
		context().prepare();
		answer('"checkhost"', "\r\n+CME ERROR: 4\r\n");
		deepEqual(told(), ['+QSSLCFG="checkhost" CME 4 for good']);
	});

	it("does without what makes it no safer", () => {
		for (const name of ["ciphersuite", "sni", "negotiatetime"]) {
			context().prepare();
			equal(answer(`"${name}"`).length, 9);
			deepEqual(told(), ["secured"]);
		}
		contexts = new SSLContexts(new Files(rig.scheduler), 3);
		context({ checksHost: false }).prepare();
		answer('"checkhost"');
		deepEqual(told(), ["secured"]);
	});

	it("says so when nothing is answered, and when the module restarts", () => {
		context({ ignoresTime: true }).prepare();
		rig.serial.take();
		rig.clock.advance(5000);
		deepEqual(told(), ["+QSSLCFG timeout 0"]);
		rig.serial.take();
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		context({ ignoresTime: true }).prepare();
		rig.serial.take();
		rig.scheduler.reset();
		context().prepare();
		rig.serial.take();
		rig.scheduler.reset();
		deepEqual(told(), ["+QSSLCFG reset 0", "+CCLK reset 0"]);
	});

	const explained = (more: Partial<SSLSettings>, said: string) => {
		const it = context(more);
		it.explain(-1, "+QMTOPEN");
		equal(rig.serial.take(), "AT+CCLK?\r");
		rig.serial.give(said);
		it.close();
		return told();
	};

	it("looks at the clock when a connection fails", () => {
		deepEqual(explained({}, `\r\n+CCLK: "80/01/06,00:00:12+00"\r\n${OK}`), ["+CCLK tls -1"]);
		deepEqual(explained({}, `\r\n+CCLK: "26/01/01,00:00:00+00"\r\n${OK}`), ["+QMTOPEN tls -1"]);
	});

	it("sets the clock by the network's time before the connection, and goes on if it cannot", () => {
		for (const time of ["2026/10/13,03:40:48+32,0", ""]) {
			context().prepare();
			equal(rig.serial.take(), "AT+CCLK?\r");
			rig.serial.give(`\r\n+CCLK: "80/01/06,00:00:12+00"\r\n${OK}`);
			equal(rig.serial.take(), "AT+QLTS=2\r");
			rig.serial.give(`\r\n+QLTS: "${time}"\r\n${OK}`);
			equal(answer()[0], time === "" ? 'AT+QSSLCFG="sslversion",1,3' : 'AT+CCLK="26/10/13,03:40:48+32"');
			deepEqual(told(), ["secured"]);
		}
	});

	it("does not blame the clock where it does not count, or is not told", () => {
		const wrong = `\r\n+CCLK: "80/01/06,00:00:12+00"\r\n${OK}`;
		deepEqual(explained({ ignoresTime: true }, wrong), ["+QMTOPEN tls -1"]);
		deepEqual(explained({ level: 0 }, wrong), ["+QMTOPEN tls -1"]);
		deepEqual(explained({}, ERROR), ["+QMTOPEN tls -1"]);
	});

	it("is one of few, the one longest unused", () => {
		const [a, b, c] = [context(), context(), context()];
		deepEqual([a.index, b.index, c.index], [0, 1, 2]);
		throws(() => context(), Error, "busy");
		b.close();
		a.close();
		deepEqual([context().index, context().index], [1, 0]);
	});

	it("hears no more once it is closed", () => {
		for (const ignoresTime of [false, true]) {
			const it = context({ ignoresTime });
			it.prepare();
			rig.serial.take();
			it.close();
			rig.serial.give(OK);
		}
		equal(rig.serial.take(), "");
		deepEqual(told(), []);
	});
});
