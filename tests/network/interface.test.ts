import type { NetworkInterface } from "../../modules/network/interface.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";

const OK = "\r\nOK\r\n";
const signal = (rssi: number) => `\r\n+CSQ: ${rssi},99\r\n${OK}`;
const operator = (name: string) => `\r\n+COPS: 0,0,"${name}",7\r\n${OK}`;

describe("NetworkInterface", () => {
	let module: ScriptedModule;
	let log: string[];

	const make = (refresh?: number) =>
		new (module.modem.NetworkInterface as new (options: object) => NetworkInterface)({
			...(refresh === undefined ? {} : { refresh }),
			onChanged(this: NetworkInterface, name: "RSSI") {
				log.push(`${name} ${this[name]}`);
			},
		});
	const pass = (ms: number) => {
		module.clock.advance(ms);
		module.settle();
	};

	beforeEach(() => {
		module = new ScriptedModule();
		log = [];
	});

	it("goes through the values of the standard as the modem comes up", () => {
		module.answer("AT+CPIN?", `\r\n+CPIN: NOT READY\r\n${OK}`);
		const instance = make();
		equal(instance.connection, 100);
		module.settle();
		equal(instance.connection, 200);
		module.answer("AT+CPIN?", `\r\n+CPIN: READY\r\n${OK}`);
		module.answer("AT+CEREG?", `\r\n+CEREG: 1,2\r\n${OK}`);
		pass(1000);
		equal(instance.connection, 300);
		module.answer("AT+QIACT?", OK);
		module.say("\r\n+CEREG: 1\r\n");
		module.answer("AT+CEREG?", `\r\n+CEREG: 1,1\r\n${OK}`);
		pass(5000);
		equal(instance.connection, 400);
		module.answer("AT+QIACT?", `\r\n+QIACT: 1,1,1,"10.0.0.9"\r\n${OK}`);
		pass(5000);
		equal(instance.connection, 500);
		deepEqual(
			log.filter((it) => /connection|address/.test(it)),
			["connection 200", "connection 300", "connection 400", "connection 500", "address 10.0.0.9"],
		);
	});

	it("is unavailable once the modem is closed", () => {
		module.ready();
		const instance = make();
		module.modem.close();
		equal(instance.connection, 0);
	});

	it("asks for signal and operator now and then, and tells what has changed", () => {
		module.ready();
		const instance = make();
		equal(instance.RSSI, -55);
		module.answer("AT+CSQ", signal(0));
		module.answer("AT+COPS?", operator("OTHER"));
		pass(59_999);
		deepEqual(module.lines(), []);
		pass(1);
		deepEqual(module.lines(), ["AT+CSQ", "AT+COPS?"]);
		deepEqual(log.splice(0), ["RSSI -113", "operator OTHER"]);
		pass(60_000);
		deepEqual(module.lines(), ["AT+CSQ", "AT+COPS?"]);
		deepEqual(log, []);
		module.answer("AT+CSQ", signal(99));
		module.answer("AT+COPS?", `\r\n+COPS: 0\r\n${OK}`);
		pass(60_000);
		deepEqual(log, ["RSSI undefined", "operator undefined"]);
	});

	it("asks as often as the most curious one wants, and not at all when nobody does", () => {
		module.ready();
		make(0);
		const slow = make(30_000);
		const fast = make(2000);
		pass(2000);
		equal(module.lines().length, 2);
		fast.close();
		pass(2000);
		pass(30_000);
		equal(module.lines().filter((it) => it === "AT+CSQ").length, 2);
		slow.close();
		const { alarms } = module.clock;
		pass(100_000);
		deepEqual(module.lines(), []);
		equal(module.clock.alarms, alarms);
	});

	it("keeps what it knows when the module does not answer, and forgets it when the module restarts", () => {
		module.ready();
		const instance = make();
		module.answer("AT+CSQ", signal(0));
		pass(60_000);
		equal(instance.RSSI, -113);
		module.answer("AT+CSQ", "\r\nERROR\r\n");
		module.answer("AT+COPS?", "\r\nERROR\r\n");
		pass(60_000);
		equal(instance.RSSI, -113);
		module.answer("AT+CSQ", signal(31));
		module.answer("AT+COPS?", operator("OPERATOR"));
		module.say("AT\r");
		module.ready();
		equal(instance.RSSI, -51);
	});

	it("asks nothing while the module is down, and stops when the modem is closed", () => {
		make(1000);
		module.answer("ATE0", "\r\nERROR\r\n");
		for (let at = 0; at < 5; at++) pass(1000);
		deepEqual(
			module.lines().filter((it) => it === "AT+COPS?"),
			[],
		);
		module.modem.close();
		pass(1000);
		equal(module.clock.nextAlarm(), undefined);
	});

	it("refuses what cannot be done", () => {
		for (const refresh of [999, 86_400_001, 1.5, -1, "1000"]) {
			throws(() => make(refresh as number), RangeError, "refresh: 1000 to 86400000");
		}
		throws(() => make().disconnect(), Error, "close the modem");
	});
});
