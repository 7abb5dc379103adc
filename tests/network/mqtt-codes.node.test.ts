import { ModemError } from "../../modules/errors.js";
import { meaning } from "../../modules/meanings.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import { parseFault } from "../../tools/sim/faults/fault.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";
import { Station } from "./station.js";

describe("MQTTClient, every code of the note", () => {
	let station: Station;
	const cause = (fault: string) => station.module.faults.cause(parseFault(fault));
	const publish = (client: MQTTClient, QoS = 1) => client.write(bytesOf("x"), { topic: "t", QoS, id: 7 });

	beforeEach(() => {
		station = new Station();
	});
	afterEach(() => station.close());

	it("+QMTOPEN -1: failed to open network", () => {
		cause("open-fails");
		deepEqual(station.endOf({}), ["mqtt +QMTOPEN -1 true"]);
	});

	it("+QMTOPEN 1: wrong parameter", () => {
		deepEqual(station.endOf({ host: "no host" }), ["mqtt +QMTOPEN 1 false"]);
	});

	it("+QMTOPEN 2: occupied, even after what was left over should have been closed", () => {
		// Closed while it opens, and the module does not close it: it stays open, and is found by the next client of the index.
		cause("close-fails,times=4");
		const first = new station.Client({ host: "broker.test" });
		station.until("opening", () => station.sent.includes("AT+QMTOPEN"));
		first.close();
		const others = [1, 2, 3, 4, 5].map((id) => station.connect({ id: `${id}` }));
		deepEqual(station.endOf({}), ["mqtt +QMTOPEN 2 true"]);
		for (const client of others) client.close();
	});

	it("+QMTOPEN 3: failed to activate PDP", () => {
		station.onSent = () => {
			if (!station.sent.includes('"broker.test",1883\r')) return;
			station.onSent = () => {};
			const alarm = station.clock.alarm(() => cause("drop-pdp"));
			alarm.set(30);
		};
		deepEqual(station.endOf({}), ["mqtt +QMTOPEN 3 true"]);
	});

	it("+QMTOPEN 4: failed to parse domain name", () => {
		deepEqual(station.endOf({ host: "nowhere.test" }), ["mqtt +QMTOPEN 4 true"]);
	});

	it("+QMTOPEN 5: network connection error", () => {
		deepEqual(station.endOf({ port: 1884 }), ["mqtt +QMTOPEN 5 true"]);
	});

	it("+QMTCONN return codes 1 to 5, and +QMTSTAT 4 behind them", () => {
		for (const code of [1, 2, 3, 4, 5]) {
			station.broker.faults.refusal = code;
			deepEqual(station.endOf({}), [`CONNACK ${code}`, `mqtt +QMTCONN ${code} ${code === 3}`]);
		}
	});

	it("+QMTCONN 1: CONNECT was sent again", () => {
		cause("connect-repeated");
		let notice = "";
		const client = station.connect({ quectel: { onNotice: (id, count) => (notice += `${id} ${count}`) } });
		equal(notice, "0 1");
		equal(station.modem.counters.retransmissions, 1);
		client.close();
	});

	it("+QMTCONN 2 and +QMTSTAT 3: CONNECT could not be sent", () => {
		cause("connect-not-sent");
		deepEqual(station.endOf({}), ["mqtt +QMTSTAT 3 true"]);
	});

	it("+QMTCONN 2 and +QMTSTAT 4: no CONNACK", () => {
		station.broker.faults.stalled.add("connack");
		deepEqual(station.endOf({}), ["mqtt +QMTSTAT 4 true"]);
	});

	it("+QMTSUB and +QMTUNS: granted, refused, sent again, failed", () => {
		const { faults } = station.broker;
		faults.refusedFilters.add("secret");
		const told: string[] = [];
		const client = station.connect({
			onControl: (opcode, { id, payload }) => opcode > 8 && told.push(`${opcode} ${id} ${payload ?? ""}`),
			onError: (error) => told.push(`${error?.message}`),
			quectel: { packetTimeout: 1000, retries: 1, onNotice: (id, count) => told.push(`notice ${id} ${count}`) },
		});
		const { SUBSCRIBE, UNSUBSCRIBE } = station.Client;
		const items = [{ topic: "a", QoS: 2 }, { topic: "secret", QoS: 1 }, { topic: "b" }];
		client.write(undefined, { operation: SUBSCRIBE, id: 11, items });
		station.until("subscribed", () => told.length === 1);
		client.write(undefined, { operation: UNSUBSCRIBE, id: 12, items });
		station.until("unsubscribed", () => told.length === 2);
		deepEqual(told.splice(0), ["9 11 2,128,0", "11 12 "]);
		faults.stalled.add("suback");
		client.write(undefined, { operation: SUBSCRIBE, id: 13, items: [{ topic: "c" }] });
		station.until("given up", () => told.length === 2);
		deepEqual(told.splice(0), ["notice 13 1", "+QMTSUB mqtt 2"]);
		const other = station.connect({
			onError: (error) => told.push(`${error?.message}`),
			quectel: { packetTimeout: 1000, retries: 1 },
		});
		faults.stalled.add("unsuback");
		other.write(undefined, { operation: UNSUBSCRIBE, items: [{ topic: "c" }] });
		station.until("given up", () => told.length === 1);
		deepEqual(told, ["+QMTUNS mqtt 2"]);
	});

	it("+QMTPUBEX 0, 1 and 2", () => {
		const told: string[] = [];
		const client = station.connect({
			quectel: {
				packetTimeout: 1000,
				retries: 2,
				onResult: (id, result, error) => told.push(`${id} ${result} ${error?.message ?? ""}`),
				onNotice: (id, count) => told.push(`notice ${id} ${count}`),
			},
		});
		publish(client);
		station.until("published", () => told.length === 1);
		station.broker.faults.stalled.add("puback");
		publish(client);
		station.until("given up", () => told.length === 4);
		deepEqual(told, ["7 published ", "notice 7 1", "notice 7 2", "7 unknown +QMTPUBEX mqtt 2"]);
	});

	it("+QMTDISC -1 and 0, and +QMTSTAT 5 behind it", () => {
		const disconnect = (client: MQTTClient) => client.write(undefined, { operation: station.Client.DISCONNECT });
		cause("disconnect-fails");
		deepEqual(station.endOf({}, disconnect), ["CONNACK 0", "mqtt +QMTDISC -1 false"]);
		cause("disconnect-status");
		deepEqual(station.endOf({}, disconnect), ["CONNACK 0", "no error"]);
		station.clock.advance(1000);
		deepEqual(station.broker.clients, []);
	});

	it("+QMTCLOSE -1: closed again", () => {
		const client = station.connect();
		cause("close-fails,times=2");
		client.close();
		station.until("closed", () => station.broker.clients.length === 0);
		equal(station.sent.match(/AT\+QMTCLOSE=0/g)?.length, 3);
	});

	it("+QMTSTAT 1: closed or reset by the peer", () => {
		for (const how of ["close", "abort"] as const) {
			deepEqual(
				station.endOf({}, () => station.broker.drop("mast", how)),
				["CONNACK 0", "mqtt +QMTSTAT 1 true"],
			);
		}
	});

	it("+QMTSTAT 2, announced by +QMTPING: no answer to PINGREQ", () => {
		station.broker.faults.stalled.add("pingresp");
		const before = station.modem.counters.unknownLines;
		deepEqual(station.endOf({ keepAlive: 10_000 }), ["CONNACK 0", "mqtt +QMTSTAT 2 true"]);
		equal(station.modem.counters.unknownLines, before);
	});

	it("+QMTSTAT 6: packets kept failing", () => {
		station.broker.faults.stalled.add("puback");
		const told = station.endOf({ quectel: { packetTimeout: 1000, retries: 1 } }, (client) => {
			for (let id = 1; id <= 5; id++) client.write(bytesOf("x"), { topic: "t", QoS: 1, id });
		});
		equal(told[0], "CONNACK 0");
		equal(told.at(-1), "mqtt +QMTSTAT 6 true");
		deepEqual(
			told.slice(1, -1).filter((it) => !it.startsWith("unknown") && !it.startsWith("notice")),
			[],
		);
	});

	it("+QMTSTAT 7: the link is not alive", () => {
		deepEqual(
			station.endOf({}, () => cause("drop-pdp")),
			["CONNACK 0", "mqtt +QMTSTAT 7 true"],
		);
	});

	it("+QMTSTAT 8: the module closed the connection", () => {
		station.network.listen("mad.test", 1883, (peer) => {
			peer.onData = () => {
				peer.write(Uint8Array.of(0x20, 2, 0, 0));
				peer.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
			};
		});
		deepEqual(station.endOf({ host: "mad.test" }), ["CONNACK 0", "mqtt +QMTSTAT 8 true"]);
	});

	it("a PUBLISH that is not acknowledged when the connection ends is unknown, one not begun has failed", () => {
		station.broker.faults.stalled.add("puback");
		const told: string[] = [];
		const client = station.connect({
			onError: (error) => told.push(`${error?.message}`),
			quectel: { onResult: (id, result) => told.push(`${id} ${result}`) },
		});
		publish(client);
		station.until("on its way", () => station.broker.log.length === 1);
		station.clock.advance(100);
		station.broker.drop("mast", "abort");
		station.until("ended", () => told.length === 2);
		deepEqual(told, ["7 unknown", "+QMTSTAT mqtt 1"]);
	});

	it("finds out that the connection is gone though +QMTSTAT got lost on the wire", () => {
		const { faults } = station.module;
		deepEqual(
			station.endOf({}, (client) => {
				const lose = station.clock.alarm(() => {
					faults.cause({ fault: "lose", direction: "module", rate: 1 });
					station.broker.drop("mast", "abort");
					calm.set(1000);
				});
				const calm = station.clock.alarm(() => {
					faults.cause({ fault: "calm" });
					publish(client);
				});
				lose.set(6000);
			}),
			["CONNACK 0", "failed +QMTPUBEX 0", "mqtt +QMTCONN 0 true"],
		);
	});

	it("a restart of the module", () => {
		deepEqual(
			station.endOf({}, () => cause("reset")),
			["CONNACK 0", "reset  0 true"],
		);
	});
});

describe("meaning", () => {
	it("has words for every code of the note", () => {
		const codes: Readonly<Record<string, readonly number[]>> = {
			"+QMTOPEN": [-1, 1, 2, 3, 4, 5],
			"+QMTCONN": [0, 1, 2, 3, 4, 5],
			"+QMTSTAT": [1, 2, 3, 4, 5, 6, 7, 8],
			"+QMTCLOSE": [-1],
			"+QMTDISC": [-1],
			"+QMTSUB": [2],
			"+QMTUNS": [2],
			"+QMTPUBEX": [2],
		};
		for (const [command, all] of Object.entries(codes)) {
			const words = all.map((code) => meaning(new ModemError("mqtt", code, command, true)));
			equal(new Set(words).size, all.length, command);
			for (const text of words) ok(/^[a-zA-Z][\w :,]+$/.test(text), text);
		}
		ok(meaning(new ModemError("final", 0, '+QMTCFG="qmtping"', false)).includes("refused"));
	});
});
