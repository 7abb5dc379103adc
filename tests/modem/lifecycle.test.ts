import type { BoundMQTTClient, ModemOptions } from "../../modules/modem-provider.js";
import { Modem } from "../../modules/modem-provider.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { shortened } from "../support/effort.js";
import { Pins } from "../support/pins.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { StrictSerial } from "../support/strict-serial.js";
import { bytesOf } from "../support/tokens.js";
import { VirtualClock } from "../support/virtual-clock.js";

const RDY = "\r\nRDY\r\n";
const OK = "\r\nOK\r\n";

/** Answers that only a module which is switched on gives. */
function power(module: ScriptedModule, isOn: boolean): void {
	for (const probe of ["+CSQ", "+IPR?", "+CMEE?"]) {
		const name = probe.replace("?", "");
		module.answer(`AT${probe}`, isOn ? `\r\n${name}: ${name === "+CSQ" ? "29,99" : "1"}\r\n${OK}` : "");
	}
	for (const other of ["ATE0", "AT+QMTPUBEX=", "AT+QMTCFG="]) {
		module.answer(other, isOn ? (other === "AT+QMTPUBEX=" ? "\r\n> " : OK) : "");
	}
}

describe("Lifecycle", () => {
	it("finds a module that is on, clears it of what was left, and gets it ready", () => {
		const states: string[] = [];
		let readies = 0;
		const module = new ScriptedModule({
			apn: "internet",
			user: "u",
			password: "p",
			onState: (state) => states.push(state),
			onReady: () => readies++,
		});
		equal(states.length, 0);
		const lines: string[] = [];
		for (let round = 0; round < 20 && !module.isReady; round++) {
			module.settle();
			lines.push(...module.lines());
			module.clock.advance(100);
		}
		deepEqual(lines, [
			"AT+IPR?",
			"ATE0",
			"AT+CMEE=1",
			"AT+IFC=0,0",
			'AT+QURCCFG="urcport","uart1"',
			"ATI",
			"AT+QSCLK=0",
			"AT+CFUN?",
			...[0, 1, 2, 3, 4, 5].map((index) => `AT+QMTCLOSE=${index}`),
			"AT+CPIN?",
			"AT+CSQ",
			"AT+CEREG=1",
			"AT+CEREG?",
			"AT+COPS?",
			"AT+CSQ",
			"AT+CGACT?",
			"AT+QIDEACT=1",
			'AT+QICSGP=1,1,"internet","u","p",1',
			"AT+QIACT=1",
			"AT+QIACT?",
		]);
		deepEqual(states, ["configuring", "sim", "registering", "activating", "ready"]);
		equal(readies, 1);
		const { modem } = module;
		deepEqual([...modem.identity], ["Quectel", "EC600S", "Revision: TEST"]);
		equal(modem.signal, 29);
		equal(modem.operator, "OPERATOR");
		equal(modem.address, "10.0.0.1");
	});

	it("tells the module to obey RTS and to drive CTS where the Serial has them, each time anew", () => {
		const told: string[] = [];
		const listening = (serial: ModemOptions["serial"]) => {
			const module = new ScriptedModule({ serial });
			module.answer("AT+IFC=", (line) => {
				told.push(line);
				return OK;
			});
			module.ready();
			return module;
		};
		listening({ io: StrictSerial, baud: 115200 });
		deepEqual(told.splice(0), ["AT+IFC=0,0"]);
		const module = listening({ io: StrictSerial, baud: 115200, flowControl: "hardware" });
		deepEqual(told, ["AT+IFC=2,2"]);
		module.say("AT\r\r\nOK\r\n"); // the echo is on again: it has restarted
		module.ready();
		deepEqual(told, ["AT+IFC=2,2", "AT+IFC=2,2"]);
	});

	it("switches on a module that is off, and needs no cleaning up then", () => {
		const pins = new Pins();
		const module = new ScriptedModule({ power: pins.pin("key") });
		power(module, false);
		module.settle();
		module.clock.advance(899);
		deepEqual(pins.log, []);
		for (let wait = 0; wait < 10; wait++) {
			module.clock.advance(100);
			module.settle();
		}
		deepEqual(pins.log, ["key 1", "key 0"]);
		module.lines();
		module.clock.advance(3000);
		power(module, true);
		module.say(RDY);
		module.ready();
		equal(module.modem.counters.resets, 1);
	});

	it("waits for the SIM and for registration, and goes on at the URC", () => {
		const module = new ScriptedModule();
		module.answer("AT+CPIN?", "\r\n+CME ERROR: 14\r\n");
		module.answer("AT+CEREG?", `\r\n+CEREG: 1,2\r\n${OK}`);
		module.settle();
		equal(module.modem.state, "sim");
		module.answer("AT+CPIN?", `\r\n+CPIN: READY\r\n${OK}`);
		module.say("\r\n+CPIN: READY\r\n");
		equal(module.modem.state, "registering");
		module.answer("AT+CEREG?", `\r\n+CEREG: 1,5\r\n${OK}`);
		module.say("\r\n+CEREG: 5\r\n");
		equal(module.modem.state, "ready");
		equal(module.clock.time, 0);
	});

	it("unlocks the SIM once, and never tries a wrong PIN again", () => {
		const module = new ScriptedModule({ pin: "1234" });
		module.answer("AT+CPIN?", `\r\n+CPIN: SIM PIN\r\n${OK}`);
		module.answer("AT+CPIN=", "\r\n+CME ERROR: 16\r\n");
		for (let round = 0; round < 20; round++) {
			module.settle();
			module.clock.advance(5000);
		}
		equal(module.modem.state, "locked");
		equal(module.modem.simState, "SIM PIN");
		equal(module.lines().filter((line) => line.startsWith("AT+CPIN=")).length, 1);
	});

	it("takes an active context for what it is, and activates one that is not", () => {
		const module = new ScriptedModule();
		module.answer("AT+QIACT=1", "\r\nERROR\r\n");
		module.ready();
		const other = new ScriptedModule();
		let tries = 0;
		other.answer("AT+QIACT=1", () => {
			tries++;
			return tries < 3 ? "\r\nERROR\r\n" : OK;
		});
		other.answer("AT+QIACT?", () => (tries < 3 ? OK : `\r\n+QIACT: 1,1,1,"10.0.0.1"\r\n${OK}`));
		other.ready();
		equal(tries, 3);
	});

	it("believes RDY only when the module echoes, and then ends everything truthfully and starts anew", () => {
		const log: string[] = [];
		const module = new ScriptedModule({ onState: (state) => log.push(state) });
		module.ready();
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		module.afterPayload = OK;
		const client = new Client({
			host: "h",
			onError: (error) => log.push(`error ${error?.source}`),
			quectel: { onResult: (id, result) => log.push(`${id} ${result}`) },
		});
		module.settle();
		client.write(bytesOf("x"), { topic: "t", QoS: 1, id: 1 });
		module.settle();
		log.length = 0;
		module.say(RDY);
		deepEqual(log, []);
		equal(module.modem.state, "ready");
		module.echoUntilTold();
		module.say(RDY);
		deepEqual(log.slice(0, 3), ["probing", "1 unknown", "error reset"]);
		module.ready();
		equal(module.modem.counters.resets, 1);
		equal(module.modem.counters.resyncs, 2);
	});

	it("climbs the ladder when the module falls silent: reset line, then power key, then longer and longer pauses", () => {
		const pins = new Pins();
		const module = new ScriptedModule({ power: pins.pin("key"), reset: pins.pin("reset") });
		module.ready();
		pins.log.length = 0;
		power(module, false);
		const client = new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h" });
		const times: number[] = [];
		for (let wait = 0; wait < 4000; wait++) {
			module.settle();
			const before = pins.log.length;
			module.clock.advance(100);
			for (const it of pins.log.slice(before)) if (it.endsWith(" 1")) times.push(module.clock.time);
		}
		const used = pins.log.filter((it) => it.endsWith(" 1"));
		deepEqual(used.slice(0, 4), ["reset 1", "key 1", "reset 1", "key 1"]);
		ok(times.length > 5 && times.length < 14, `${times.length} attempts in 400 s`);
		power(module, true);
		// The longest pause is five minutes.
		for (let wait = 0; wait < 700 && !module.isReady; wait++) {
			module.settle();
			module.clock.advance(500);
		}
		equal(module.isReady, true);
		client.close();
	});

	it("sets the module up anew before it resets it, for it may only have been busy", () => {
		const pins = new Pins();
		const log: string[] = [];
		const module = new ScriptedModule({ power: pins.pin("key"), onState: (state) => log.push(state) });
		module.ready();
		equal(module.modem.lastFault, undefined);
		pins.log.length = 0;
		log.length = 0;
		power(module, false);
		new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h" });
		const wait = (count: number) => {
			for (let at = 0; at < count; at++) {
				module.settle();
				module.clock.advance(100);
			}
		};
		wait(100);
		equal(log[0], "probing");
		equal(module.modem.lastFault?.cause, "set-up");
		power(module, true);
		module.ready();
		deepEqual(pins.log, []);
		equal(module.modem.counters.resets, 0);
		// It falls over again at once: this time it is reset.
		power(module, false);
		new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h" });
		wait(200);
		ok(pins.log.includes("key 1"));
		equal(module.modem.lastFault?.cause, "reset");
	});

	it("does more than prove the dialogue when nothing else is ever answered", () => {
		const log: string[] = [];
		const module = new ScriptedModule({ onState: (state) => log.push(state) });
		module.ready();
		log.length = 0;
		module.answer("AT+QMTCFG=", "");
		for (let attempt = 0; attempt < 3; attempt++) {
			new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h" });
			for (let wait = 0; wait < 200 && log.length === 0; wait++) {
				module.settle();
				module.clock.advance(100);
			}
			equal(log.length > 0, attempt === 2);
		}
		equal(log[0], "probing");
		module.ready();
		equal(module.modem.counters.resets, 0);
	});

	it("asks nothing that would be published, but resets, each time", () => {
		const pins = new Pins();
		const module = new ScriptedModule({ reset: pins.pin("reset") });
		module.ready();
		module.answer("AT+QMTPUBEX=", "");
		for (const pause of [0, 1000]) {
			const client = new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h" });
			module.settle();
			client.write(bytesOf("a\rb"), { topic: "t", QoS: 1 });
			module.settle();
			module.lines();
			pins.log.length = 0;
			module.clock.advance(5000 + pause);
			module.settle();
			deepEqual(module.lines(), []);
			ok(pins.log.includes("reset 1"), `after ${pause} ms`);
			module.clock.advance(1000);
			module.say(RDY);
			module.ready();
			client.close();
		}
	});

	it("brings the context up anew when registration was lost on the way up, however long ago it was lost before", () => {
		for (const days of [0, 25, 45]) {
			const module = new ScriptedModule();
			module.ready();
			if (days > 0) module.pass(shortened(days) * 86_400_000);
			module.override("AT+QIACT=", `${OK}\r\n+CEREG: 2\r\n`);
			module.say('\r\n+QIURC: "pdpdeact",1\r\n');
			module.ready();
			equal(module.modem.registration, 2);
			module.answer("AT+CEREG?", `\r\n+CEREG: 1,2\r\n${OK}`);
			module.pass(60_000);
			equal(module.modem.state, "registering", `${days} days`);
		}
	});

	it("sees at once that the supply is gone where the status line is wired", () => {
		const log: string[] = [];
		const pins = new Pins();
		pins.levels.set("status", 1);
		const module = new ScriptedModule({
			power: pins.pin("key"),
			status: pins.pin("status"),
			onState: (state) => log.push(state),
		});
		module.ready();
		log.length = 0;
		pins.levels.set("status", 0);
		power(module, false);
		module.clock.advance(500);
		deepEqual(log, ["pressing"]);
		module.clock.advance(700);
		equal(pins.log.includes("key 1"), true);
		power(module, true);
		pins.levels.set("status", 1);
		module.say(RDY);
		module.ready();
	});
});

describe("Modem", () => {
	it("refuses bad options before it touches the platform", () => {
		const clock = new VirtualClock();
		const serial = { io: StrictSerial, baud: 115200 };
		StrictSerial.last = undefined;
		throws(() => new Modem(undefined as never), TypeError, "options");
		throws(() => new Modem({ serial: {} as never, clock }), TypeError, "serial.io");
		throws(() => new Modem({ serial } as never), TypeError, "clock");
		throws(() => new Modem({ serial, clock, apn: 'a"b' }), RangeError, "apn");
		throws(() => new Modem({ serial, clock, pin: "12" }), RangeError, "pin");
		throws(() => new Modem({ serial, clock, context: 16 }), RangeError, "context: 1 to 15");
		throws(() => new Modem({ serial, clock, receiveRing: 100 }), RangeError, "receiveRing");
		throws(() => new Modem({ serial: { ...serial, baud: 1 }, clock }), RangeError, "serial.baud");
		equal(StrictSerial.last, undefined);
	});

	it("tells open instances when it is closed, soon after, and takes its classes away", () => {
		const module = new ScriptedModule();
		module.ready();
		const log: string[] = [];
		const { MQTTClient } = module.modem;
		equal(module.modem.MQTTClient, MQTTClient);
		equal(MQTTClient?.CONNACK, 2);
		new (MQTTClient as BoundMQTTClient)({ host: "h", onError: (error) => log.push(`${error?.source}`) });
		module.settle();
		module.modem.close();
		module.modem.close();
		deepEqual(log, []);
		equal(module.modem.MQTTClient, undefined);
		equal(module.serial.isClosed, true);
		module.clock.advance(0);
		deepEqual(log, ["reset"]);
	});

	it("may be closed inside a callback, with bytes still unread", () => {
		const module = new ScriptedModule();
		module.ready();
		const seen: string[] = [];
		new (module.modem.MQTTClient as BoundMQTTClient)({
			host: "h",
			onReadable(_count, { topic }) {
				seen.push(topic as string);
				module.modem.close();
			},
		});
		module.settle();
		module.serial.give('\r\n+QMTRECV: 0,0,"a",1,"x"\r\n\r\n+QMTRECV: 0,0,"b",1,"y"\r\n');
		deepEqual(seen, ["a"]);
		module.clock.advance(100000);
	});

	it("is over when the serial fails, and says so", () => {
		const log: string[] = [];
		const module = new ScriptedModule({ onError: (error) => log.push(`modem ${error.source}`) });
		module.ready();
		new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h", onError: (error) => log.push(`${error?.source}`) });
		module.serial.hangUp();
		deepEqual(log, ["framing", "modem framing"]);
	});

	it("keeps what was on the wire when the module fell silent, without its secrets", () => {
		for (const flightRecorder of [1024, 0]) {
			const module = new ScriptedModule({ flightRecorder });
			module.ready();
			const client = new (module.modem.MQTTClient as BoundMQTTClient)({
				host: "h",
				id: "me",
				user: "someone",
				password: bytesOf("hush"),
			});
			module.settle();
			client.write(bytesOf("hello"), { topic: "t", QoS: 1 });
			module.settle();
			equal(module.modem.lastFault, undefined);
			power(module, false);
			client.write(bytesOf("lost"), { topic: "t", QoS: 1 });
			for (let wait = 0; wait < 60; wait++) {
				module.settle();
				module.clock.advance(100);
			}
			const fault = module.modem.lastFault;
			if (flightRecorder === 0) {
				equal(fault, undefined);
				continue;
			}
			equal(fault?.cause, "resync");
			const text = (direction: "in" | "out") =>
				(fault?.runs ?? [])
					.filter((run) => run.direction === direction)
					.map(({ bytes }) => String.fromCharCode(...bytes))
					.join("");
			ok(text("out").includes('AT+QMTCONN=0,"me","*******","****"\r'), text("out"));
			ok(text("out").includes("hello"));
			ok(text("out").endsWith("lost"), text("out"));
			ok(text("in").includes("\r\n+QMTCONN: 0,0,0\r\n"));
			ok(!`${text("in")}${text("out")}`.includes("hush"));
		}
		throws(() => new ScriptedModule({ flightRecorder: 100 }), RangeError, "flightRecorder");
	});

	it("traces every byte, and gives the pins back when it is closed", () => {
		const seen = { in: "", out: "" };
		const pins = new Pins();
		const module = new ScriptedModule({
			status: pins.pin("status"),
			power: pins.pin("key"),
			onTrace(direction, bytes) {
				seen[direction] += String.fromCharCode(...bytes);
			},
		});
		pins.levels.set("status", 1);
		module.ready();
		ok(seen.out.includes("ATE0\r"));
		ok(seen.in.includes("\r\n+CPIN: READY\r\n"));
		equal(seen.in.length, module.modem.counters.bytesIn);
		equal(seen.out.length, module.modem.counters.bytesOut);
		equal(pins.open.size, 2);
		module.modem.close();
		equal(pins.open.size, 0);
	});
});
