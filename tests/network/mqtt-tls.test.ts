import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";

const ERROR = "\r\nERROR\r\n";

describe("MQTTClient with TLS", () => {
	let module: ScriptedModule;
	let Client: BoundMQTTClient;
	let log: string[];
	const told = () => log.splice(0);
	const client = (tls: TLSOptions = { ca: "ca.pem" }, more: Partial<MQTTClientOptions> = {}) =>
		new Client({
			host: "broker.example",
			...more,
			socket: { tls },
			onControl: (opcode, { returnCode }) => void log.push(`control ${opcode} ${returnCode}`),
			onError: (error) => void log.push(`error ${error?.message}`),
		});

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		log = [];
	});

	it("sets a context up before the client that uses it", () => {
		client();
		deepEqual(log, []);
		module.settle();
		const lines = module.lines();
		deepEqual(lines.slice(0, 5), [
			"AT+CCLK?",
			'AT+QSSLCFG="sslversion",0,3',
			'AT+QSSLCFG="ciphersuite",0,"0XFFFF"',
			'AT+QSSLCFG="seclevel",0,1',
			'AT+QSSLCFG="cacert",0,"UFS:ca.pem"',
		]);
		equal(lines.indexOf('AT+QMTCFG="recv/mode",0,0,1'), 9);
		equal(lines.includes('AT+QMTCFG="ssl",0,1,0'), true);
		deepEqual(told(), ["control 2 0"]);
	});

	it("takes TLS away from an index that had it", () => {
		for (let index = 0; index < 6; index++) client({ verify: false }).close();
		module.settle();
		module.lines();
		new Client({ host: "broker.example" });
		module.settle();
		equal(
			module
				.lines()
				.filter((line) => line.startsWith('AT+QMTCFG="ssl"'))[0]
				?.slice(-2),
			",0",
		);
	});

	it("gives the context back, and its client another one", () => {
		const first = client();
		module.settle();
		first.close();
		module.settle();
		module.lines();
		client();
		module.settle();
		equal(module.lines().includes('AT+QMTCFG="ssl",1,1,1'), true);
	});

	it("ends when the module refuses what TLS needs", () => {
		module.answer('AT+QMTCFG="ssl"', ERROR);
		client();
		module.settle();
		deepEqual(told(), ['error +QMTCFG="ssl" final 0']);
		module.answer('AT+QSSLCFG="checkhost"', ERROR);
		client();
		module.settle();
		deepEqual(told(), ['error +QSSLCFG="checkhost" final 0']);
	});

	it("looks for the reason when there is no connection", () => {
		for (const code of [-1, 5]) {
			module.answer("AT+QMTOPEN=", (line) => `\r\nOK\r\n\r\n+QMTOPEN: ${line[11]},${code}\r\n`);
			client();
			module.settle();
			module.answer("AT+CCLK?", '\r\n+CCLK: "80/01/06,00:00:00+00"\r\n\r\nOK\r\n');
			client();
			module.settle();
			client({ ca: "ca.pem" }, { quectel: { ignoreTime: true } });
			module.settle();
			deepEqual(told(), [`error +QMTOPEN tls ${code}`, `error +CCLK tls ${code}`, `error +QMTOPEN tls ${code}`]);
			module.answer("AT+CCLK?", "\r\nOK\r\n");
		}
		module.answer("AT+QMTOPEN=", (line) => `\r\nOK\r\n\r\n+QMTOPEN: ${line[11]},4\r\n`);
		client();
		module.settle();
		deepEqual(told(), ["error +QMTOPEN mqtt 4"]);
	});

	it("may be closed at every line", () => {
		for (let count = 0; count < 20; count++) {
			const it = client();
			let left = count;
			module.answer("AT+Q", () => {
				if (left-- === 0) it.close();
				return "\r\nOK\r\n";
			});
			module.settle();
			it.close();
			module.settle();
			deepEqual(
				told().filter((text) => text.startsWith("error")),
				[],
			);
		}
	});

	it("ends once when the module restarts in the middle", () => {
		for (const line of ["AT+CCLK?", 'AT+QSSLCFG="sni"', 'AT+QMTCFG="ssl"']) {
			module = new ScriptedModule();
			module.ready();
			Client = module.modem.MQTTClient as BoundMQTTClient;
			client();
			// Its echo tells that it has restarted, until it is switched off.
			let isEchoing = false;
			module.answer(line, () => {
				isEchoing = true;
				return "\r\nRDY\r\n";
			});
			for (const [probe, text] of [
				["AT+IPR?", "+IPR: 115200"],
				["AT+CMEE?", "+CMEE: 1"],
				["AT+CSQ", "+CSQ: 29,99"],
			] as const) {
				module.answer(probe, (sent) => `${isEchoing ? `${sent}\r` : ""}\r\n${text}\r\n\r\nOK\r\n`);
			}
			module.answer("ATE0", () => {
				isEchoing = false;
				return "\r\nOK\r\n";
			});
			module.settle();
			module.ready();
			deepEqual(told(), ["error  reset 0"]);
		}
	});

	it("refuses bad options, and takes nothing for them", () => {
		for (let at = 0; at < 10; at++) {
			throws(() => client({}), TypeError, "tls.ca");
			throws(() => client({ ca: "ca.pem", host: "other.example" }), RangeError, "tls.host");
			throws(() => client({ ca: "ca.pem" }, { quectel: { ignoreTime: 1 as never } }), TypeError, "ignoreTime");
		}
		for (let at = 0; at < 6; at++) client();
		throws(() => client(), Error, "busy");
	});
});
