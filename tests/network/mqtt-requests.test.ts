import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";

describe("MQTTRequests", () => {
	let module: ScriptedModule;
	let client: MQTTClient;
	let Client: BoundMQTTClient;
	let log: string[];
	const told = () => log.splice(0);

	function connect(options?: ConstructorParameters<typeof ScriptedModule>[0]): void {
		module = new ScriptedModule(options);
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		client = new Client({
			host: "h",
			onControl: (opcode, { id, payload }) => log.push(`${opcode} ${id} ${payload ?? ""}`),
			onError: (error) => log.push(`error ${error?.message}`),
			quectel: { onNotice: (id, count) => log.push(`notice ${id} ${count}`) },
		});
		module.settle();
		module.lines();
		told();
	}

	/** Grants what was asked for. */
	const grant = (line: string) => {
		const [, , ...fields] = line.slice(10).split(",");
		return `\r\nOK\r\n\r\n+QMTSUB: 0,${line.slice(12, 17)},0,${fields.filter((_, at) => at % 2 === 1).join(",")}\r\n`;
	};
	const items = (count: number, length = 1) =>
		Array.from({ length: count }, (_, at) => ({ topic: `${at}`.padStart(length, "t"), QoS: at % 3 }));

	beforeEach(() => {
		log = [];
		connect();
	});

	it("takes any number of topics: one line after the other, one SUBACK with all of them", () => {
		module.answer("AT+QMTSUB=", grant);
		client.write(undefined, { operation: Client.SUBSCRIBE, items: items(40), id: 10021 });
		module.settle();
		const lines = module.lines();
		deepEqual(
			lines.map((line) => (line.split(",").length - 2) / 2),
			[16, 16, 8],
		);
		deepEqual(told(), [`9 10021 ${items(40).map(({ QoS }) => QoS)}`]);
	});

	it("splits by the length of the line", () => {
		module.answer("AT+QMTSUB=", grant);
		client.write(undefined, { operation: Client.SUBSCRIBE, items: items(10, 250), id: 10021 });
		module.settle();
		const lines = module.lines();
		equal(lines.length, 4);
		for (const line of lines) ok(line.length < 1024);
		equal(told()[0]?.split(",").length, 10);
		module.answer("AT+QMTUNS=", "\r\nOK\r\n\r\n+QMTUNS: 0,10021,0\r\n");
		client.write(undefined, { operation: Client.UNSUBSCRIBE, items: items(10, 250), id: 10021 });
		module.settle();
		equal(module.lines().length, 4);
		deepEqual(told(), ["11 10021 "]);
	});

	it("tells 128 for each topic of a line that the module refuses, and goes on", () => {
		module.answer("AT+QMTSUB=", grant);
		module.answer('AT+QMTSUB=0,10021,"0"', "\r\nERROR\r\n");
		client.write(undefined, { operation: Client.SUBSCRIBE, items: items(18), id: 10021 });
		module.settle();
		deepEqual(told(), [`9 10021 ${[...new Array(16).fill(128), 1, 2]}`]);
	});

	it("understands firmware that tells one value for all, or none", () => {
		module.answer("AT+QMTSUB=", "\r\nOK\r\n\r\n+QMTSUB: 0,5,0,1\r\n");
		client.write(undefined, { operation: Client.SUBSCRIBE, items: items(3), id: 5 });
		module.settle();
		deepEqual(told(), ["9 5 1,1,1"]);
		module.answer("AT+QMTSUB=", "\r\nOK\r\n\r\n+QMTSUB: 0,5,0\r\n");
		client.write(undefined, { operation: Client.SUBSCRIBE, items: items(3), id: 5 });
		module.settle();
		deepEqual(told(), ["9 5 0,1,2"]);
	});

	it("tells retransmissions, and ends the connection when all were in vain", () => {
		module.answer("AT+QMTSUB=", "\r\nOK\r\n\r\n+QMTSUB: 0,5,1,1\r\n\r\n+QMTSUB: 0,5,1,2\r\n\r\n+QMTSUB: 0,5,2\r\n");
		client.write(undefined, { operation: Client.SUBSCRIBE, items: items(1), id: 5 });
		module.settle();
		deepEqual(told(), ["notice 5 1", "notice 5 2"]);
		module.clock.advance(500);
		deepEqual(told(), ["error +QMTSUB mqtt 2"]);
		equal(module.modem.counters.retransmissions, 2);
		connect();
		module.answer("AT+QMTUNS=", "\r\nOK\r\n\r\n+QMTUNS: 0,5,2\r\n");
		client.write(undefined, { operation: Client.UNSUBSCRIBE, items: items(1), id: 5 });
		module.settle();
		module.say("\r\n+QMTSTAT: 0,1\r\n");
		deepEqual(told(), ["error +QMTSTAT mqtt 1"]);
		connect();
		module.answer("AT+QMTUNS=", "\r\nERROR\r\n");
		client.write(undefined, { operation: Client.UNSUBSCRIBE, items: items(1), id: 5 });
		module.settle();
		deepEqual(told(), ["error +QMTUNS final 0"]);
	});

	it("has four under way at most, with an id of its own each", () => {
		module.answer("AT+QMTSUB=", "\r\nOK\r\n");
		const write = (id?: number) => client.write(undefined, { operation: Client.SUBSCRIBE, items: items(1), id });
		for (let id = 1; id <= 3; id++) write(id);
		throws(() => write(2), RangeError, "id: in use");
		write();
		throws(() => write(), Error, "would block");
		module.settle();
		module.say("\r\n+QMTSUB: 0,2,0,0\r\n");
		deepEqual(told(), ["9 2 0"]);
		write(2);
	});

	it("refuses bad topics before a byte goes out", () => {
		const request = (it: unknown) => () => client.write(undefined, { operation: Client.SUBSCRIBE, items: it as never });
		for (const it of [undefined, [], "t", {}]) throws(request(it), TypeError, "items");
		for (const it of [[undefined], [{}], [{ topic: 1 }]]) throws(request(it), TypeError, "topic");
		for (const topic of ["", 'a"', "a\r", "a\n", "a\0", "x".repeat(257)])
			throws(request([{ topic }]), RangeError, "topic");
		throws(request([{ topic: "t", QoS: 3 }]), RangeError, "QoS: 0 to 2");
		throws(request([{ topic: "good" }, { topic: "" }]), RangeError, "topic: empty");
		connect({ commandLine: 256 });
		throws(request([{ topic: "x".repeat(225) }]), RangeError, "topic: over 224 bytes");
		module.settle();
		deepEqual(module.lines(), []);
		module.answer("AT+QMTSUB=", "\r\nOK\r\n\r\n+QMTSUB: 0,65535,0,0\r\n");
		client.write(undefined, { operation: Client.SUBSCRIBE, items: [{ topic: "x".repeat(224) }], id: 65535 });
		module.settle();
		equal(module.lines()[0]?.length, 246);
		deepEqual(told(), ["9 65535 0"]);
	});
});
