// An application as one writes it for Wi-Fi with the Moddable SDK: it knows `device.network` and nothing of a modem. It counts, and
// says back what it is told.
import config from "mc/config";
import Timer from "timer";

/** The SDK's own, as far as it is used here: `keepalive`, and one argument of onControl. */
interface Client {
	read(count: number): ArrayBuffer;
	write(data: Uint8Array | null, options: object): number;
	close(): void;
}
interface ClientClass {
	new (options: object): Client;
	readonly CONNACK: number;
	readonly SUBSCRIBE: number;
	readonly SUBACK: number;
}
/** Global on every board of the SDK. */
declare const device: { readonly network: { readonly mqtt: { readonly io: ClientClass } } };

const { host, port, id, prefix, messages } = config;
const { io: MQTTClient } = device.network.mqtt;

let count = 0;
let writable = 0;
let packet = 0;

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(Array.from(text, (character) => character.charCodeAt(0)));
}

function publish(client: Client, topic: string, data: Uint8Array): boolean {
	if (data.length > writable) return false;
	packet = (packet % 60_000) + 1;
	writable = client.write(data, { topic: `${prefix}/${topic}`, QoS: 1, id: packet });
	return true;
}

/** What is counted goes out while there is room. */
function countOn(client: Client): void {
	while (count < messages && publish(client, "count", bytesOf(`${count}`))) count++;
}

function connect(): void {
	let isSubscribed = false;
	writable = 0;
	new MQTTClient({
		...device.network.mqtt,
		...{ host, port, id, keepalive: 60_000 },
		onControl(this: Client, message: { operation: number; returnCode?: number }) {
			if (message.operation === MQTTClient.CONNACK && message.returnCode === 0) {
				const items = [{ topic: `${prefix}/say`, QoS: 1 }];
				this.write(null, { operation: MQTTClient.SUBSCRIBE, items, id: 60_001 });
			}
			if (message.operation !== MQTTClient.SUBACK) return;
			isSubscribed = true;
			trace("subscribed\n");
			countOn(this);
		},
		onReadable(this: Client, size: number) {
			const data = new Uint8Array(this.read(size));
			trace(`told ${String.fromCharCode(...data)}\n`);
			if (!publish(this, "said", data)) trace("no room for an answer\n");
		},
		onWritable(this: Client, room: number) {
			writable = room;
			if (isSubscribed) countOn(this);
		},
		onError() {
			trace("disconnected\n");
			Timer.set(connect, 1000);
		},
	});
}

connect();
