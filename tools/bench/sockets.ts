import { Modem } from "../../modules/modem-provider.js";
import type { TCP } from "../../modules/network/tcp.js";
import { SeededRandom } from "../../modules/random.js";
import { MemoryNetwork, type Peer } from "../../tests/support/broker/memory-network.js";
import { VirtualClock } from "../../tests/support/virtual-clock.js";
import { Simulator } from "../sim/simulator.js";
import type { Figure } from "./figure.js";
import { StoredUART } from "./stored-uart.js";

const BAUDS = Object.freeze([115_200, 921_600] as const);
const BITS_PER_BYTE = 10;
/** Bytes that are carried, each way. */
const LENGTH = 200_000;
/** For the way up, and for all that is carried, ticks. */
const PATIENCE = 3_600_000;
/**
 * Without latencies one tick of the clock is so many ms at the higher baud, of which a whole ms would be 92 bytes: then each
 * turn between host and module would cost up to that much more than it does.
 */
const FINE = 1 / 8;

/** What the module takes: nothing, or what was measured. */
type Latency = "none" | "real";

/** Of one run. */
interface Transfer {
	/** Bytes per second, over what the wire could carry. */
	readonly sendRatio: number;
	readonly receiveRatio: number;
	/** Bytes that did not come, or came wrong. */
	readonly lost: number;
	/** Bytes that the host's UART lost, and the most that it held. */
	readonly lostOnWire: number;
	readonly highWater: number;
}

/** The script is busy for so long, after a random time of so much on average, ms. */
const STALL = 50;
const STALL_PERIOD = 300;

/** What is carried: each byte known, so that one that is missing, doubled or changed is seen. */
function byteAt(index: number): number {
	return (index * 7 + (index >> 8)) & 255;
}

/** Counts bytes until one is wrong. */
class Judge {
	right = 0;
	isBroken = false;

	take(bytes: Uint8Array): void {
		for (const byte of bytes) {
			if (byte !== byteAt(this.right)) this.isBroken = true;
			if (this.isBroken) return;
			this.right++;
		}
	}
}

/**
 * Driver and simulated module in this process, on one virtual clock, with a server in memory.
 * @param isBusy whether the script does something else now and then, while nobody reads the UART
 */
function transfer(baud: number, latency: Latency, capacity: number, isBusy: boolean): Transfer {
	const clock = new VirtualClock();
	const tick = latency === "none" && baud > 115_200 ? FINE : 1;
	const network = new MemoryNetwork(clock);
	const judges = { up: new Judge(), down: new Judge() };
	let peer: Peer | undefined;
	network.listen("192.0.2.1", 80, (it) => {
		peer = it;
		it.onData = (bytes) => judges.up.take(bytes);
	});
	const { module } = new Simulator({
		...{ profile: "ec600s", clock, network, seed: 1, baud: baud * tick, latency, powered: true },
	});
	const uart = new StoredUART(module.connector, clock, { capacity, hasFlowControl: false });
	const modem = new Modem({ serial: { io: uart.Serial, baud: baud * tick }, clock, receiveStore: capacity });
	const { TCP: SocketClass } = modem;
	if (SocketClass === undefined) throw new Error("the modem was closed");
	let written = 0;
	let isWriting = false;
	const write = (socket: TCP, count: number) => {
		const data = Uint8Array.from({ length: Math.min(count, LENGTH - written) }, (_, at) => byteAt(written + at));
		written += data.length;
		if (data.length > 0) socket.write(data);
	};
	let room = 0;
	const socket = new SocketClass({
		...{ address: "192.0.2.1", port: 80 },
		onWritable(count) {
			room = count;
			if (isWriting) write(this, count);
		},
		onReadable() {
			judges.down.take(new Uint8Array(this.read() as ArrayBuffer));
		},
	});
	if (!clock.runUntil(() => room > 0, PATIENCE)) throw new Error(`not connected: the modem is ${modem.state}`);
	const measure = (isDone: () => boolean) => {
		const start = clock.time;
		clock.runUntil(isDone, PATIENCE);
		return (LENGTH * BITS_PER_BYTE * 1000) / ((clock.time - start) * tick * baud);
	};
	const random = new SeededRandom(1);
	const stall = clock.alarm(() => {
		uart.stall(Math.round(STALL / tick));
		stall.set(Math.round((STALL + (random.next() % (2 * STALL_PERIOD))) / tick));
	});
	if (isBusy) stall.set(0);
	isWriting = true;
	write(socket, room);
	const sendRatio = measure(() => judges.up.right === LENGTH);
	peer?.write(Uint8Array.from({ length: LENGTH }, (_, at) => byteAt(at)));
	const receiveRatio = measure(() => judges.down.right === LENGTH);
	stall.close();
	modem.close();
	module.close();
	const lost = 2 * LENGTH - judges.up.right - judges.down.right;
	return { sendRatio, receiveRatio, lost, lostOnWire: uart.lost, highWater: uart.highWater };
}

/** What one TCP connection carries, over what the wire could: with receive stores as they should be and as small as they get. */
export async function measureSockets(): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const latency of ["none", "real"] as const) {
		for (const capacity of latency === "none" ? [2048, 128] : [2048]) {
			for (const baud of BAUDS) {
				const { sendRatio, receiveRatio, ...free } = transfer(baud, latency, capacity, false);
				const busy = transfer(baud, latency, capacity, true);
				const name = `tcp${capacity === 128 ? "128" : ""}${latency === "real" ? ".real" : ""}.${baud}`;
				const goal = latency === "none" && capacity === 2048 ? { goal: 0.85 } : {};
				const remark = `UART lost ${free.lostOnWire + busy.lostOnWire} bytes and held ${busy.highWater}`;
				figures.push(
					{ name: `${name}.sendRatioOfWire`, value: sendRatio, unit: "", ...goal },
					{ name: `${name}.receiveRatioOfWire`, value: receiveRatio, unit: "", ...goal },
					{ name: `${name}.lost`, value: free.lost + busy.lost, unit: `of ${4 * LENGTH} bytes`, budget: 0, remark },
				);
			}
		}
	}
	return figures;
}
