import * as fc from "fast-check";
import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const seed = 20200812;

/** Text that wants out of its quotes. */
const hostile = fc.oneof(
	fc.string({ unit: "binary", maxLength: 40 }),
	fc
		.array(
			fc.constantFrom(
				'"',
				"\r",
				"\n",
				"\0",
				",",
				"AT+QPOWD",
				"AT",
				"A/",
				";",
				"\x1a",
				"\x1b",
				"\b",
				"\b".repeat(30),
				"\x7f".repeat(30),
				"> ",
				"+++",
				"a",
				"ü",
				"\ud800",
			),
			{ maxLength: 12 },
		)
		.map((parts) => parts.join("")),
);

/** All that script can give as text to the constructor, by its path. */
const places = [
	"host",
	"id",
	"user",
	"password",
	"will.topic",
	"will.message",
	"quectel.alibaba.productKey",
	"quectel.alibaba.deviceName",
	"quectel.alibaba.deviceSecret",
	"quectel.oneNET.productId",
	"quectel.oneNET.accessKey",
	"quectel.huawei.deviceId",
	"quectel.huawei.deviceSecret",
	"quectel.huawei.nodeId",
] as const;

function optionsWith(place: string, text: string): MQTTClientOptions {
	const options: Record<string, unknown> = { host: "h" };
	if (place.startsWith("will")) options.will = { topic: "t", message: "m" };
	if (place.includes("alibaba")) {
		options.quectel = { alibaba: { productKey: "k", deviceName: "d", deviceSecret: "s" } };
	} else if (place.includes("oneNET")) options.quectel = { oneNET: { productId: "p", accessKey: "a" } };
	else if (place.includes("nodeId")) {
		options.quectel = { huawei: { productId: "p", productSecret: "s", nodeId: "n" } };
	} else if (place.includes("huawei")) options.quectel = { huawei: { deviceId: "d", deviceSecret: "s" } };
	const path = place.split(".");
	const last = path.pop() as string;
	let at = options;
	for (const name of path) at = at[name] as Record<string, unknown>;
	at[last] = text;
	return options as object as MQTTClientOptions;
}

/**
 * A line as it should be: a known command, numbers, and strings that hold no quote and nothing that edits the line (V.250, 5.2.2).
 * Payload is taken off by its length.
 */
const line = /^AT\+QMT[A-Z]+=(?:"[^"\b\x7f]*"|-?\d+)?(?:,(?:"[^"\b\x7f]*"|-?\d+))*$/;

/** Splits what went out into command lines, payloads left out: an own reading, by what the lines announce. */
function commandsIn(bytes: string): string[] {
	const found: string[] = [];
	for (let at = 0; at < bytes.length; ) {
		const end = bytes.indexOf("\r", at);
		ok(end >= 0, `no line end: ${JSON.stringify(bytes.slice(at))}`);
		const text = bytes.slice(at, end);
		found.push(text);
		at = end + 1;
		const announced = /^AT\+QMT(?:PUBEX=.*|CFG="willex".*),(\d+)$/.exec(text);
		if (announced !== null) at += Number(announced[1]);
	}
	return found;
}

describe("MQTTClient, injection", () => {
	let module: ScriptedModule;
	let sent: string;

	function begin(): BoundMQTTClient {
		sent = "";
		module = new ScriptedModule({
			onTrace: (direction, bytes) => {
				if (direction === "out") sent += String.fromCharCode(...bytes);
			},
		});
		module.answer('AT+QMTCFG="willex"', "\r\n> ");
		const afterPublish = module.afterPayload as (it: string) => string;
		module.afterPayload = (it) => (it.includes("willex") ? "\r\nOK\r\n" : afterPublish(it));
		module.ready();
		sent = "";
		return module.modem.MQTTClient as BoundMQTTClient;
	}

	/** What went out are lines of ours, in the right number, or nothing did. */
	function check(work: () => void, count: number): void {
		sent = "";
		let isRefused = false;
		try {
			work();
		} catch (error) {
			ok(error instanceof RangeError, `${error}`);
			isRefused = true;
		}
		module.settle();
		const commands = commandsIn(sent);
		if (isRefused) {
			deepEqual(commands, []);
			return;
		}
		for (const it of commands) ok(line.test(it), JSON.stringify(it));
		equal(commands.length, count, JSON.stringify(commands));
	}

	it("no string option of the constructor puts a second command on the wire", () => {
		fc.assert(
			fc.property(fc.constantFrom(...places), hostile, (place, text) => {
				const Client = begin();
				check(() => new Client(optionsWith(place, text)), place.startsWith("quectel") ? 11 : 10);
			}),
			{ seed, numRuns: 500 },
		);
	});

	it("no topic puts a second command on the wire", () => {
		const Client = begin();
		const client = new Client({ host: "h" });
		module.settle();
		module.answer("AT+QMTSUB=", (it) => `\r\nOK\r\n\r\n+QMTSUB: 0,${it.split(",")[1]},0,0\r\n`);
		module.answer("AT+QMTUNS=", (it) => `\r\nOK\r\n\r\n+QMTUNS: 0,${it.split(",")[1]},0\r\n`);
		fc.assert(
			fc.property(hostile, fc.constantFrom(3, 8, 10), (topic, operation) => {
				check(() => {
					if (operation === 3) client.write(bytesOf("x"), { topic, QoS: 1 });
					else client.write(undefined, { operation, items: [{ topic: "good" }, { topic }] });
				}, 1);
			}),
			{ seed, numRuns: 1000 },
		);
	});

	it("no payload is taken for a command", () => {
		const Client = begin();
		const client = new Client({ host: "h" });
		module.settle();
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (payload) => {
				check(() => client.write(payload, { topic: "t", QoS: 1 }), 1);
				ok(sent.endsWith(String.fromCharCode(...payload)));
			}),
			{ seed, numRuns: 300 },
		);
	});
});
