import type { Modem } from "../../modules/modem-provider.js";
import { equal } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { ScriptedSockets } from "../support/scripted-sockets.js";

/** What a class of the modem's is given at least, how many of it there may be, and what else is read of its options. */
const classes = [
	["MQTTClient", { host: "h" }, 6, ["port", "id", "user", "keepAlive", "will", "onControl", "quectel"]],
	["TCP", { address: "192.0.2.9", port: 80 }, 12, ["noDelay", "format", "from"]],
	["UDP", {}, 12, ["port", "format"]],
	["Listener", { port: 7 }, 12, ["format"]],
	["TLS", { host: "h", port: 443, tls: { verify: false } }, 6, ["quectel", "format"]],
	["NetworkInterface", {}, 20, ["refresh", "onChanged"]],
	["RTC", {}, 20, ["onAlarm"]],
	["NTP", { servers: ["a"] }, 20, []],
	["Resolver", {}, 20, []],
	["Files", {}, 20, []],
] as const;
const common = ["target", "onReadable", "onWritable", "onError"];

type Class = new (options: object) => { close(): void };

/** The class of that name, of a modem that is ready. */
function prepare(name: (typeof classes)[number][0]): { module: ScriptedModule; Class: Class } {
	const module = new ScriptedModule();
	new ScriptedSockets(module);
	module.ready();
	return { module, Class: module.modem[name as keyof Modem] as unknown as Class };
}

describe("Options of an application that is out of its mind", () => {
	for (const [name, needed, count, others] of classes) {
		it(`take nothing of the module when a getter throws: ${name}`, () => {
			const { module, Class } = prepare(name);
			const { alarms } = module.clock;
			let made = 0;
			for (const option of [...Object.keys(needed), ...others, ...common]) {
				for (let tries = 0, reads = 0; reads < 3; tries++) {
					if (tries === count + 1) {
						tries = 0;
						reads++;
					}
					let left = reads;
					const options = { ...needed };
					const value = (needed as Record<string, unknown>)[option];
					Object.defineProperty(options, option, {
						enumerable: true,
						get() {
							if (left-- === 0) throw new Error("mine");
							return value;
						},
					});
					try {
						new Class(options).close();
						made++;
					} catch (error) {
						equal((error as Error).message, "mine", `${option}, read ${reads + 1}`);
					}
					module.settle();
				}
			}
			module.pass(20_000);
			for (const it of Array.from({ length: count }, () => new Class(needed))) it.close();
			module.pass(20_000);
			equal(made > 0, true);
			equal(module.clock.alarms - alarms <= 1, true, "alarms are left");
		});

		it(`may be frozen, and of no prototype: ${name}`, () => {
			const { module, Class } = prepare(name);
			const it = new Class(Object.freeze(Object.assign(Object.create(null), needed)));
			module.settle();
			it.close();
		});

		it(`may be those of a subclass: ${name}`, () => {
			const { module, Class } = prepare(name);
			class Own extends Class {
				readonly own = 7;
				override close(): void {
					super.close();
				}
			}
			const it = new Own(needed);
			module.settle();
			equal(it.own, 7);
			equal(it instanceof Class, true);
			it.close();
			it.close();
		});
	}
});
