// A station that counts its own instructions: from power-on to ready, for each message that it publishes, one by one, and
// for each that it receives. It holds still in between, so that no message pays for another.

import device from "embedded:provider/builtin";
import { exit } from "host";
import { gc, Instrument, measure, section } from "instruments";
import config from "mc/config";
import Timer from "timer";
import { RX_SIZE, TX_SIZE } from "../../../hosts/nrf52/serial.js";

const { host, port, id, messages, payloadLength, up, down } = config as typeof config & {
	payloadLength: number;
	up: string;
	down: string;
};
/** Messages of each kind that are not counted: what is made once is made by then. */
const FIRST = 5;
const PAUSE = 1000;
const [PUBLISH, RECEIVE, BOOT] = [1, 2, 3];

const figures = new Int32Array(Instrument.count);
const counts = new Int32Array(messages);
const payload = new Uint8Array(payloadLength).fill(0x5a);
const store = new Uint8Array(payloadLength);
const options = { topic: up, QoS: 1 };
let boot = 0;
let published = 0;
let done = 0;
let start = 0;

/** Instructions run since power-on. */
function now(): number {
	measure(figures);
	return (figures[Instrument.instructions] as number) >>> 0;
}

/** What looking at the count costs. */
const look = -now() + now();

/** A message begins. Its kind is the section of a profile that it is counted in. */
function begin(kind: number): void {
	if (done >= FIRST) section(kind);
	start = now();
}

/** It took all up to now. */
function end(): void {
	const passed = now() - start - look;
	section(0);
	if (done >= FIRST) counts[done - FIRST] = passed;
	done++;
}

/** The count that as many messages are above as below. */
function middle(): number {
	return counts.sort()[counts.length >> 1] as number;
}

section(BOOT);
const modem = new device.provider.Modem({
	...device.modem,
	// Its UART's stores are those of the host for the nRF52, which has this processor.
	serial: { ...device.modem.serial, rxSize: RX_SIZE, txSize: TX_SIZE },
	receiveStore: RX_SIZE,
	onReady() {
		boot = now();
		section(0);
	},
});
const { MQTTClient } = modem;
if (MQTTClient === undefined) throw new Error("no client");

const client = new MQTTClient({
	...{ host, port, id },
	onControl(opcode) {
		if (opcode === MQTTClient.CONNACK)
			this.write(undefined, { operation: MQTTClient.SUBSCRIBE, items: [{ topic: down, QoS: 1 }] });
		else if (opcode === MQTTClient.SUBACK) Timer.schedule(publishing, PAUSE);
	},
	onReadable() {
		if (this.read(store) !== payloadLength) throw new Error("a message of another length");
		end();
		if (done === FIRST + messages) finish();
		begin(RECEIVE);
	},
	onError(error) {
		throw error ?? new Error("closed");
	},
	quectel: {
		onResult(_, result) {
			if (result !== "published") throw new Error(result);
			end();
			if (done < FIRST + messages) Timer.schedule(publishing, PAUSE);
			else turn();
		},
	},
});

const publishing = Timer.repeat(() => {
	Timer.schedule(publishing);
	begin(PUBLISH);
	client.write(payload, options);
}, PAUSE);
Timer.schedule(publishing);

/** From publishing to receiving. */
function turn(): void {
	published = middle();
	done = 0;
	gc();
	trace("published\n");
	begin(RECEIVE);
}

function finish(): void {
	trace(`${JSON.stringify({ boot, published, received: middle() })}\n`);
	exit(0);
}
