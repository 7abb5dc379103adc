// An application of ECMA-419's shape: subscribes, publishes what it was told once more, and disconnects.
import device from "embedded:provider/builtin";
import config from "mc/config";

const specifier = device.network.mqtt.client;
const Client = specifier.io;

new Client({
	...specifier,
	host: config.host,
	port: config.port,
	id: config.id,
	keepAlive: 60_000,
	onControl(opcode, message) {
		trace(`control ${opcode} ${JSON.stringify(message)}\n`);
		if (opcode === Client.CONNACK) {
			this.write(undefined, { operation: Client.SUBSCRIBE, items: [{ topic: "down", QoS: 1 }], id: 10 });
		}
		if (opcode === Client.PUBACK) this.write(undefined, { operation: Client.DISCONNECT });
	},
	onReadable(count) {
		this.write(this.read(count) as ArrayBuffer, { topic: "up", QoS: 1, id: 11 });
	},
	onError(error) {
		trace(`ended ${error?.message ?? "as asked"}\n`);
		this.close();
	},
});
