// A station that publishes as fast as the driver lets it, with so many publishes under way as it was told.

import device from "embedded:provider/builtin";
import config from "mc/config";
import type { MQTTClient } from "../../../modules/network/mqtt.js";

const { host, port, id, messages, window, payloadLength, topic } = config as typeof config & {
	window: number;
	payloadLength: number;
	topic: string;
};
/** Five digits, as the longest ids have. */
const FIRST_ID = 10_000;
const payload = new Uint8Array(payloadLength).fill(0x5a);
const results = { published: 0, failed: 0, unknown: 0 };

const modem = new device.provider.Modem({
	...device.modem,
	onReady() {
		trace("ready\n");
	},
});
if (modem.MQTTClient === undefined) throw new Error("no client");
const { CONNACK } = modem.MQTTClient;

let room = 0;
let written = 0;
let ended = 0;

function publish(client: MQTTClient): void {
	while (written < messages && written - ended < window && room >= payloadLength) {
		if (written === 0) trace("begin\n");
		room = client.write(payload, { topic, QoS: 1, id: FIRST_ID + (written++ % 10_000) });
	}
}

const client = new modem.MQTTClient({
	...{ host, port, id },
	onControl(opcode) {
		if (opcode === CONNACK) trace("connected\n");
	},
	onWritable(count) {
		room = count;
		publish(this);
	},
	onError(error) {
		trace(`broken: ${error?.message ?? "closed"}\n`);
	},
	quectel: {
		onResult(_, result) {
			results[result]++;
			if (++ended < messages) publish(client);
			else trace(`end ${JSON.stringify(results)}\n`);
		},
	},
});
