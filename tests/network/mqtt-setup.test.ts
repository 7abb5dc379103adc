import type { ModemError } from "../../modules/errors.js";
import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClientOptions, QuectelOptions } from "../../modules/network/mqtt-options.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const host = "broker.example";

/** `AT+QMTCFG="name",0,rest` as `name rest`. */
const short = (line: string) => line.replace(/^AT\+QMTCFG="([^"]*)",\d,/, "$1 ");

describe("mqttSetup", () => {
	let module: ScriptedModule;
	let Client: BoundMQTTClient;

	function linesOf(options: Partial<MQTTClientOptions>): string[] {
		const client = new Client({ host, ...options });
		module.settle();
		const lines = module.lines();
		client.close();
		module.settle();
		module.lines();
		return lines;
	}
	const configuration = (options: Partial<MQTTClientOptions>) =>
		linesOf(options)
			.filter((line) => line.startsWith("AT+QMTCFG"))
			.map(short);
	const beyond = (quectel: QuectelOptions) => configuration({ quectel }).slice(8);

	/** How a client ends whose option of this name is refused. */
	function refused(name: string, options: Partial<MQTTClientOptions> = {}): string {
		module.answer(`AT+QMTCFG="${name}"`, "\r\nERROR\r\n");
		let end = "";
		const client = new Client({
			host,
			...options,
			onControl: (_, { returnCode }) => {
				end += `connected ${returnCode}`;
			},
			onError(error?: ModemError) {
				end += `${error?.message} ${error?.retry}`;
			},
		});
		module.settle();
		client.close();
		module.settle();
		module.answer(`AT+QMTCFG="${name}"`, "\r\nOK\r\n");
		return end;
	}

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
	});

	it("sets what the application asks for, and nothing more than it must", () => {
		deepEqual(beyond({}), []);
		const first = configuration({
			keepAlive: 3_600_000,
			clean: false,
			quectel: { version: 3, pdpcid: 15, packetTimeout: 60_000, retries: 10, receive: "stored" },
		});
		deepEqual(first.slice(0, 7), [
			"recv/mode 1,1",
			"version 3",
			"pdpcid 15",
			"ssl 0",
			"keepalive 3600",
			"session 0",
			"timeout 60,10,1",
		]);
		deepEqual(configuration({ quectel: { packetTimeout: 1001, retries: 0 } })[6], "timeout 2,0,1");
	});

	it("puts back what a former client of the index has changed, once", () => {
		const only = new Client({ host });
		for (let at = 1; at < 6; at++) new Client({ host });
		only.close();
		module.settle();
		module.lines();
		deepEqual(beyond({ qmtping: 60_000, sendMode: "hex", viewMode: true }), [
			"qmtping 60",
			"send/mode 1",
			"view/mode 1",
		]);
		deepEqual(beyond({ qmtping: 5_000 }), ["qmtping 5", "send/mode 0", "view/mode 0"]);
		deepEqual(beyond({}), ["qmtping 5"]);
		deepEqual(beyond({}), []);
	});

	it("knows the log-ins of three clouds, and gives no user then", () => {
		const logIn = (quectel: QuectelOptions) => {
			const lines = linesOf({ id: "me", quectel });
			equal(lines.at(-1)?.slice(12), ',"me"');
			return short(lines[8] as string);
		};
		equal(logIn({ alibaba: { productKey: "k", deviceName: "d", deviceSecret: "s" } }), 'aliauth "k","d","s"');
		equal(logIn({ oneNET: { productId: "p", accessKey: "YQ==" } }), 'onenet "p","YQ=="');
		equal(logIn({ huawei: { deviceId: "d", deviceSecret: "s" } }), 'hwauth "d","s"');
		equal(logIn({ huawei: { productId: "p", productSecret: "s", nodeId: "n" } }), 'hwprodid "p","s","n"');
	});

	it("takes a former client's log-in away", () => {
		const only = new Client({ host });
		for (let at = 1; at < 6; at++) new Client({ host });
		only.close();
		module.settle();
		module.lines();
		beyond({ alibaba: { productKey: "k", deviceName: "d", deviceSecret: "s" } });
		deepEqual(beyond({ oneNET: { productId: "p", accessKey: "a" } }), ['aliauth "","",""', 'onenet "p","a"']);
		deepEqual(beyond({}), ['onenet "",""']);
	});

	it("ends for an option that the module lacks only where it was asked for", () => {
		const cases: [string, Partial<MQTTClientOptions>, Partial<MQTTClientOptions>][] = [
			["version", {}, { quectel: { version: 4 } }],
			["pdpcid", {}, { quectel: { pdpcid: 1 } }],
			["keepalive", {}, { keepAlive: 0 }],
			["session", {}, { clean: true }],
			["timeout", {}, { quectel: { retries: 3 } }],
			["will", {}, { will: { topic: "t" } }],
			["qmtping", {}, { quectel: { qmtping: 5000 } }],
			["send/mode", {}, { quectel: { sendMode: "string" } }],
			["aliauth", {}, { quectel: { alibaba: { productKey: "k", deviceName: "d", deviceSecret: "s" } } }],
		];
		for (const [name, without, withIt] of cases) {
			equal(refused(name, without), "connected 0", name);
			if (name === "send/mode") continue; // never written while it is what the module has
			equal(refused(name, withIt), `+QMTCFG="${name}" final 0 false`, name);
		}
		equal(refused("send/mode", { quectel: { sendMode: "hex" } }), '+QMTCFG="send/mode" final 0 false');
		equal(refused("recv/mode"), '+QMTCFG="recv/mode" final 0 true');
	});

	it("closes a connection that is left over when nothing can be set, and begins anew", () => {
		let isOpen = true;
		module.answer('AT+QMTCFG="recv/mode"', () => (isOpen ? "\r\nERROR\r\n" : "\r\nOK\r\n"));
		module.answer("AT+QMTCLOSE=0", () => {
			isOpen = false;
			return "\r\nOK\r\n\r\n+QMTCLOSE: 0,0\r\n";
		});
		let returnCode: number | undefined;
		new Client({
			host,
			onControl: (_, message) => {
				returnCode = message.returnCode;
			},
		});
		module.settle();
		equal(returnCode, 0);
		const lines = module.lines();
		deepEqual(lines.slice(0, 3), ['AT+QMTCFG="recv/mode",0,0,1', "AT+QMTCLOSE=0", 'AT+QMTCFG="recv/mode",0,0,1']);
		equal(lines.length, 12);
	});

	it("closes a client three times that will not close, and then lets the next one find it", () => {
		module.answer("AT+QMTCLOSE=0", "\r\nOK\r\n\r\n+QMTCLOSE: 0,-1\r\n");
		const client = new Client({ host });
		module.settle();
		module.lines();
		client.close();
		module.settle();
		deepEqual(module.lines(), ["AT+QMTCLOSE=0", "AT+QMTCLOSE=0", "AT+QMTCLOSE=0"]);
		for (let at = 0; at < 6; at++) new Client({ host });
		throws(() => new Client({ host }), Error, "busy");
	});

	it("waits for a command record when all are in use, and calls nothing inside the constructor", () => {
		module = new ScriptedModule({ records: 6 });
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		module.afterPayload = "\r\nOK\r\n";
		const first = new Client({ host });
		module.settle();
		for (let at = 0; at < 4; at++) first.write(bytesOf("x"), { topic: "t", QoS: 1, id: at + 1 });
		module.settle();
		module.lines();
		const told: string[] = [];
		const second = new Client({
			host,
			onControl: (opcode) => told.push(`control ${opcode}`),
			onError: (error) => told.push(`error ${error?.message}`),
		});
		new Client({ host }).close();
		module.settle();
		deepEqual([module.lines(), told], [[], []]);
		module.say("\r\n+QMTPUBEX: 0,2,0\r\n");
		equal(module.lines()[0], 'AT+QMTCFG="recv/mode",1,0,1');
		deepEqual(told, ["control 2"]);
		second.close();
	});

	describe("will", () => {
		const willOf = (message: string | Uint8Array, topic = "w") => {
			const all = linesOf({ will: { topic, message, QoS: 1, retain: true } });
			const at = all.findIndex((line) => line.includes('"will'));
			return [short(all[at] as string), ...(all[at + 1]?.startsWith("<") ? [all[at + 1]] : [])];
		};

		it("goes out in quotes where it can", () => {
			module.answer('AT+QMTCFG="willex"', "\r\n> ");
			module.afterPayload = "\r\nOK\r\n";
			deepEqual(willOf("gone"), ['will 1,1,1,"w","gone"']);
			deepEqual(willOf(""), ['will 1,1,1,"w",""']);
			deepEqual(willOf(bytesOf("gone")), ['will 1,1,1,"w","gone"']);
		});

		it("goes out behind a prompt where it cannot", () => {
			module.answer('AT+QMTCFG="willex"', "\r\n> ");
			module.afterPayload = "\r\nOK\r\n";
			deepEqual(willOf('a"b'), ['willex 1,1,1,"w",3', '<a"b>']);
			deepEqual(willOf("a\r\nAT+QPOWD\r\n"), ['willex 1,1,1,"w",13', "<a\r\nAT+QPOWD\r\n>"]);
			deepEqual(willOf(Uint8Array.of(0xff, 0, 0x80)), ['willex 1,1,1,"w",3', "<\xff\0\x80>"]);
			const all = new Uint8Array(256).map((_, at) => at);
			deepEqual(willOf(all), ['willex 1,1,1,"w",256', `<${String.fromCharCode(...all)}>`]);
		});

		it("goes out behind a prompt where the line is too short for topic and message", () => {
			module = new ScriptedModule({ commandLine: 256 });
			module.ready();
			Client = module.modem.MQTTClient as BoundMQTTClient;
			module.answer('AT+QMTCFG="willex"', "\r\n> ");
			module.afterPayload = "\r\nOK\r\n";
			const topic = "t".repeat(200);
			deepEqual(willOf("gone but", topic), [`will 1,1,1,"${topic}","gone but"`]);
			deepEqual(willOf("gone but not", topic), [`willex 1,1,1,"${topic}",12`, "<gone but not>"]);
			throws(() => new Client({ host, will: { topic: "t".repeat(209) } }), RangeError, "will.topic");
		});

		it("ends a client whose will the module refuses", () => {
			equal(refused("willex", { will: { topic: "t", message: "\r" } }), '+QMTCFG="will" final 0 false');
		});
	});
});

describe("checkMQTTOptions", () => {
	it("refuses every value out of range, by its name, before a byte goes out", () => {
		const module = new ScriptedModule();
		module.ready();
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		const ranges: [QuectelOptions, string][] = [
			[{ version: 2 as never }, "quectel.version: 3 to 4"],
			[{ version: 5 as never }, "quectel.version: 3 to 4"],
			[{ pdpcid: 0 }, "quectel.pdpcid: 1 to 15"],
			[{ pdpcid: 16 }, "quectel.pdpcid: 1 to 15"],
			[{ packetTimeout: 999 }, "quectel.packetTimeout: 1000 to 60000"],
			[{ packetTimeout: 60001 }, "quectel.packetTimeout: 1000 to 60000"],
			[{ packetTimeout: Number.NaN }, "quectel.packetTimeout: 1000 to 60000"],
			[{ retries: -1 }, "quectel.retries: 0 to 10"],
			[{ retries: 11 }, "quectel.retries: 0 to 10"],
			[{ retries: 1.5 }, "quectel.retries: 0 to 10"],
			[{ qmtping: 4999 }, "quectel.qmtping: 5000 to 60000"],
			[{ qmtping: 60001 }, "quectel.qmtping: 5000 to 60000"],
			[{ sendMode: "raw" as never }, "quectel.sendMode"],
			[{ receiveStore: 0 }, "quectel.receiveStore: 1 to 65535"],
			[{ transmitStore: 65536 }, "quectel.transmitStore: 1 to 65535"],
			[{ alibaba: { productKey: "", deviceName: "d", deviceSecret: "s" } }, "quectel.alibaba.productKey: empty"],
			[{ alibaba: { productKey: "k", deviceName: 'd"', deviceSecret: "s" } }, "quectel.alibaba.deviceName"],
			[{ oneNET: { productId: "p", accessKey: "x".repeat(257) } }, "quectel.oneNET.accessKey: over 256 bytes"],
			[{ huawei: { deviceId: "d\r", deviceSecret: "s" } }, "quectel.huawei.deviceId"],
			[
				{ huawei: { deviceId: "d", deviceSecret: "s" }, oneNET: { productId: "p", accessKey: "a" } },
				"quectel: oneNET or huawei",
			],
		];
		for (const [quectel, part] of ranges) throws(() => new Client({ host, quectel }), RangeError, part);
		const kinds: [object, string][] = [
			[{ quectel: null }, "quectel: not an object"],
			[{ quectel: { viewMode: 1 } }, "quectel.viewMode: not a boolean"],
			[{ quectel: { alibaba: { productKey: "k" } } }, "quectel.alibaba.deviceName: not a string"],
			[{ quectel: { oneNET: "x" } }, "quectel.oneNET: not an object"],
			[{ quectel: { huawei: {} } }, "quectel.huawei.deviceId: not a string"],
			[{ clean: 1 }, "clean: not a boolean"],
			[{ will: "w" }, "will: not an object"],
			[{ will: { topic: 1 } }, "will.topic: not a string"],
			[{ will: { topic: "t", message: 5 } }, "will.message: not a Byte Buffer"],
			[{ will: { topic: "t", retain: 1 } }, "will.retain: not a boolean"],
			[{ password: 5 }, "password: not a Byte Buffer"],
			[{ user: 5 }, "user: not a string"],
			[{ id: 5 }, "id: not a string"],
		];
		for (const [options, part] of kinds) throws(() => new Client({ host, ...options } as never), TypeError, part);
		const more: [Partial<MQTTClientOptions>, string][] = [
			[{ host: "" }, "host: empty"],
			[{ host: "h".repeat(101) }, "host: over 100 bytes"],
			[{ port: 0 }, "port: 1 to 65535"],
			[{ keepAlive: -1 }, "keepAlive: 0 to 3600000"],
			[{ id: "x".repeat(257) }, "id: over 256 bytes"],
			[{ password: Uint8Array.of(0xc0) }, "password: not UTF-8"],
			[{ password: Uint8Array.of(65, 0) }, "password: holds CR, LF, NUL, BS, DEL or a quote"],
			[{ will: { topic: "t", message: "x".repeat(257) } }, "will.message: over 256 bytes"],
			[{ will: { topic: "t", message: new Uint8Array(257) } }, "will.message: over 256 bytes"],
			[{ will: { topic: "t", QoS: 3 } }, "will.QoS: 0 to 2"],
			[
				{ user: "u", quectel: { oneNET: { productId: "p", accessKey: "a" } } },
				"quectel.oneNET: makes user and password itself",
			],
		];
		for (const [options, part] of more) throws(() => new Client({ host, ...options }), RangeError, part);
		module.settle();
		deepEqual(module.lines(), []);
		// None of them has kept an index.
		for (let at = 0; at < 6; at++) new Client({ host });
		module.settle();
		ok(module.lines().some((line) => line.startsWith("AT+QMTOPEN=5")));
	});

	it("takes a password of UTF-8 bytes", () => {
		const module = new ScriptedModule();
		module.ready();
		new (module.modem.MQTTClient as BoundMQTTClient)({ host, password: Uint8Array.of(0xc3, 0xa4) });
		module.settle();
		equal(module.lines().at(-1), 'AT+QMTCONN=0,"","","\xc3\xa4"');
	});

	it("refuses what does not fit on a short command line", () => {
		const module = new ScriptedModule({ commandLine: 256 });
		module.ready();
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		const long = "x".repeat(100);
		throws(() => new Client({ host, id: long, user: long, password: long }), RangeError, "in all");
		const alibaba = { productKey: long, deviceName: long, deviceSecret: long };
		throws(() => new Client({ host, quectel: { alibaba } }), RangeError, "quectel.alibaba: over 208 bytes in all");
	});
});
