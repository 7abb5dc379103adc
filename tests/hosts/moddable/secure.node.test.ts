import { secureMQTT } from "../../../hosts/moddable/secure-mqtt-client.js";
import { tlsOptions } from "../../../hosts/moddable/tls-options.js";
import { type BoundTLS, moddableTLS } from "../../../hosts/moddable/tls-socket.js";
import type { BoundMQTTClient } from "../../../modules/modem-provider.js";
import { deepEqual, throws } from "../../support/assert.js";
import { ScriptedModule } from "../../support/scripted-module.js";
import { ScriptedSockets } from "../../support/scripted-sockets.js";

const der = Uint8Array.of(0x30, 0x03, 1, 2, 3);

describe("tlsOptions", () => {
	it("translates what the SDK's TLS socket is given", () => {
		deepEqual(tlsOptions(), {});
		deepEqual(
			tlsOptions({
				certificate: [der],
				clientCertificates: [der],
				clientKey: der,
				serverName: "h",
				verify: false,
				protocolVersion: 0x303,
				applicationLayerProtocolNegotiation: ["h2", "http/1.1"],
				cache: false,
			}),
			{
				ca: [der],
				clientCertificate: [der],
				clientKey: der,
				host: "h",
				verify: false,
				minimumVersion: "TLSv1.2",
				maximumVersion: "TLSv1.2",
			},
		);
		deepEqual(tlsOptions({ protocolVersion: 0x302 }), { minimumVersion: "TLSv1.1", maximumVersion: "TLSv1.1" });
	});

	it("lets the application overrule the host", () => {
		const defaults = { ca: "roots.pem", verify: "chain" as const };
		deepEqual(tlsOptions({}, defaults), defaults);
		deepEqual(tlsOptions({ certificate: der, verify: true }, defaults), { ca: der, verify: true });
	});

	it("refuses what the module cannot do", () => {
		throws(() => tlsOptions({ protocolVersion: 0x304 }), RangeError, "secure.protocolVersion");
		throws(() => tlsOptions({ applicationLayerProtocolNegotiation: "h2" }), RangeError, "Negotiation");
	});
});

describe("The SDK's shape of secure classes", () => {
	let module: ScriptedModule;
	/** Command lines that say how a connection is secured. */
	const secured = () => {
		module.settle();
		return module.lines().filter((line) => /seclevel|cacert"|"ssl"|OPEN/.test(line));
	};

	beforeEach(() => {
		module = new ScriptedModule();
		new ScriptedSockets(module);
		module.answer("AT+CCLK?", '\r\n+CCLK: "26/08/07,13:54:02+32"\r\n\r\nOK\r\n');
		module.ready();
	});

	it("opens a TLS socket to the name, whatever address is given", () => {
		const TLS = moddableTLS(module.modem.TLS as BoundTLS, { ca: "roots.pem" });
		new TLS({ address: "192.0.2.1", host: "h.example", port: 443, secure: {}, TCP: { io: class {} } });
		deepEqual(secured(), [
			'AT+QSSLCFG="seclevel",0,1',
			'AT+QSSLCFG="cacert",0,"UFS:roots.pem"',
			'AT+QSSLOPEN=1,0,0,"h.example",443,0',
		]);
		new TLS({ host: "h.example", port: 443, tls: { verify: false } });
		deepEqual(secured(), ['AT+QSSLCFG="seclevel",1,0', 'AT+QSSLOPEN=1,1,1,"h.example",443,0']);
		throws(() => new TLS(undefined as never), TypeError, "options");
		throws(() => new (moddableTLS(module.modem.TLS as BoundTLS))({ host: "h", port: 1 }), TypeError, "tls.ca");
	});

	it("never connects an MQTT client without TLS", () => {
		const Client = secureMQTT(module.modem.MQTTClient as BoundMQTTClient, { ca: "roots.pem" });
		new Client({ host: "h.example" });
		deepEqual(secured(), [
			'AT+QSSLCFG="seclevel",0,1',
			'AT+QSSLCFG="cacert",0,"UFS:roots.pem"',
			'AT+QMTCFG="ssl",0,1,0',
			'AT+QMTOPEN=0,"h.example",8883',
		]);
		new Client({ host: "h.example", port: 8884, socket: { secure: { verify: false } } as object });
		deepEqual(secured(), ['AT+QSSLCFG="seclevel",1,0', 'AT+QMTCFG="ssl",1,1,1', 'AT+QMTOPEN=1,"h.example",8884']);
		throws(() => new Client(undefined as never), TypeError, "options");
		const Untold = secureMQTT(module.modem.MQTTClient as BoundMQTTClient);
		for (const socket of [undefined, {}, { io: class {} }, { tls: {} }, { secure: {} }]) {
			throws(() => new Untold({ host: "h", socket: socket as object }), TypeError, "tls.ca: missing");
		}
	});
});
