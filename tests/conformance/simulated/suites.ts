import { resolverSuite } from "../dns/resolver.js";
import { directorySuite } from "../files/directory.js";
import { fileSuite } from "../files/file.js";
import { interfaceSuite } from "../interface/interface.js";
import { listenerSuite } from "../listener/suite.js";
import { bringUpSuite, payloadSuite, restartSuite } from "../modem/bring-up.js";
import { closeSuite as mqttCloseSuite } from "../mqtt/close.js";
import { constructorSuite as mqttConstructorSuite } from "../mqtt/constructor.js";
import { orderSuite } from "../mqtt/order.js";
import { transferSuite as mqttTransferSuite } from "../mqtt/transfer.js";
import { ntpSuite } from "../ntp/client.js";
import { rtcSuite } from "../rtc/clock.js";
import { closeSuite } from "../tcp/close.js";
import { constructorSuite } from "../tcp/constructor.js";
import { transferSuite } from "../tcp/transfer.js";
import { tlsSuite } from "../tls/suite.js";
import { udpSuite } from "../udp/suite.js";
import type { Bench } from "./bench.js";
import { makeFiles, makeModem } from "./module.js";
import { makeMQTT } from "./mqtt.js";
import { makeInterface, makeNTP, makeResolver, makeRTC } from "./services.js";
import { makeListener, makeTCP, makeTLS, makeUDP } from "./sockets.js";

/** A class, and all that its clause says, over a simulated module. */
export interface SimulatedSuite {
	readonly name: string;
	readonly title: string;
	/** Writes its tests down, with `describe` and `it`; `bench` is used in tests only. */
	defineSuite(bench: Bench): void;
}

/** All of them, in the order in which one rests on the other. */
export const simulatedSuites: readonly SimulatedSuite[] = Object.freeze([
	{
		name: "modem",
		title: "A modem",
		defineSuite(bench: Bench) {
			const make = () => makeModem(bench);
			describe("on its way up", () => bringUpSuite(make));
			describe("with payload of any bytes", () => payloadSuite(make));
			describe("whose module restarts", () => restartSuite(make));
		},
	},
	{
		name: "mqtt",
		title: "ECMA-419, clause 25: MQTTClient",
		defineSuite(bench: Bench) {
			const make = () => makeMQTT(bench);
			describe("constructor", () => mqttConstructorSuite(make));
			describe("close", () => mqttCloseSuite(make));
			describe("transfer", () => mqttTransferSuite(make));
			describe("callbacks", () => orderSuite(make));
		},
	},
	{
		name: "tcp",
		title: "ECMA-419, clause 10: TCP",
		defineSuite(bench: Bench) {
			const make = () => makeTCP(bench);
			describe("constructor", () => constructorSuite(make));
			describe("close", () => closeSuite(make));
			describe("transfer", () => transferSuite(make));
		},
	},
	{
		name: "tls",
		title: "ECMA-419, clause 10: TLS",
		defineSuite(bench: Bench) {
			const make = () => makeTLS(bench);
			describe("as TCP, constructor", () => constructorSuite(make));
			describe("as TCP, close", () => closeSuite(make));
			describe("as TCP, transfer", () => transferSuite(make));
			describe("alone", () => tlsSuite(make));
		},
	},
	{
		name: "udp",
		title: "ECMA-419, clause 10: UDP",
		defineSuite: (bench: Bench) => udpSuite(() => makeUDP(bench)),
	},
	{
		name: "listener",
		title: "ECMA-419, clause 10: Listener",
		defineSuite: (bench: Bench) => listenerSuite(() => makeListener(bench)),
	},
	{
		name: "dns",
		title: "ECMA-419, clause 18: Resolver",
		defineSuite: (bench: Bench) => resolverSuite(() => makeResolver(bench)),
	},
	{
		name: "ntp",
		title: "ECMA-419, clause 19: NTP",
		defineSuite: (bench: Bench) => ntpSuite(() => makeNTP(bench)),
	},
	{
		name: "interface",
		title: "ECMA-419, clause 17: NetworkInterface",
		defineSuite: (bench: Bench) => interfaceSuite(() => makeInterface(bench)),
	},
	{
		name: "rtc",
		title: "ECMA-419, clause 16: RTC",
		defineSuite: (bench: Bench) => rtcSuite(() => makeRTC(bench)),
	},
	{
		name: "files",
		title: "ECMA-419, clause 28: Files",
		defineSuite(bench: Bench) {
			const make = () => makeFiles(bench);
			describe("Directory", () => directorySuite(make));
			describe("File", () => fileSuite(make));
		},
	},
]);
