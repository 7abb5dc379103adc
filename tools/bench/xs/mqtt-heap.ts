// What the whole driver with one client takes of the device's RAM: once connected, and after some messages both ways.

import device from "embedded:provider/builtin";
import { exit } from "host";
import { gc, Instrument, measure } from "instruments";
import config from "mc/config";

const { host, port, id } = config;
const figures = new Int32Array(Instrument.count);
const payload = new Uint8Array(100);

/** Slots and chunk bytes in use. */
function inUse(): [slots: number, chunkBytes: number] {
	gc();
	measure(figures);
	return [figures[Instrument.slots] as number, figures[Instrument.chunkBytes] as number];
}

/** As many as the window takes at once. */
const COUNT = 50;
let begun = 0;
let through = 0;

const [slots, chunkBytes] = inUse();
const modem = new device.provider.Modem({ ...device.modem });
if (modem.MQTTClient === undefined) throw new Error("no client");
const client = new modem.MQTTClient({
	...{ host, port, id },
	onWritable(room) {
		while (room > 0 && begun < COUNT) {
			begun++;
			room = client.write(payload, { topic: "site/17/state", QoS: 1 });
		}
	},
	onError(error) {
		throw error ?? new Error("closed");
	},
	quectel: {
		onResult(_, result) {
			if (result !== "published") throw new Error(result);
			if (++through < COUNT) return;
			const [slotsNow, chunkBytesNow] = inUse();
			trace(`${JSON.stringify({ slots: slotsNow - slots, chunkBytes: chunkBytesNow - chunkBytes })}\n`);
			exit(0);
		},
	},
});
