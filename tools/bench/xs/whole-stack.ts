// What the whole stack takes of a device's RAM, one step after the other: the modem, each TCP socket, and then what an
// application may have at most: two MQTT clients and two TLS sockets at once, beside 8 KB of its own.

import device from "embedded:provider/builtin";
import { exit } from "host";
import { gc, Instrument, measure } from "instruments";
import config from "mc/config";

const { host, port, echo } = config as unknown as {
	host: string;
	port: number;
	echo: { address: string; port: number };
};
const figures = new Int32Array(Instrument.count);
/** An application's own data. */
const own = new Uint8Array(8192);
const payload = new Uint8Array(700).fill(46);
/** What looks like a certificate, as long as one: the network in memory asks for none. */
const certificate = new Uint8Array(900);
certificate.set([0x30, 0x82, 0x03, 0x80]);

/** Slots and chunk bytes in use now. */
function tell(name: string): void {
	gc();
	measure(figures);
	const [slots, chunkBytes] = [figures[Instrument.slots], figures[Instrument.chunkBytes]];
	trace(`${JSON.stringify({ name, slots, chunkBytes })}\n`);
}

const modem = new device.provider.Modem({ ...device.modem, onReady: () => openTCP(0) });

/** Sends a payload there and back over a new socket, and goes on. */
function exchange(isSecure: boolean, then: () => void): void {
	const { TCP, TLS } = modem;
	if (TCP === undefined || TLS === undefined) throw new Error("closed");
	let count = 0;
	let hasWritten = false;
	const options = {
		...{ address: echo.address, port: echo.port },
		onWritable(this: InstanceType<typeof TCP>) {
			if (hasWritten) return;
			hasWritten = true;
			this.write(payload);
		},
		onReadable(this: InstanceType<typeof TCP>) {
			count += (this.read() as ArrayBuffer).byteLength;
			if (count === payload.length) then();
		},
		onError(error: Error) {
			throw error;
		},
	};
	const tls = { host: "echo.test", ca: certificate };
	if (isSecure) new TLS({ ...options, tls, quectel: { ignoreTime: true } });
	else sockets.push(new TCP(options));
}

const sockets: { close(): void }[] = [];

function openTCP(at: number): void {
	tell(at === 0 ? "modem" : `tcp ${at}`);
	if (at < 3) exchange(false, () => openTCP(at + 1));
	else {
		for (const socket of sockets.splice(0)) socket.close();
		openMQTT(0);
	}
}

function openMQTT(at: number): void {
	const { MQTTClient } = modem;
	if (MQTTClient === undefined) throw new Error("closed");
	let hasBegun = false;
	if (at === 2) {
		tell("mqtt 2");
		openTLS(0);
		return;
	}
	new MQTTClient({
		...{ host, port, id: `mast ${at}` },
		onWritable() {
			if (hasBegun) return;
			hasBegun = true;
			this.write(undefined, { operation: MQTTClient.SUBSCRIBE, items: [{ topic: `t/${at}`, QoS: 1 }] });
		},
		onControl(opcode) {
			if (opcode === MQTTClient.SUBACK) this.write(payload, { topic: `t/${at}`, QoS: 1 });
		},
		onReadable() {
			if ((this.read() as ArrayBuffer).byteLength !== payload.length) throw new Error("another message");
			openMQTT(at + 1);
		},
		onError(error) {
			throw error ?? new Error("closed");
		},
	});
}

function openTLS(at: number): void {
	if (at < 2) exchange(true, () => openTLS(at + 1));
	else {
		tell("whole");
		exit(own[0] as number);
	}
}
