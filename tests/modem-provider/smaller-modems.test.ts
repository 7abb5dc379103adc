import type { Bound } from "../../modules/modem-provider/bound.js";
import { Modem as MQTTModem } from "../../modules/modem-provider/mqtt-modem.js";
import { Modem as MQTTSModem } from "../../modules/modem-provider/mqtts-modem.js";
import { ModemProvider } from "../../modules/modem-provider/provider.js";
import { type BoundMQTTClient, Modem } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { NTP } from "../../modules/network/ntp.js";
import { decode } from "../../modules/text.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

/** Classes that only the whole modem has. */
const others = ["Resolver", "NTP", "RTC", "NetworkInterface", "TCP", "UDP", "Listener", "TLS", "Files"] as const;

for (const [name, Its] of [
	["mqtt-modem", MQTTModem],
	["mqtts-modem", MQTTSModem],
] as const) {
	describe(name, () => {
		let module: ScriptedModule;
		let log: string[];
		const told = () => log.splice(0);
		const connect = (more: Partial<MQTTClientOptions> = {}): MQTTClient => {
			const Client = module.modem.MQTTClient as BoundMQTTClient;
			const client = new Client({
				host: "broker.example",
				...more,
				onControl: (opcode, { returnCode }) => log.push(`control ${opcode} ${returnCode}`),
				onReadable(count, { topic }) {
					log.push(`${topic} ${count} ${decode(new Uint8Array(this.read() as ArrayBuffer), 0, count)}`);
				},
				onError: (error) => log.push(`error ${error?.source}`),
				quectel: { onResult: (_, result) => log.push(result) },
			});
			module.settle();
			return client;
		};

		beforeEach(() => {
			module = new ScriptedModule({}, Its);
			module.ready();
			log = [];
		});

		it("publishes and receives", () => {
			const client = connect();
			client.write(bytesOf("21.5"), { topic: "site/17", QoS: 1 });
			module.settle();
			equal(module.payload, "21.5");
			module.say('\r\n+QMTRECV: 0,0,"cmd",4,"open"\r\n');
			deepEqual(told(), ["control 2 0", "published", "control 4 undefined", "cmd 4 open"]);
		});

		it("outlives a module that starts over, and gives it a client again", () => {
			connect();
			// Believed with the echo that comes on with a new start.
			module.override("AT", "AT\r\r\nOK\r\n");
			module.say("\r\nRDY\r\n");
			deepEqual(told(), ["control 2 0", "error reset"]);
			module.ready();
			connect().write(bytesOf("again"), { topic: "site/17", QoS: 1 });
			module.settle();
			deepEqual(told(), ["control 2 0", "published", "control 4 undefined"]);
		});

		it("takes its class away when it is closed", () => {
			connect();
			told();
			equal(module.modem.MQTTClient, module.modem.MQTTClient);
			module.modem.close();
			equal(module.modem.MQTTClient, undefined);
			equal(module.modem.isClosed, true);
			module.clock.advance(0);
			deepEqual(told(), ["error reset"]);
		});

		it("does not have the classes that are not in it", () => {
			equal("MQTTClient" in module.modem, true);
			for (const other of others) {
				equal(other in Modem.prototype, true, other);
				equal(other in module.modem, false, other);
				equal(module.modem[other], undefined, other);
			}
		});
	});
}

describe("A choice of one's own", () => {
	class Own extends ModemProvider {
		get NTP(): Bound<typeof NTP> | undefined {
			return this.provide(NTP);
		}
	}

	it("has the classes that it names, and no other", () => {
		const module = new ScriptedModule({}, Own);
		const Client = module.modem.NTP as Bound<typeof NTP>;
		equal(module.modem.NTP, Client);
		equal("MQTTClient" in module.modem, false);
		throws(() => new Client({} as never), TypeError, "servers");
		module.ready();
		module.modem.close();
		equal(module.modem.NTP, undefined);
	});
});

describe("TLS", () => {
	const tls = Object.freeze({ ca: "ca.pem" });

	it("is refused by mqtt-modem, before anything is taken or sent", () => {
		const module = new ScriptedModule({}, MQTTModem);
		module.ready();
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		const options = { host: "broker.example", socket: { tls } };
		// As often as there are indices: none is lost.
		for (let time = 0; time < 6; time++) throws(() => new Client(options), Error, "tls: not in this build");
		module.settle();
		deepEqual(module.lines(), []);
		new Client({ host: "broker.example" });
		module.settle();
		equal(module.lines().includes('AT+QMTCFG="ssl",0,0'), true);
	});

	it("is in mqtts-modem", () => {
		const module = new ScriptedModule({}, MQTTSModem);
		module.ready();
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		new Client({ host: "broker.example", socket: { tls } });
		module.settle();
		const lines = module.lines();
		equal(lines.includes('AT+QSSLCFG="cacert",0,"UFS:ca.pem"'), true);
		equal(lines.includes('AT+QMTCFG="ssl",0,1,0'), true);
	});
});
