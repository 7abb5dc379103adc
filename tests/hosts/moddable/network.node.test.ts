import { LiveModem } from "../../../hosts/moddable/live-modem.js";
import { type Network, type NetworkOptions, networkOf, rtcOf } from "../../../hosts/moddable/network.js";
import { Delivery } from "../../../modules/delivery.js";
import { Modem as MQTTModem } from "../../../modules/modem-provider/mqtt-modem.js";
import { Modem as MQTTSModem } from "../../../modules/modem-provider/mqtts-modem.js";
import { Modem } from "../../../modules/modem-provider.js";
import { SeededRandom } from "../../../modules/random.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { ScriptedModule } from "../../support/scripted-module.js";
import { VirtualClock } from "../../support/virtual-clock.js";

class HTTPClient {}
class WebSocketClient {}
const sdk: Record<string, unknown> = {
	"embedded:network/http/client": HTTPClient,
	"embedded:network/websocket/client": WebSocketClient,
};

/** Every object that can be reached, with its path; accessors are not called. */
function walk(it: object, path = "network", found: [string, object][] = []): [string, object][] {
	found.push([path, it]);
	for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(it))) {
		if (typeof value === "object" && value !== null) walk(value, `${path}.${name}`, found);
	}
	return found;
}

describe("device.network", () => {
	let made: Modem[];
	let live: LiveModem;
	let network: Network;

	const make = (options?: NetworkOptions, Its: ConstructorParameters<typeof ScriptedModule>[1] = Modem) => {
		made = [];
		live = new LiveModem(() => {
			const { modem } = new ScriptedModule({}, Its);
			made.push(modem);
			return modem;
		});
		network = networkOf(live, options);
	};
	beforeEach(() => make({ module: (specifier) => sdk[specifier] }));

	it("makes the modem when a class is asked for, once", () => {
		const { mqtt } = network;
		equal(made.length, 0);
		equal(mqtt.client.io, made[0]?.MQTTClient);
		equal(mqtt.client.io, mqtt.client.io);
		equal(mqtt.io, mqtt.io);
		equal(made.length, 1);
		ok(mqtt.io.prototype instanceof mqtt.client.io);
	});

	it("gives a delivery all that it needs", () => {
		const ports = { clock: new VirtualClock(), random: new SeededRandom(1) };
		make({ ports, tls: { verify: false } });
		for (const { client } of [network.mqtt, network.mqtts]) {
			const delivery = new Delivery({ client: { ...client, host: "broker.example", id: "mast" } });
			equal(delivery.state, "connecting");
			delivery.close();
		}
		throws(
			() => {
				make();
				new Delivery({ client: { ...network.mqtt.client, host: "h" } });
			},
			TypeError,
			"clock",
		);
	});

	it("takes the modem that the application has made", () => {
		const { modem } = new ScriptedModule();
		live.adopt(modem);
		live.adopt(new ScriptedModule().modem);
		equal(network.mqtt.client.io, modem.MQTTClient);
		deepEqual(made, []);
	});

	it("takes another one when the modem was closed, with classes of its own", () => {
		const first = [
			network.mqtt.io,
			network.mqtts.io,
			network.mqtts.client.io,
			network.mqtts.socket.io,
			network.dns.resolver.io,
		];
		made[0]?.close();
		const { modem } = new ScriptedModule();
		live.adopt(modem);
		equal(network.mqtt.client.io, modem.MQTTClient);
		const second = [
			network.mqtt.io,
			network.mqtts.io,
			network.mqtts.client.io,
			network.mqtts.socket.io,
			network.dns.resolver.io,
		];
		for (const [at, it] of second.entries()) ok(it !== first[at], `${at}`);
		modem.close();
		equal(network.dns.resolver.io, made[1]?.Resolver);
	});

	it("says which class is not in a smaller build, of one modem", () => {
		make({}, MQTTModem);
		const { mqtt, mqtts, tls, dns, ntp } = network;
		equal(mqtt.client.io, made[0]?.MQTTClient);
		new mqtt.io({ ...mqtt, host: "h" });
		throws(() => mqtt.socket.io, Error, "TCP: not in this build");
		throws(() => tls.client.io, Error, "TLS: not in this build");
		throws(() => dns.resolver.io, Error, "Resolver: not in this build");
		throws(() => ntp.client.io, Error, "NTP: not in this build");
		throws(() => network.interface.LTE0.io, Error, "NetworkInterface: not in this build");
		throws(() => rtcOf(live).io, Error, "RTC: not in this build");
		throws(() => new mqtts.client.io({ ...mqtts.client, host: "h" }), Error, "tls: not in this build");
		equal(made.length, 1);
	});

	it("has secure clients where the build has TLS, without the class of that name", () => {
		make({ tls: Object.freeze({ ca: "roots.pem" }) }, MQTTSModem);
		const { mqtts, tls } = network;
		throws(() => tls.client.io, Error, "TLS: not in this build");
		new mqtts.io({ ...mqtts, host: "h" });
		new mqtts.client.io({ ...mqtts.client, host: "h" });
	});

	it("names each class of the modem where the standard and the SDK look for it", () => {
		const { mqtt, mqtts, tls, dns, ntp, http, https, ws, wss } = network;
		const [modem] = [tls.client.io, ...made].slice(1) as [Modem];
		equal(tls.client.io, modem.TLS);
		equal(dns.resolver.io, modem.Resolver);
		equal(ntp.client.io, modem.NTP);
		equal(ntp.client.socket.io, modem.UDP);
		deepEqual(ntp.client.servers, ["pool.ntp.org"]);
		equal(network.interface.LTE0.io, modem.NetworkInterface);
		equal(network.interface.LTE0.kind, "cellular");
		for (const it of [mqtt, http, ws]) {
			for (const shape of [it, it?.client]) {
				equal(shape?.dns.io, modem.Resolver);
				equal(shape?.socket.io, modem.TCP);
			}
		}
		for (const it of [mqtts, https, wss]) {
			ok(it?.socket.io.prototype instanceof (modem.TLS as never as () => void));
			equal(it?.client.socket.io, modem.TLS);
			equal(it?.dns.io, modem.Resolver);
			equal(it?.client.dns.io, modem.Resolver);
		}
		for (const it of [http, https]) deepEqual([it?.io, it?.client.io], [HTTPClient, HTTPClient] as never);
		for (const it of [ws, wss]) deepEqual([it?.io, it?.client.io], [WebSocketClient, WebSocketClient] as never);
		deepEqual([mqtts.port, https?.port, wss?.port], [8883, 443, 443]);
	});

	it("gives a real-time clock beside it, and makes no modem before that is asked for", () => {
		const rtc = rtcOf(live);
		ok(Object.isFrozen(rtc));
		deepEqual(made, []);
		equal(rtc.io, made[0]?.RTC);
		equal(new rtc.io({ ...rtc }).time, undefined);
	});

	it("has the SDK's clients on hosts of the SDK only, and says which manifest is missing", () => {
		make();
		for (const name of ["http", "https", "ws", "wss"] as const) equal(network[name], undefined);
		make({ module: () => undefined });
		throws(() => network.http?.io, Error, "embedded:network/http/client: not in this build");
		throws(() => ({ ...network.wss?.client }), Error, "embedded:network/websocket/client: not in this build");
		deepEqual(made, []);
	});

	it("can be spread into options, and nothing of it can be changed", () => {
		const found = walk(network);
		ok(found.length > 25);
		for (const [path, it] of found) ok(Object.isFrozen(it), path);
		const { mqtt, ntp } = network;
		equal({ ...mqtt }.io, mqtt.io);
		equal({ ...mqtt.client }.io, mqtt.client.io);
		equal({ ...ntp.client }.io, ntp.client.io);
	});

	it("makes instances of each from its own options", () => {
		const { dns, ntp, interface: interfaces, mqtt, mqtts, tls } = network;
		new dns.resolver.io({ ...dns.resolver });
		new ntp.client.io({ ...ntp.client });
		new interfaces.LTE0.io({ ...interfaces.LTE0 });
		new mqtt.io({ ...mqtt, host: "h" });
		new mqtt.client.io({ ...mqtt.client, host: "h" });
		const { socket } = mqtt;
		new socket.io({ ...socket, address: "192.0.2.1", host: "h", port: 80 } as never);
		// What secures has to be told whom to trust.
		throws(() => new mqtts.io({ ...mqtts, host: "h" }), TypeError, "tls.ca: missing");
		throws(() => new mqtts.client.io({ ...mqtts.client, host: "h" }), TypeError, "tls.ca: missing");
		throws(() => new tls.client.io({ ...tls.client, host: "h", port: 443 }), TypeError, "tls.ca: missing");
		const flat = mqtts.socket;
		throws(() => new flat.io({ ...flat, host: "h", port: 443 }), TypeError, "tls.ca: missing");
	});

	it("lets the host say whom to trust where the application does not", () => {
		make({ tls: Object.freeze({ ca: "roots.pem" }) });
		const { mqtts, tls } = network;
		new mqtts.io({ ...mqtts, host: "h" });
		new mqtts.client.io({ ...mqtts.client, host: "h" });
		new tls.client.io({ ...tls.client, host: "h", port: 443 });
		const flat = mqtts.socket;
		new flat.io({ ...flat, host: "h", port: 443 });
	});
});
