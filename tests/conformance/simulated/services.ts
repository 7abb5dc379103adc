import type { ResolverClass, ResolverSubject } from "../dns/subject.js";
import type { InterfaceClass, InterfaceSubject } from "../interface/subject.js";
import type { NTPClass, NTPSubject } from "../ntp/subject.js";
import type { RTCClass, RTCSubject } from "../rtc/subject.js";
import type { Bench } from "./bench.js";
import { places } from "./far-side.js";

/** One way through the network, ms: as it is, and while it keeps its answers back. */
const NEAR = 20;
const FAR = 10_000;

export function makeResolver(bench: Bench): ResolverSubject {
	const { far } = bench;
	const modem = bench.ready();
	far.asked("QIDNSGIP");
	return {
		Resolver: modem.Resolver as unknown as ResolverClass,
		options: () => ({}),
		names: far.addresses(),
		settle: () => bench.pass(8000),
		asked: () => far.asked("QIDNSGIP"),
		stall(isStalled) {
			far.delay(isStalled ? FAR : NEAR);
			if (!isStalled) bench.pass(6 * FAR);
		},
	};
}

export function makeNTP(bench: Bench): NTPSubject {
	const { far } = bench;
	const modem = bench.ready();
	return {
		NTP: modem.NTP as unknown as NTPClass,
		options: () => ({ servers: [places.timeServer] }),
		time: places.time,
		// From the server's answer to the callback, and whole seconds.
		precision: 1500,
		nobody: "nobody.example",
		settle: () => bench.pass(30_000),
		asked: () => far.asked("QNTP"),
	};
}

export function makeRTC(bench: Bench): RTCSubject {
	const modem = bench.begin(false);
	return {
		RTC: modem.RTC as unknown as RTCClass,
		options: () => ({}),
		now: () => bench.far.now(),
		precision: 1500,
		connect() {
			bench.untilReady();
			bench.pass(1000);
		},
		settle: () => bench.pass(1000),
		pass: (ms) => bench.pass(ms),
	};
}

export function makeInterface(bench: Bench): InterfaceSubject {
	const { far } = bench;
	const modem = bench.begin();
	const field = (beginning: string, at: number) => far.lastLine(beginning).slice(beginning.length).split(",")[at] ?? "";
	const text = (quoted: string) => quoted.slice(1, -1);
	return {
		NetworkInterface: modem.NetworkInterface as unknown as InterfaceClass,
		options: () => ({}),
		get address() {
			return text(field("+QIACT: 1,1,1,", 0));
		},
		get operator() {
			return text(field("+COPS: 0,0,", 0));
		},
		get RSSI() {
			return 2 * Number(field("+CSQ: ", 0)) - 113;
		},
		settle: () => bench.pass(1000),
		connect: () => bench.untilReady(),
		disconnect() {
			far.cutPower(60_000);
			bench.pass(5000);
		},
	};
}
