import { createHmac } from "node:crypto";
import { equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";
import { Site } from "../site.js";

const OK = "\r\nOK\r\n";

/** Whether a log-in is right by the rules of a platform; written from the platforms' own pages, apart from the simulator's. */
type Verifier = (client: string, user: string, password: string) => boolean;

/** Alibaba Cloud IoT: documentation of "MQTT client connections", one secret per device. */
function alibaba(secrets: Readonly<Record<string, string>>): Verifier {
	return (client, user, password) => {
		const [, id, extension] = /^([^|]*)\|([^|]*)\|$/.exec(client) ?? [];
		const [device, product] = user.split("&");
		const fields = new Map(extension?.split(",").map((field) => field.split("=") as [string, string]));
		const method = fields.get("signmethod")?.replace("hmac", "") ?? "";
		const secret = secrets[user];
		if (id === undefined || secret === undefined || !/^[23]$/.test(fields.get("securemode") ?? "")) {
			return false;
		}
		const time = fields.get("timestamp");
		const content = `clientId${id}deviceName${device}productKey${product}${time === undefined ? "" : `timestamp${time}`}`;
		return createHmac(method, secret).update(content).digest("hex") === password.toLowerCase();
	};
}

/** OneNET: documentation of the token algorithm. */
function oneNet(keys: Readonly<Record<string, string>>, now: number): Verifier {
	return (client, user, password) => {
		const token = new URLSearchParams(password);
		const { version, res, et, method, sign } = Object.fromEntries(token) as Record<string, string>;
		const key = keys[`${user}/${client}`];
		if (key === undefined || res !== `products/${user}/devices/${client}` || Number(et) < now) {
			return false;
		}
		const signed = `${et}\n${method}\n${res}\n${version}`;
		return (
			createHmac(method ?? "", Buffer.from(key, "base64"))
				.update(signed)
				.digest("base64") === sign
		);
	};
}

/** Huawei IoTDA: documentation of device connection authentication. */
function huawei(secrets: Readonly<Record<string, string>>): Verifier {
	return (client, user, password) => {
		const [, device, hour] = /^(.+)_0_0_(\d{10})$/.exec(client) ?? [];
		const secret = secrets[user];
		if (device !== user || hour === undefined || secret === undefined) {
			return false;
		}
		return createHmac("sha256", hour).update(secret).digest("hex") === password;
	};
}

/** What AT+QMTCONN answers in front of a broker that lets in whom the verifier believes. */
function connect(verifier: Verifier, configuration: string, typed = '"me"'): string {
	const site = new Site();
	site.broker.authorize = (client, user = "", password = "") => (verifier(client, user, password) ? 0 : 4);
	equal(site.ask(`AT+QMTCFG=${configuration}`), OK);
	equal(site.ask('AT+QMTOPEN=0,"broker",1883'), `${OK}\r\n+QMTOPEN: 0,0\r\n`);
	return site.ask(`AT+QMTCONN=0,${typed}`);
}

const ACCEPTED = `${OK}\r\n+QMTCONN: 0,0,0\r\n`;
const REFUSED = `${OK}\r\n+QMTCONN: 0,0,4\r\n\r\n+QMTSTAT: 0,4\r\n`;

describe("log-ins that the module computes", () => {
	const accessKey = Buffer.from("a secret of 32 bytes, or not so").toString("base64");
	const verifiers = {
		aliauth: alibaba({ "MQTT_TEST&oyjtmPI5a5j": "wN9Y6pZSIly7Exa5qVzcmigEGO4kAazZ" }),
		onenet: oneNet({ "123123/me": accessKey }, Date.now() / 1000),
		hwauth: huawei({ "5f05_me": "12345678" }),
		hwprodid: huawei({ product_node: "of the product" }),
	};
	const right = {
		aliauth: '"aliauth",0,"oyjtmPI5a5j","MQTT_TEST","wN9Y6pZSIly7Exa5qVzcmigEGO4kAazZ"',
		onenet: `"onenet",0,"123123","${accessKey}"`,
		hwauth: '"hwauth",0,"5f05_me","12345678"',
		hwprodid: '"hwprodid",0,"product","of the product","node"',
	};
	const wrong = {
		aliauth: '"aliauth",0,"oyjtmPI5a5j","MQTT_TEST","wrong"',
		onenet: '"onenet",0,"123123","d3Jvbmc="',
		hwauth: '"hwauth",0,"5f05_me","12345679"',
		hwprodid: '"hwprodid",0,"product","of another","node"',
	};

	for (const name of ["aliauth", "onenet", "hwauth", "hwprodid"] as const) {
		it(`${name}: are what the platform lets in`, () => {
			equal(connect(verifiers[name], right[name]), ACCEPTED);
		});

		it(`${name}: are refused with another secret`, () => {
			equal(connect(verifiers[name], wrong[name]), REFUSED);
		});

		it(`${name}: leave alone what AT+QMTCONN gives`, () => {
			const given: Verifier = (client, user, password) => client === "me" && user === "you" && password === "secret";
			equal(connect(given, right[name], '"me","you","secret"'), ACCEPTED);
			equal(connect(verifiers[name], right[name], '"me","you","secret"'), REFUSED);
		});
	}

	it("aliauth: tell whether the link is secure", () => {
		const modes: (string | undefined)[] = [];
		for (const ssl of ["0,0", "0,1,2"]) {
			const rig = new Rig().boot();
			rig.ask("ATE0");
			rig.ask(`AT+QMTCFG="ssl",${ssl}`);
			rig.ask('AT+QMTCFG="aliauth",0,"p","d","s"');
			rig.ask('AT+QMTOPEN=0,"broker",1883');
			rig.ask('AT+QMTCONN=0,"me"');
			const [packet] = rig.network.peer.got("connect");
			ok(packet?.cmd === "connect");
			modes.push(/securemode=(\d)/.exec(packet.clientId)?.[1]);
		}
		equal(modes.join(), "3,2");
	});

	it("hwauth: carry the hour of the module's clock, in UTC", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.ask('AT+CCLK="26/08/07,03:54:02+32"');
		rig.ask('AT+QMTCFG="hwauth",0,"device","secret"');
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		rig.ask('AT+QMTCONN=0,"me"');
		const [packet] = rig.network.peer.got("connect");
		ok(packet?.cmd === "connect");
		equal(packet.clientId, "device_0_0_2026080619");
	});

	it("onenet: cannot be made with a key that is no base64: +QMTSTAT: 0,3", () => {
		const answer = connect(() => true, '"onenet",0,"123123","not base64!"');
		equal(answer, `${OK}\r\n+QMTCONN: 0,2\r\n\r\n+QMTSTAT: 0,3\r\n`);
	});

	it("are of the first cloud when several are set, and of none when it is emptied again", () => {
		const site = new Site();
		const seen: string[] = [];
		site.broker.authorize = (client) => {
			seen.push(client);
			return 4;
		};
		for (const line of [right.onenet, right.aliauth, '"aliauth",0,"","",""', '"onenet",0,"",""']) {
			equal(site.ask(`AT+QMTCFG=${line}`), OK);
			site.ask('AT+QMTOPEN=0,"broker",1883');
			site.ask('AT+QMTCONN=0,"me"');
		}
		equal(seen.join(" "), "me me|securemode=3,signmethod=hmacsha256| me me");
	});
});
