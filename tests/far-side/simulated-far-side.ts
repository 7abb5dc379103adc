import { createSecureContext, type SecureContext } from "node:tls";
import { MemoryStorage } from "../../tools/sim/files/storage.js";
import type { SimulatedModule } from "../../tools/sim/module.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { timeService } from "../../tools/sim/time-service.js";
import { type FarSide, places } from "../conformance/simulated/far-side.js";
import { Authority } from "../support/authority.js";
import { Broker } from "../support/broker/broker.js";
import { MemoryNetwork, type Peer } from "../support/broker/memory-network.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { Board } from "./board.js";
import { SecureNetwork } from "./secure-network.js";

const DAY = 86_400_000;
const DELAY = 20;
const FLASH = 1_000_000;
/** The time zone in which AT+CCLK sets the module's clock: the one in which the network is. */
const ZONE = 8 * 3_600_000;

/** The server's end of a connection, with TLS or without. */
interface Connection {
	send(bytes: Uint8Array): void;
	end(): void;
	received: string;
	isEnded: boolean;
}

/** An authority, and the server that it answers for. Made once: keys take their time. */
interface Secure {
	readonly authority: Authority;
	readonly context: SecureContext;
}

let secure: Secure | undefined;

function madeSecure(): Secure {
	if (secure !== undefined) return secure;
	const validity = { from: new Date(places.time - 365 * DAY), to: new Date(places.time + 365 * DAY) };
	const authority = new Authority("Far Side", undefined, true, validity);
	const { certificate, key } = authority.issue("server", { names: places.secure.names, ...validity });
	secure = { authority, context: createSecureContext({ cert: certificate, key }) };
	return secure;
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bytesOf = (text: string) => Buffer.from(text, "latin1");

/** A simulated module and what is around it, all of it in this process. */
export class SimulatedFarSide implements FarSide {
	/** What the host is soldered to, whichever module is in it. */
	readonly board = new Board();
	/** Everything runs on it; another one with each {@link begin}. */
	clock = new VirtualClock();
	#network = new MemoryNetwork(this.clock);
	#secure = new SecureNetwork(this.#network);
	#broker = new Broker(this.clock);
	#files = new MemoryStorage(FLASH);
	#module: SimulatedModule | undefined;
	#connections: Connection[] = [];
	#serverNames: string[] = [];
	#datagrams: string[] = [];
	#visitors = 0;
	#addresses: Record<string, string> = {};
	/** All that has passed the UART. */
	#sent = "";
	#said = "";
	/** What AT+CCLK has set the module's clock off by, ms. */
	#offset = 0;
	/** How much of what was sent has been looked at, by command. */
	#seen = new Map<string, number>();

	/** What lives outside of virtual time and is under way: see LockstepOptions. */
	readonly outside = (): Promise<void> | undefined => this.#secure.quiet();

	begin(): void {
		this.#module?.close();
		const clock = new VirtualClock();
		const network = new MemoryNetwork(clock, { delay: DELAY });
		this.clock = clock;
		this.#network = network;
		this.#secure = new SecureNetwork(network);
		this.#broker = new Broker(clock);
		this.#files = new MemoryStorage(FLASH);
		this.#connections = [];
		this.#serverNames = [];
		this.#datagrams = [];
		this.#visitors = 0;
		this.#addresses = {};
		this.#sent = "";
		this.#said = "";
		this.#seen = new Map();
		this.#offset = 0;
		this.#furnish();
		this.#module = new Simulator({
			profile: "ec600s",
			clock,
			network: this.#secure,
			files: this.#files,
			seed: 1,
			networkTime: () => places.time + clock.time,
			onTrace: (sender, bytes) => {
				if (sender === "host") this.#hear(textOf(bytes));
				else this.#said += textOf(bytes);
			},
		}).module;
		this.board.plug(this.#module.connector);
	}

	/** Ends the present module. */
	close(): void {
		this.#module?.close();
	}

	send(connection: number, data: string): void {
		this.#connection(connection).send(bytesOf(data));
	}

	end(connection: number): void {
		this.#connection(connection).end();
	}

	received(connection: number): string {
		const it = this.#connections[connection];
		const text = it?.received ?? "";
		if (it !== undefined) it.received = "";
		return text;
	}

	isEnded(connection: number): boolean {
		return this.#connections[connection]?.isEnded === true;
	}

	arrive(port: number): number {
		const from = { host: places.visitor, port: 4000 + this.#visitors++ };
		const peer = this.#network.arrive(port, from);
		if (peer === undefined) throw new Error(`nobody listens on ${port}`);
		return this.#accept(peer);
	}

	serverNames(): string[] {
		return [...this.#serverNames];
	}

	authority(): string {
		return madeSecure().authority.certificate;
	}

	sendDatagram(socket: number, data: string, host: string, port: number): void {
		this.#network.datagram(this.#ports[socket] ?? 0, bytesOf(data), { host, port });
	}

	datagrams(): string[] {
		return this.#datagrams.splice(0);
	}

	hasPort(socket: number): boolean {
		const port = this.#ports[socket];
		return port !== undefined && this.#network.hasPort(port);
	}

	deliver(client: string, topic: string, payload: string, QoS: 0 | 1 | 2): void {
		this.#broker.deliver(client, topic, bytesOf(payload), QoS);
	}

	drop(client: string): void {
		if (this.#broker.clients.includes(client)) this.#broker.drop(client, "close");
	}

	published(): { topic: string; payload: string }[] {
		return this.#broker.log.splice(0).map(({ topic, payload }) => ({ topic, payload: textOf(payload) }));
	}

	holdAnswers(isHeld: boolean): void {
		const { stalled } = this.#broker.faults;
		for (const it of ["puback", "pubrec", "pubcomp"] as const) {
			if (isHeld) stalled.add(it);
			else stalled.delete(it);
		}
		this.#broker.release();
	}

	stallAir(ms: number): void {
		this.#module?.faults.cause({ fault: "stall", ms });
	}

	delay(ms: number): void {
		this.#network.delay = ms;
	}

	addresses(): Record<string, string> {
		return this.#addresses;
	}

	content(name: string): string | undefined {
		const bytes = this.#files.read(name);
		return bytes === undefined ? undefined : textOf(bytes);
	}

	put(name: string, content: string): void {
		this.#files.write(name, Uint8Array.from(bytesOf(content)));
	}

	cutPower(ms: number): void {
		this.#module?.powerCut(ms);
	}

	now(): number {
		return places.time + this.clock.time + this.#offset;
	}

	asked(command: string): string[] {
		const from = this.#seen.get(command) ?? 0;
		this.#seen.set(command, this.#sent.length);
		const form = new RegExp(`AT\\+${command}=\\d+,"(.*?)"`, "g");
		return [...this.#sent.slice(from).matchAll(form)].map((it) => it[1] as string);
	}

	lastLine(beginning: string): string {
		const at = this.#said.lastIndexOf(`\n${beginning}`);
		return at < 0 ? "" : (this.#said.slice(at + 1).split("\r")[0] as string);
	}

	#hear(text: string): void {
		this.#sent += text;
		const local = /AT\+CCLK="(.{17})\+32"\r$/.exec(this.#sent.slice(-40))?.[1];
		if (local === undefined || !text.endsWith("\r")) return;
		const time = Date.parse(`20${local.replaceAll("/", "-").replace(",", "T")}Z`) - ZONE;
		this.#offset = time - places.time - this.clock.time;
	}

	/** Everybody who is in the network. */
	#furnish(): void {
		const network = this.#network;
		network.listen(places.broker, 1883, this.#broker.accept);
		network.listen(places.peer.address, places.peer.port, (peer) => this.#accept(peer));
		const { touch } = this.#secure;
		for (const name of [...places.secure.names, places.secure.stranger]) {
			this.#secure.listenSecurely(name, places.secure.port, madeSecure().context, (socket) => {
				const connection: Connection = {
					send(bytes) {
						touch();
						socket.write(bytes);
					},
					end() {
						touch();
						socket.end();
					},
					received: "",
					isEnded: false,
				};
				this.#connections.push(connection);
				const serverNames = this.#serverNames;
				socket.once("secure", () => serverNames.push(String((socket as { servername?: unknown }).servername)));
				socket.on("data", (bytes) => {
					connection.received += textOf(bytes);
				});
				const ended = () => {
					connection.isEnded = true;
				};
				socket.on("end", ended);
				socket.on("close", ended);
				// A connection that is cut off ends; "close" follows.
				socket.on("error", () => {});
			});
		}
		for (const [host, port] of places.services) {
			network.serve(host, port, (bytes) => this.#datagrams.push(`${host} ${port} ${textOf(bytes)}`));
		}
		network.serve(
			places.timeServer,
			123,
			timeService(() => places.time),
		);
		for (const host of places.hosts) {
			network.listen(host, 80, () => {});
			const addresses = this.#addresses;
			network.resolve(host, (address) => {
				addresses[host] = address as string;
			});
		}
	}

	#accept(peer: Peer): number {
		const connection: Connection = {
			send: (bytes) => peer.write(bytes),
			end: () => peer.close(),
			received: "",
			isEnded: false,
		};
		peer.onData = (bytes) => {
			connection.received += textOf(bytes);
		};
		peer.onEnd = () => {
			connection.isEnded = true;
		};
		return this.#connections.push(connection) - 1;
	}

	#connection(number: number): Connection {
		const it = this.#connections[number];
		if (it === undefined) throw new Error(`nobody has come as number ${number}`);
		return it;
	}

	/** Ports of the UDP sockets so far. */
	get #ports(): number[] {
		return [...this.#sent.matchAll(/AT\+QIOPEN=.*,(\d+),0\r/g)].map((it) => Number(it[1]));
	}
}
