import type { ListenerSubject } from "../listener/suite.js";
import type { Options, TCPClass, TCPSubject } from "../tcp/subject.js";
import type { TLSSubject } from "../tls/suite.js";
import type { UDPSubject } from "../udp/suite.js";
import type { Bench } from "./bench.js";
import { places } from "./far-side.js";

/** In so many ms of virtual time everything happens that is due, closing with its patience included. */
const SETTLED = 5000;
/** For so long nothing passes the air, ms. */
const STALL = 60_000;
/** Commands that are a step on the way up of a socket. */
const step = /^AT\+(?:QI|QSSL|QF)/;

/** What TCP and TLS have in common. */
function connections(bench: Bench, TCP: unknown, limit: number, options: () => Options): TCPSubject {
	const { far } = bench;
	let settled = SETTLED;
	const subject: TCPSubject = {
		TCP: TCP as TCPClass,
		options,
		async settle() {
			const ms = settled;
			settled = SETTLED;
			await bench.settle(ms);
		},
		receive: (socket, data) => far.send(socket, data),
		drop: (socket) => far.end(socket),
		sent: (socket) => far.received(socket),
		isEnded: (socket) => far.isEnded(socket),
		stall(isStalled) {
			if (isStalled) far.stallAir(STALL);
			else settled += STALL;
		},
		onStep: undefined,
		limit,
		receiveStore: 1460,
		close: () => bench.close(),
	};
	bench.onCommand = (line) => {
		if (step.test(line)) subject.onStep?.();
	};
	return subject;
}

export async function makeTCP(bench: Bench): Promise<TCPSubject> {
	return connections(bench, bench.ready().TCP, 12, () => ({ ...places.peer }));
}

/** With a server that has to prove who it is. */
export async function makeTLS(bench: Bench): Promise<TLSSubject> {
	const { far } = bench;
	const modem = bench.ready();
	const ca = Uint8Array.from(far.authority(), (character) => character.charCodeAt(0));
	const { port, names } = places.secure;
	const options = () => ({ address: "203.0.113.4", port, tls: { host: names[0], ca } });
	const more = { names: () => far.serverNames(), connectsByName: true, stranger: places.secure.stranger };
	return Object.assign(connections(bench, modem.TLS, 6, options), more);
}

export async function makeUDP(bench: Bench): Promise<UDPSubject> {
	const { far } = bench;
	return {
		UDP: bench.ready().UDP as unknown as UDPSubject["UDP"],
		settle: () => bench.settle(SETTLED),
		receive: (socket, data, host, port) => far.sendDatagram(socket, data, host, port),
		sent: () => far.datagrams(),
		isGone: (socket) => !far.hasPort(socket),
		longest: 1460,
		close: () => bench.close(),
	};
}

export async function makeListener(bench: Bench): Promise<ListenerSubject> {
	const { far } = bench;
	const modem = bench.ready();
	return {
		Listener: modem.Listener as unknown as ListenerSubject["Listener"],
		TCP: modem.TCP as unknown as ListenerSubject["TCP"],
		settle: () => bench.settle(SETTLED),
		arrive(port) {
			const visitor = far.arrive(port);
			let received = "";
			return {
				send: (data) => far.send(visitor, data),
				end: () => far.end(visitor),
				received() {
					received += far.received(visitor);
					return received;
				},
				isEnded: () => far.isEnded(visitor),
			};
		},
		address: places.visitor,
		backlog: 4,
		close: () => bench.close(),
	};
}
