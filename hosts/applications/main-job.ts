// The main job: publishes at QoS 0, 1 and 2, takes commands, survives whatever the module does.
import device from "embedded:provider/builtin";
import config from "mc/config";
import Timer from "timer";
import { Outbox } from "./outbox.js";
import { tellTraffic, tellWords } from "./telling.js";

const { host, port, id, user, password, prefix, apn } = config;
const outbox = new Outbox(prefix, config.messages);

const modem = new device.provider.Modem({
	...device.modem,
	apn,
	onState: (state) => tellWords("state", state),
	onReady() {
		tellWords("identity", this.identity.join(" "));
		tellWords("network", `${this.operator}, signal ${this.signal} of 31, address ${this.address}`);
	},
	onError: (error) => tellWords("broken", error.message),
	...(config.trace ? { onTrace: tellTraffic } : {}),
});

function connect(): void {
	const { MQTTClient } = modem;
	if (MQTTClient === undefined) return; // the modem was closed
	new MQTTClient({
		...{ host, port, id, user, password, keepAlive: 60_000 },
		onControl(opcode, { returnCode }) {
			if (opcode !== MQTTClient.CONNACK) return;
			tellWords("connected", returnCode);
			const items = [{ topic: `${prefix}/down`, QoS: 1 }];
			if (returnCode === 0) this.write(undefined, { operation: MQTTClient.SUBSCRIBE, items });
		},
		onWritable(count) {
			outbox.send(this, count);
		},
		onReadable() {
			const command = outbox.answer(this, this.read());
			if (command === "stop") this.write(undefined, { operation: MQTTClient.DISCONNECT });
		},
		onError(error) {
			tellWords("disconnected", error?.message ?? "as asked");
			this.close();
			if (error?.retry) Timer.set(connect, 1000);
			else modem.close();
		},
		quectel: { onResult: (id, result, error) => outbox.settle(id, result, error) },
	});
}

connect();
