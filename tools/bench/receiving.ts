import { Modem } from "../../modules/modem-provider.js";
import { SeededRandom } from "../../modules/random.js";
import { Broker } from "../../tests/support/broker/broker.js";
import { MemoryNetwork } from "../../tests/support/broker/memory-network.js";
import { VirtualClock } from "../../tests/support/virtual-clock.js";
import { Simulator } from "../sim/simulator.js";
import type { Figure } from "./figure.js";
import { StoredUART, type StoredUARTOptions } from "./stored-uart.js";

const BAUD = 921_600;
const MESSAGES = 1000;
const LENGTH = 1024;
/** Payload comes at half of what the wire carries, ms per message. */
const PERIOD = (LENGTH * 1000) / (BAUD / 10 / 2);
/** The script is busy for so long, after a random time of so much on average, ms. */
const STALL = 50;
const STALL_PERIOD = 500;
/** What is still on its way when the last message was sent has to come within this, ms. */
const TAIL = 120_000;

/** How the messages of one run came to their ends. */
interface Reception {
	/** Messages that the application has whole and right. */
	readonly received: number;
	/** Bytes that the UART lost, and the most that it held. */
	readonly lostBytes: number;
	readonly highWater: number;
	/** Messages that the client told as dropped, and how often it told that the module was full, which then loses without a word. */
	readonly dropped: number;
	readonly full: number;
	/** Times that the driver found its dialogue or a message broken. */
	readonly broken: number;
	/** Times that the application was told of an end of its client. */
	readonly ended: number;
}

/** Messages numbered in front, each byte behind known, so that one that is cut or mixed is no message. */
function payloadOf(number: number): Uint8Array {
	const payload = Uint8Array.from({ length: LENGTH }, (_, at) => (number + at * 7) & 255);
	new DataView(payload.buffer).setUint32(0, number);
	return payload;
}

/** Driver, simulated module and broker in this process, on one virtual clock. */
function receive(uartOptions: StoredUARTOptions): Reception {
	const clock = new VirtualClock();
	const network = new MemoryNetwork(clock, { delay: 20 });
	const broker = new Broker(clock);
	network.listen("broker.test", 1883, broker.accept);
	const { module } = new Simulator({
		...{ profile: "ec600s", clock, network, seed: 1, baud: BAUD, latency: "none", powered: true },
	});
	const uart = new StoredUART(module.connector, clock, uartOptions);
	const modem = new Modem({
		serial: { io: uart.Serial, baud: BAUD, flowControl: uartOptions.hasFlowControl ? "hardware" : "none" },
		clock,
		receiveStore: uartOptions.capacity,
	});
	const received = new Set<number>();
	let [dropped, full, ended, isSubscribed] = [0, 0, 0, false];
	const connect = () => {
		const { MQTTClient } = modem;
		if (MQTTClient === undefined) throw new Error("the modem was closed");
		new MQTTClient({
			host: "broker.test",
			id: "mast",
			clean: false,
			onControl(opcode) {
				if (opcode === MQTTClient.CONNACK)
					this.write(undefined, { operation: MQTTClient.SUBSCRIBE, items: [{ topic: "down", QoS: 1 }] });
				else if (opcode === MQTTClient.SUBACK) isSubscribed = true;
			},
			onReadable() {
				const payload = new Uint8Array(this.read() as ArrayBuffer);
				if (payload.length !== LENGTH) return;
				const number = new DataView(payload.buffer).getUint32(0);
				if (payloadOf(number).every((byte, at) => byte === payload[at])) received.add(number);
			},
			onError() {
				ended++;
				this.close();
				connect();
			},
			quectel: { onDrop: () => void dropped++, onFull: () => void full++ },
		});
	};
	connect();
	if (!clock.runUntil(() => isSubscribed, TAIL)) throw new Error(`not subscribed: the modem is ${modem.state}`);

	const random = new SeededRandom(1);
	const stall = clock.alarm(() => {
		uart.stall(STALL);
		stall.set(STALL + (random.next() % (2 * STALL_PERIOD)));
	});
	stall.set(STALL_PERIOD);
	const start = clock.time;
	let sent = 0;
	const pace = clock.alarm(() => {
		broker.publish("down", payloadOf(sent++), { QoS: 1 });
		if (sent < MESSAGES) pace.set(Math.round(start + sent * PERIOD) - clock.time);
	});
	pace.set(0);
	clock.runUntil(() => received.size === MESSAGES, MESSAGES * PERIOD + TAIL);
	const { framingErrors, overruns, resyncs } = modem.counters;
	const broken = framingErrors + overruns + resyncs;
	modem.close();
	module.close();
	return { received: received.size, lostBytes: uart.lost, highWater: uart.highWater, dropped, full, broken, ended };
}

/** Messages that did not come to the application, with stores and flow control as they should be and as they should not. */
export async function measureReceiving(): Promise<Figure[]> {
	const told = ({ lostBytes, highWater, dropped, full, broken, ended }: Reception) =>
		`UART lost ${lostBytes} bytes and held ${highWater}; ${dropped} drops, ${full} full stores, ${broken} faults and ${ended} ends told`;
	const controlled = receive({ capacity: 2048, hasFlowControl: true });
	const narrow = receive({ capacity: 128, hasFlowControl: false });
	return [
		{
			name: `receive.${BAUD}.lost`,
			value: MESSAGES - controlled.received,
			unit: `of ${MESSAGES}`,
			budget: 0,
			remark: told(controlled),
		},
		{
			name: `receive.${BAUD}.lost128`,
			value: MESSAGES - narrow.received,
			unit: `of ${MESSAGES}`,
			remark: told(narrow),
		},
	];
}
