// A station that counts its own instructions: from power-on to ready, for each message that it publishes, one by one, and
// for each that it receives. It holds still in between, so that no message pays for another.

import device from "embedded:provider/builtin";
import { exit } from "host";
import { gc, Instrument, measure } from "instruments";
import config from "mc/config";
import Timer from "timer";

const { host, port, id, messages, payloadLength, up, down } = config as typeof config & {
	payloadLength: number;
	up: string;
	down: string;
};
/** Messages of each kind that are not counted: what is made once is made by then. */
const FIRST = 5;
const PAUSE = 1000;

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

/** Notes one message that took all from `since` to now. */
function note(since: number): void {
	if (done >= FIRST) counts[done - FIRST] = now() - since - look;
	done++;
}

/** The count that as many messages are above as below. */
function middle(): number {
	return counts.sort()[counts.length >> 1] as number;
}

const modem = new device.provider.Modem({
	...device.modem,
	onReady() {
		boot = now();
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
		note(start);
		if (done === FIRST + messages) end();
		start = now();
	},
	onError(error) {
		throw error ?? new Error("closed");
	},
	quectel: {
		onResult(_, result) {
			if (result !== "published") throw new Error(result);
			note(start);
			if (done < FIRST + messages) Timer.schedule(publishing, PAUSE);
			else turn();
		},
	},
});

const publishing = Timer.repeat(() => {
	Timer.schedule(publishing);
	start = now();
	client.write(payload, options);
}, PAUSE);
Timer.schedule(publishing);

/** From publishing to receiving. */
function turn(): void {
	published = middle();
	done = 0;
	gc();
	trace("published\n");
	start = now();
}

function end(): void {
	trace(`${JSON.stringify({ boot, published, received: middle() })}\n`);
	exit(0);
}
