import { ec600s } from "../../modules/modem/profiles/ec600s.js";
import { resolverSuite } from "../../tests/conformance/dns/resolver.js";
import { directorySuite } from "../../tests/conformance/files/directory.js";
import { fileSuite } from "../../tests/conformance/files/file.js";
import { interfaceSuite } from "../../tests/conformance/interface/interface.js";
import { listenerSuite } from "../../tests/conformance/listener/suite.js";
import { bringUpSuite, payloadSuite, restartSuite } from "../../tests/conformance/modem/bring-up.js";
import { closeSuite } from "../../tests/conformance/mqtt/close.js";
import { constructorSuite } from "../../tests/conformance/mqtt/constructor.js";
import { orderSuite } from "../../tests/conformance/mqtt/order.js";
import type { MakeSubject } from "../../tests/conformance/mqtt/subject.js";
import { transferSuite } from "../../tests/conformance/mqtt/transfer.js";
import { ntpSuite } from "../../tests/conformance/ntp/client.js";
import { closeSuite as tcpCloseSuite } from "../../tests/conformance/tcp/close.js";
import { constructorSuite as tcpConstructorSuite } from "../../tests/conformance/tcp/constructor.js";
import { transferSuite as tcpTransferSuite } from "../../tests/conformance/tcp/transfer.js";
import { tlsSuite } from "../../tests/conformance/tls/suite.js";
import { udpSuite } from "../../tests/conformance/udp/suite.js";
import type { Bench } from "./bench.js";
import { BenchFilesSubject } from "./files-subject.js";
import { BenchInterfaceSubject } from "./interface-subject.js";
import { BenchListenerSubject } from "./listener-subject.js";
import { BenchModemSubject } from "./modem-subject.js";
import { BenchSubject } from "./mqtt-subject.js";
import { BenchNTPSubject } from "./ntp-subject.js";
import { BenchResolverSubject, namesOf } from "./resolver-subject.js";
import { BenchTCPSubject } from "./tcp-subject.js";
import { BenchTLSSubject, bringAuthority } from "./tls-subject.js";
import { BenchUDPSubject } from "./udp-subject.js";

/** What a suite cannot do without. */
export type Need = "sim" | "broker" | "peer" | "inbound" | "restart";

/** What each need is, for who has to bring it. */
export const NEEDS: Readonly<Record<Need, string>> = Object.freeze({
	sim: "a SIM that is ready",
	broker: "a broker that module and this machine reach (--broker, --own-broker)",
	peer: "a peer that the module reaches (--peer, --own-peer)",
	inbound: "an address of the module that the peer reaches, which few mobile networks give (--module-address)",
	restart: "a way to restart the module (--reset-line, --power-command)",
});

/** A suite of the tests of this project that a real module allows. */
export interface BenchSuite {
	readonly name: string;
	/** What it proves. */
	readonly title: string;
	/** What it takes from the one who pays: connections, messages, restarts. */
	readonly costs: string;
	readonly needs: readonly Need[];
	/** Writes its tests down, with `it`. */
	define(bench: Bench): void;
}

function mqtt(suite: (make: MakeSubject) => void): (bench: Bench) => void {
	return (bench) => {
		const { window, clients } = { ...ec600s.mqtt, ...(bench.settings.profile?.mqtt as object | undefined) };
		suite(() => bench.follow(() => new BenchSubject(bench, { window, clients })));
	};
}

function modem(suite: typeof bringUpSuite): (bench: Bench) => void {
	return (bench) => suite(() => bench.follow(() => new BenchModemSubject(bench)));
}

function files(suite: typeof fileSuite): (bench: Bench) => void {
	return (bench) => suite(() => bench.follow(() => new BenchFilesSubject(bench)));
}

function tcp(suite: typeof tcpTransferSuite): (bench: Bench) => void {
	return (bench) => suite(async () => bench.follow(() => new BenchTCPSubject(bench)));
}

function tls(suite: (make: () => Promise<BenchTLSSubject>) => void): (bench: Bench) => void {
	return (bench) => {
		let isBrought = false;
		suite(async () =>
			bench.follow(() => {
				const subject = new BenchTLSSubject(bench);
				if (!isBrought) bringAuthority(bench);
				isBrought = true;
				return subject;
			}),
		);
	};
}

function resolver(bench: Bench): void {
	let names: Readonly<Record<string, string>> | undefined;
	resolverSuite(() =>
		bench.follow(() => {
			names ??= namesOf(bench);
			return new BenchResolverSubject(bench, names);
		}),
	);
}

/** In the order in which they are run: what everything else rests on comes first. */
export const suites: readonly BenchSuite[] = Object.freeze([
	{
		name: "modem",
		title: "A modem on its way up",
		costs: "1 connection to the broker, no messages",
		needs: ["sim", "broker"],
		define: modem(bringUpSuite),
	},
	{
		name: "payload",
		title: "A modem with payload of any bytes",
		costs: "3 connections, 3 messages of 256 bytes",
		needs: ["sim", "broker"],
		define: modem(payloadSuite),
	},
	{
		name: "mqtt-constructor",
		title: "ECMA-419, clause 25: constructor",
		costs: "about 15 connections, 1 message",
		needs: ["sim", "broker"],
		define: mqtt(constructorSuite),
	},
	{
		name: "mqtt-callbacks",
		title: "ECMA-419, clause 25: callbacks",
		costs: "about 15 connections, 15 short messages",
		needs: ["sim", "broker"],
		define: mqtt(orderSuite),
	},
	{
		name: "mqtt-transfer",
		title: "ECMA-419, clause 25: transfer",
		costs: "about 15 connections, 20 messages of up to 1500 bytes",
		needs: ["sim", "broker"],
		define: mqtt(transferSuite),
	},
	{
		name: "mqtt-close",
		title: "ECMA-419, clause 25: close",
		costs: "about 110 connections, 10 short messages",
		needs: ["sim", "broker"],
		define: mqtt(closeSuite),
	},
	{
		name: "interface",
		title: "ECMA-419, clause 17: NetworkInterface",
		costs: "about 10 times the way up, twice with the radio switched off before; no messages",
		needs: ["sim"],
		define: (bench) => interfaceSuite(() => bench.follow(() => new BenchInterfaceSubject(bench))),
	},
	{
		name: "dns",
		title: "ECMA-419, clause 18: Resolver",
		costs: "about 20 lookups",
		needs: ["sim"],
		define: resolver,
	},
	{
		name: "ntp",
		title: "ECMA-419, clause 19: NTP",
		costs: "about 12 questions to a time server",
		needs: ["sim"],
		define: (bench) => ntpSuite(() => bench.follow(() => new BenchNTPSubject(bench))),
	},
	{
		name: "tcp-constructor",
		title: "ECMA-419, clause 10: TCP, constructor",
		costs: "5 connections, 10 bytes",
		needs: ["sim", "peer"],
		define: tcp(tcpConstructorSuite),
	},
	{
		name: "tcp-transfer",
		title: "ECMA-419, clause 10: TCP, transfer",
		costs: "about 15 connections, 3 kB out, 7 kB in",
		needs: ["sim", "peer"],
		define: tcp(tcpTransferSuite),
	},
	{
		name: "tcp-close",
		title: "ECMA-419, clause 10: TCP, close",
		costs: "about 30 connections, 10 bytes",
		needs: ["sim", "peer"],
		define: tcp(tcpCloseSuite),
	},
	{
		name: "udp",
		title: "ECMA-419, clause 10: UDP",
		costs: "about 15 sockets, 30 datagrams of up to 1460 bytes",
		needs: ["sim", "peer"],
		define: (bench) => udpSuite(async () => bench.follow(() => new BenchUDPSubject(bench))),
	},
	{
		name: "listener",
		title: "ECMA-419, clause 10: Listener",
		costs: "about 10 connections that come, 20 bytes",
		needs: ["sim", "peer", "inbound"],
		define: (bench) => listenerSuite(async () => bench.follow(() => new BenchListenerSubject(bench))),
	},
	{
		name: "tls-constructor",
		title: "ECMA-419, clause 10: TLS, constructor as TCP's",
		costs: "5 TLS handshakes, 10 bytes",
		needs: ["sim", "peer"],
		define: tls(tcpConstructorSuite),
	},
	{
		name: "tls-transfer",
		title: "ECMA-419, clause 10: TLS, transfer as TCP's",
		costs: "about 15 TLS handshakes, 3 kB out, 7 kB in",
		needs: ["sim", "peer"],
		define: tls(tcpTransferSuite),
	},
	{
		name: "tls-close",
		title: "ECMA-419, clause 10: TLS, close as TCP's",
		costs: "about 50 TLS handshakes, 10 bytes",
		needs: ["sim", "peer"],
		define: tls(tcpCloseSuite),
	},
	{
		name: "tls-alone",
		title: "ECMA-419, clause 10: TLS, what TCP has not",
		costs: "2 TLS handshakes",
		needs: ["sim", "peer"],
		define: tls(tlsSuite),
	},
	{
		name: "files-directory",
		title: "ECMA-419, clause 28: Directory",
		costs: "about 15 files in the module's flash, 10 kB, deleted again; no data",
		needs: ["sim"],
		define: files(directorySuite),
	},
	{
		name: "files-file",
		title: "ECMA-419, clause 28: File",
		costs: "about 10 files in the module's flash, 30 kB, deleted again; no data",
		needs: ["sim"],
		define: files(fileSuite),
	},
	{
		name: "restart",
		title: "A modem whose module restarts",
		costs: "1 restart, 2 connections, no messages",
		needs: ["sim", "broker", "restart"],
		define: modem(restartSuite),
	},
]);

/** The suites of a name, or of a group: `mqtt` is all `mqtt-...`. */
export function suitesNamed(name: string): readonly BenchSuite[] {
	return suites.filter((it) => it.name === name || it.name.startsWith(`${name}-`));
}
