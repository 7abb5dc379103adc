// An application of the shape that the Moddable SDK has today: one argument of onControl, keepalive, null, PINGREQ.
import device from "embedded:provider/builtin";
import config from "mc/config";

const mqtt = new device.network.mqtt.io({
	...device.network.mqtt,
	host: config.host,
	port: config.port,
	id: config.id,
	keepalive: 60_000,
	will: { topic: "will", message: new Uint8Array([13, 10, 34]).buffer, QoS: 0, retain: 0 },
	onControl(message) {
		const { io } = device.network.mqtt;
		trace(`control ${JSON.stringify(message)}\n`);
		if (message.operation === io.CONNACK) {
			mqtt.write(null as never, { operation: io.SUBSCRIBE, items: [{ topic: "down", QoS: 1 }], id: 10 });
			mqtt.write(null as never, { operation: io.PINGREQ });
		}
		if (message.operation === io.PUBACK) this.write(null as never, { operation: io.DISCONNECT });
	},
	onReadable(count) {
		const data = new Uint8Array(this.read(count) as ArrayBuffer);
		this.write(data.slice(0, 1), { topic: "up", QoS: 1, id: 11, byteLength: data.length });
		this.write(data.slice(1));
	},
	onError() {
		trace("ended\n");
	},
});
