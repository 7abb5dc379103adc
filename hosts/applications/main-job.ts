// The main job: publishes at QoS 0, 1 and 2, takes commands, survives whatever the module does. Every message is sent
// until it is known to be published; the receiver tells doubles by their number.

import device from "embedded:provider/builtin";
import config from "mc/config";
import type { MQTTClient } from "xs-quectel/network/mqtt";

interface Message {
	/** Its number; -1 for the answer to a command. */
	n: number;
	topic: string;
	QoS: number;
	payload: Uint8Array;
	began?: number;
}

/** Message `n`: its number, then every byte value in turn, 20 to 275 bytes in all. The cloud's side knows the rule. */
function message(n: number): Message {
	const payload = new Uint8Array(20 + ((n * 37) % 256));
	for (let at = 0; at < payload.length; at++) payload[at] = at < 4 ? n >> (24 - 8 * at) : n + at;
	return { n, topic: `${config.prefix}/up/${n % 3}`, QoS: n % 3, payload };
}

const outbox: Message[] = [];
const underWay = new Map<number, Message>();
let made = 0;
let commands = 0;
let id = 0;
let room = 0;

const modem = new device.provider.Modem({
	...device.modem,
	...(config.apn === undefined ? {} : { apn: config.apn }),
	onState: (state) => trace(`state ${state}\n`),
	onReady() {
		trace(`module ${this.identity.join(", ")}\n`);
		trace(`network ${this.operator}, signal ${this.signal} of 31, address ${this.address}\n`);
	},
	onError: (error) => trace(`modem failed: ${error.message}\n`),
});

function publish(client: MQTTClient): void {
	for (;;) {
		if (outbox.length === 0 && made < config.messages) outbox.push(message(made++));
		const next = outbox[0];
		if (next === undefined || next.payload.length > room) return;
		outbox.shift();
		id = (id % 60_000) + 1;
		next.began = Date.now();
		underWay.set(id, next);
		room = client.write(next.payload, { topic: next.topic, QoS: next.QoS, id });
	}
}

function connect(): void {
	const { MQTTClient } = modem;
	if (MQTTClient === undefined) return;
	let wasConnected = false;
	new MQTTClient({
		host: config.host,
		port: config.port,
		id: config.id,
		keepAlive: 60_000,
		...(config.user === undefined ? {} : { user: config.user, password: config.password ?? "" }),
		onControl(opcode, { returnCode }) {
			if (opcode !== MQTTClient.CONNACK) return;
			trace(`connected ${returnCode}\n`);
			wasConnected = returnCode === 0;
			const items = [{ topic: `${config.prefix}/down`, QoS: 1 }];
			if (wasConnected) this.write(undefined, { operation: MQTTClient.SUBSCRIBE, items });
		},
		onWritable(count) {
			room = count;
			publish(this);
		},
		onReadable(count, { topic }) {
			const command = String.fromCharCode(...new Uint8Array(this.read(count) as ArrayBuffer));
			trace(`command ${++commands} ${topic} ${command}\n`);
			if (command === "stop") {
				this.write(undefined, { operation: MQTTClient.DISCONNECT });
				return;
			}
			const payload = Uint8Array.from(command, (letter) => letter.charCodeAt(0));
			outbox.unshift({ n: -1, topic: `${config.prefix}/taken`, QoS: 1, payload });
			publish(this);
		},
		onError(error) {
			trace(`disconnected ${error?.message ?? "as asked"}\n`);
			this.close();
			room = 0;
			if (error !== undefined && (wasConnected || error.source === "reset")) connect();
			else modem.close();
		},
		quectel: {
			onResult(id, result, error) {
				const message = underWay.get(id) as Message;
				underWay.delete(id);
				const took = Date.now() - (message.began ?? 0);
				trace(`${result} ${message.QoS} ${message.n} ${took} ${error?.message ?? ""}\n`);
				if (result !== "published") outbox.unshift(message);
			},
		},
	});
}

connect();
