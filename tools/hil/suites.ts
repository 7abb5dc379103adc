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
import { type Costs, noCosts } from "./costs.js";
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
	/** What it takes from the one who pays: as it was counted with the simulated module. */
	readonly estimate: Costs;
	/** What else it takes, in words. */
	readonly besides?: string;
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
		estimate: { ...noCosts, connections: 1 },
		needs: ["sim", "broker"],
		define: modem(bringUpSuite),
	},
	{
		name: "payload",
		title: "A modem with payload of any bytes",
		estimate: { ...noCosts, connections: 3, messages: 3, dataOut: 768 },
		needs: ["sim", "broker"],
		define: modem(payloadSuite),
	},
	{
		name: "mqtt-constructor",
		title: "ECMA-419, clause 25: constructor",
		estimate: { ...noCosts, connections: 10, messages: 1, dataIn: 7 },
		needs: ["sim", "broker"],
		define: mqtt(constructorSuite),
	},
	{
		name: "mqtt-callbacks",
		title: "ECMA-419, clause 25: callbacks",
		estimate: { ...noCosts, connections: 12, messages: 13, dataOut: 13, dataIn: 13 },
		needs: ["sim", "broker"],
		define: mqtt(orderSuite),
	},
	{
		name: "mqtt-transfer",
		title: "ECMA-419, clause 25: transfer",
		estimate: { ...noCosts, connections: 13, messages: 14, dataOut: 1523, dataIn: 21 },
		needs: ["sim", "broker"],
		define: mqtt(transferSuite),
	},
	{
		name: "mqtt-close",
		title: "ECMA-419, clause 25: close",
		estimate: { ...noCosts, connections: 109, messages: 2, dataOut: 2, dataIn: 1 },
		needs: ["sim", "broker"],
		define: mqtt(closeSuite),
	},
	{
		name: "interface",
		title: "ECMA-419, clause 17: NetworkInterface",
		estimate: noCosts,
		besides: "about 10 times the way up, twice with the radio switched off before",
		needs: ["sim"],
		define: (bench) => interfaceSuite(() => bench.follow(() => new BenchInterfaceSubject(bench))),
	},
	{
		name: "dns",
		title: "ECMA-419, clause 18: Resolver",
		estimate: noCosts,
		besides: "about 20 lookups",
		needs: ["sim"],
		define: resolver,
	},
	{
		name: "ntp",
		title: "ECMA-419, clause 19: NTP",
		estimate: noCosts,
		besides: "about 12 questions to a time server",
		needs: ["sim"],
		define: (bench) => ntpSuite(() => bench.follow(() => new BenchNTPSubject(bench))),
	},
	{
		name: "tcp-constructor",
		title: "ECMA-419, clause 10: TCP, constructor",
		estimate: { ...noCosts, sockets: 5, dataOut: 3, dataIn: 5 },
		needs: ["sim", "peer"],
		define: tcp(tcpConstructorSuite),
	},
	{
		name: "tcp-transfer",
		title: "ECMA-419, clause 10: TCP, transfer",
		estimate: { ...noCosts, sockets: 14, dataOut: 3403, dataIn: 6439 },
		needs: ["sim", "peer"],
		define: tcp(tcpTransferSuite),
	},
	{
		name: "tcp-close",
		title: "ECMA-419, clause 10: TCP, close",
		estimate: { ...noCosts, sockets: 28, dataOut: 8, dataIn: 1 },
		needs: ["sim", "peer"],
		define: tcp(tcpCloseSuite),
	},
	{
		name: "udp",
		title: "ECMA-419, clause 10: UDP",
		estimate: { ...noCosts, sockets: 8, dataOut: 4439, dataIn: 9010 },
		needs: ["sim", "peer"],
		define: (bench) => udpSuite(async () => bench.follow(() => new BenchUDPSubject(bench))),
	},
	{
		name: "listener",
		title: "ECMA-419, clause 10: Listener",
		estimate: { ...noCosts, sockets: 15, dataOut: 13, dataIn: 11 },
		needs: ["sim", "peer", "inbound"],
		define: (bench) => listenerSuite(async () => bench.follow(() => new BenchListenerSubject(bench))),
	},
	{
		name: "tls-constructor",
		title: "ECMA-419, clause 10: TLS, constructor as TCP's",
		estimate: { ...noCosts, sockets: 5, handshakes: 5, dataOut: 3, dataIn: 5 },
		besides: "a certificate in the module's flash, deleted again",
		needs: ["sim", "peer"],
		define: tls(tcpConstructorSuite),
	},
	{
		name: "tls-transfer",
		title: "ECMA-419, clause 10: TLS, transfer as TCP's",
		estimate: { ...noCosts, sockets: 14, handshakes: 14, dataOut: 3403, dataIn: 6439 },
		besides: "a certificate in the module's flash, deleted again",
		needs: ["sim", "peer"],
		define: tls(tcpTransferSuite),
	},
	{
		name: "tls-close",
		title: "ECMA-419, clause 10: TLS, close as TCP's",
		estimate: { ...noCosts, sockets: 52, handshakes: 52, dataOut: 8, dataIn: 1 },
		besides: "a certificate in the module's flash, deleted again",
		needs: ["sim", "peer"],
		define: tls(tcpCloseSuite),
	},
	{
		name: "tls-alone",
		title: "ECMA-419, clause 10: TLS, what TCP has not",
		estimate: { ...noCosts, sockets: 2, handshakes: 2 },
		besides: "a certificate in the module's flash, deleted again",
		needs: ["sim", "peer"],
		define: tls(tlsSuite),
	},
	{
		name: "files-directory",
		title: "ECMA-419, clause 28: Directory",
		estimate: noCosts,
		besides: "about 15 files in the module's flash, 10 kB, deleted again",
		needs: ["sim"],
		define: files(directorySuite),
	},
	{
		name: "files-file",
		title: "ECMA-419, clause 28: File",
		estimate: noCosts,
		besides: "about 10 files in the module's flash, 30 kB, deleted again",
		needs: ["sim"],
		define: files(fileSuite),
	},
	{
		name: "restart",
		title: "A modem whose module restarts",
		estimate: { ...noCosts, connections: 2, restarts: 1 },
		needs: ["sim", "broker", "restart"],
		define: modem(restartSuite),
	},
]);

/** The suites of a name, or of a group: `mqtt` is all `mqtt-...`. */
export function suitesNamed(name: string): readonly BenchSuite[] {
	return suites.filter((it) => it.name === name || it.name.startsWith(`${name}-`));
}
