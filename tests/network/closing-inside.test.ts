import { Modem } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import { equal, ok } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { ScriptedSockets } from "../support/scripted-sockets.js";
import { bytesOf } from "../support/tokens.js";

const OK = "\r\nOK\r\n";
const MESSAGE = '\r\n+QMTRECV: 0,0,"a",3,"one"\r\n';
const LOST = '\r\n+QIURC: "pdpdeact",1\r\n';
const address = "192.0.2.9";

/** Constructs something with `hit` as a callback, and has it called. */
type Story = (hit: () => void, module: ScriptedModule, sockets: ScriptedSockets) => void;

function client(module: ScriptedModule, options: object): MQTTClient {
	const Client = module.modem.MQTTClient as NonNullable<typeof module.modem.MQTTClient>;
	const it = new Client({ host: "broker.example", ...options });
	module.settle();
	return it;
}

function publish(module: ScriptedModule, hit: () => void, name: string, after: string): void {
	module.afterPayload = after;
	const it = client(module, { quectel: { [name]: hit } });
	for (const id of [1, 2]) it.write(bytesOf("x"), { topic: "t", QoS: 1, id });
	module.settle();
	module.say("\r\n+QMTSTAT: 0,1\r\n");
}

type Name = "TCP" | "TLS" | "UDP" | "Listener";

/** A socket with `hit` as its callback `name`. */
function open(module: ScriptedModule, hit: () => void, Class: Name, name: string): void {
	const Socket = module.modem[Class] as unknown as new (options: object) => object;
	new Socket({ address, port: 80, ...(Class === "TLS" ? { tls: { verify: false } } : {}), [name]: hit });
	module.settle();
}

const stories: Record<string, Story> = {
	"MQTTClient onControl": (hit, module) => client(module, { onControl: hit }),
	"MQTTClient onWritable": (hit, module) => client(module, { onWritable: hit }),
	"MQTTClient onError": (hit, module) => {
		client(module, { onError: hit });
		module.say("\r\n+QMTSTAT: 0,1\r\n");
	},
	"MQTTClient onReadable": (hit, module) => {
		client(module, { onReadable: hit });
		module.say(MESSAGE);
	},
	"MQTTClient onReadable, of a fragment": (hit, module) => {
		client(module, { onReadable: hit, quectel: { receiveStore: 2 } });
		module.say(MESSAGE);
	},
	"MQTTClient onDrop": (hit, module) => {
		client(module, { quectel: { onDrop: hit } });
		module.say(MESSAGE + MESSAGE);
	},
	"MQTTClient onFull": (hit, module) => {
		client(module, { quectel: { receive: "stored", onFull: hit } });
		for (let place = 0; place < 5; place++) module.serial.give(`\r\n+QMTRECV: 0,${place}\r\n`);
	},
	"MQTTClient onResult": (hit, module) => publish(module, hit, "onResult", `${OK}\r\n+QMTPUBEX: 0,1,0\r\n`),
	"MQTTClient onResult, at its end": (hit, module) => publish(module, hit, "onResult", OK),
	"MQTTClient onNotice": (hit, module) => publish(module, hit, "onNotice", `${OK}\r\n+QMTPUBEX: 0,1,1,1\r\n`),
	"TCP onWritable": (hit, module) => open(module, hit, "TCP", "onWritable"),
	"TCP onReadable": (hit, module, sockets) => {
		open(module, hit, "TCP", "onReadable");
		sockets.receive(0, "hello");
	},
	"TCP onError": (hit, module, sockets) => {
		open(module, hit, "TCP", "onError");
		sockets.drop(0);
	},
	"TCP onError, of its context": (hit, module) => {
		open(module, hit, "TCP", "onError");
		module.say(LOST);
	},
	"TLS onWritable": (hit, module) => open(module, hit, "TLS", "onWritable"),
	"UDP onReadable": (hit, module, sockets) => {
		open(module, hit, "UDP", "onReadable");
		sockets.receive(0, "hello", '"198.51.100.7",7');
	},
	"UDP onError": (hit, module, sockets) => {
		open(module, hit, "UDP", "onError");
		sockets.drop(0);
	},
	"Listener onReadable": (hit, module, sockets) => {
		open(module, hit, "Listener", "onReadable");
		sockets.arrive(3, 0, '"198.51.100.7",7');
	},
	"Listener onError": (hit, module, sockets) => {
		open(module, hit, "Listener", "onError");
		sockets.drop(0);
	},
	"Resolver, found": (hit, module) => {
		module.answer("AT+QIDNSGIP=", `${OK}\r\n+QIURC: "dnsgip",0,1,60\r\n\r\n+QIURC: "dnsgip","192.0.2.1"\r\n`);
		const resolver = new (module.modem.Resolver as NonNullable<typeof module.modem.Resolver>)({});
		resolver.resolve({ host: "a" }, hit);
		resolver.resolve({ host: "b" }, () => {});
	},
	"NTP, told": (hit, module) => {
		module.answer("AT+QNTP=", `${OK}\r\n+QNTP: 0,"2026/01/01,00:00:00+00"\r\n`);
		new (module.modem.NTP as NonNullable<typeof module.modem.NTP>)({ servers: ["a"] }).getTime(hit);
	},
	"NetworkInterface onChanged": (hit, module) => {
		new (module.modem.NetworkInterface as NonNullable<typeof module.modem.NetworkInterface>)({ onChanged: hit });
		module.say(LOST);
	},
	"Files, scanned": (hit, module) => {
		module.answer("AT+QFLST", `\r\n+QFLST: "UFS:a",3\r\n${OK}`);
		new (module.modem.Files as NonNullable<typeof module.modem.Files>)({}).scan(hit);
	},
};

describe("A modem that is closed inside a callback, and another one made there", () => {
	/** What the callback does: closes the modem, and makes the next one on the same wire. */
	function replacing(module: () => ScriptedModule): { hit: () => void; next: () => Modem | undefined } {
		let next: Modem | undefined;
		const hit = () => {
			if (next !== undefined) return;
			module().modem.close();
			next = new Modem({ serial: module().serialOptions, clock: module().clock, receiveStore: 4096 });
		};
		return { hit, next: () => next };
	}

	function check(module: ScriptedModule, next: Modem | undefined): void {
		if (next === undefined) throw new Error("the callback was not called");
		module.pass(30_000);
		equal(next.state, "ready");
		const Client = next.MQTTClient as NonNullable<typeof next.MQTTClient>;
		let isWritable = false;
		new Client({
			host: "broker.example",
			onWritable() {
				isWritable = true;
			},
		});
		module.pass(1000);
		ok(isWritable);
		next.close();
		module.pass(60_000);
		equal(module.clock.alarms, 0, "alarms are left");
	}

	for (const [name, story] of Object.entries(stories)) {
		it(`gives way to it: ${name}`, () => {
			const module = new ScriptedModule();
			const sockets = new ScriptedSockets(module);
			module.ready();
			const { hit, next } = replacing(() => module);
			story(hit, module, sockets);
			module.pass(10_000);
			check(module, next());
		});
	}

	for (const state of ["configuring", "sim", "registering", "activating", "ready"]) {
		it(`gives way to it: Modem onState, ${state}`, () => {
			let module: ScriptedModule | undefined;
			const { hit, next } = replacing(() => module as ScriptedModule);
			module = new ScriptedModule({
				onState(it) {
					if (it === state) hit();
				},
			});
			module.pass(10_000);
			check(module, next());
		});
	}
});

describe("What a callback begins", () => {
	for (const [name, story] of Object.entries(stories)) {
		it(`comes to its end: ${name}`, () => {
			const module = new ScriptedModule();
			const sockets = new ScriptedSockets(module);
			module.ready();
			const { MQTTClient: Client, TCP, Resolver } = module.modem;
			if (Client === undefined || TCP === undefined || Resolver === undefined) throw new Error("closed");
			const log: string[] = [];
			let isCalled = false;
			story(
				() => {
					if (isCalled) return;
					isCalled = true;
					new Client({ host: "other.example", onWritable: () => log.push("mqtt") });
					new TCP({ address, port: 81, onWritable: () => log.push("tcp") });
					new Resolver({}).resolve({ host: "192.0.2.77" }, () => log.push("resolver"));
				},
				module,
				sockets,
			);
			module.pass(30_000);
			equal([...new Set(log)].sort().join(), "mqtt,resolver,tcp");
			module.modem.close();
			module.pass(1000);
		});
	}
});
