import { DesktopSerial } from "../../../hosts/desktop/serial.js";
import { isTCPDevice, type NativeTCP, type NativeTCPClass, tcpDevice } from "../../../hosts/desktop/tcp-device.js";
import type { SerialOptions } from "../../../modules/io.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

type NativeOptions = ConstructorParameters<NativeTCPClass>[0];

/** The SDK's TCP socket with its manners: it throws when more is read than is there, or more written than it said. */
class FakeTCP implements NativeTCP {
	static last: FakeTCP;
	readonly options: NativeOptions;
	sent: number[] = [];
	arrived: number[] = [];
	room = 0;
	isClosed = false;

	constructor(options: NativeOptions) {
		this.options = options;
		FakeTCP.last = this;
	}

	read(count: number): ArrayBuffer | undefined {
		ok(!this.isClosed, "touched after it was closed");
		if (this.arrived.length === 0) return undefined;
		if (count <= 0 || count > this.arrived.length) throw new Error("invalid");
		return Uint8Array.from(this.arrived.splice(0, count)).buffer;
	}

	write(buffer: ArrayBuffer): void {
		ok(!this.isClosed, "touched after it was closed");
		ok(buffer instanceof ArrayBuffer);
		if (buffer.byteLength > this.room) throw new Error("would block");
		this.room -= buffer.byteLength;
		this.sent.push(...new Uint8Array(buffer));
	}

	close(): void {
		ok(!this.isClosed, "closed twice");
		this.isClosed = true;
	}

	give(...bytes: number[]): void {
		this.arrived.push(...bytes);
		this.options.onReadable(this.arrived.length);
	}

	drain(): void {
		this.room = 1536;
		this.options.onWritable(1536);
	}
}

const Device = tcpDevice(FakeTCP);

function open(options: Partial<SerialOptions> & { device?: string } = {}) {
	const serial = new DesktopSerial({ baud: 115200, device: "tcp:127.0.0.1:5555", ...options } as SerialOptions, Device);
	return { serial, socket: FakeTCP.last };
}

describe("tcpDevice", () => {
	it("is asked for by name", () => {
		ok(isTCPDevice("tcp:127.0.0.1:5555"));
		for (const device of ["/dev/ttyUSB0", "COM3", undefined, 5]) ok(!isTCPDevice(device));
	});

	it("connects to the address and port of its name, without delay", () => {
		const { address, port, nodelay } = open().socket.options;
		deepEqual([address, port, nodelay], ["127.0.0.1", 5555, true]);
		equal(open({ device: "tcp:localhost:1" }).socket.options.address, "127.0.0.1");
	});

	it("refuses what names no place, before anything is opened", () => {
		const before = FakeTCP.last;
		for (const device of ["tcp:", "tcp:host:1", "tcp:127.0.0.1", "tcp:127.0.0.1:0", "tcp:127.0.0.1:65536"]) {
			throws(() => open({ device }), RangeError, device);
		}
		equal(FakeTCP.last, before);
	});

	it("reads what has arrived in any sizes, and never asks the socket for more", () => {
		const told: number[] = [];
		const { serial, socket } = open({ onReadable: (count) => told.push(count) });
		const view = new Uint8Array(4);
		equal(serial.read(view), undefined);
		socket.give(1, 2, 3, 4, 5, 6);
		deepEqual(told, [6]);
		equal(serial.read(view), 4);
		deepEqual([...view], [1, 2, 3, 4]);
		socket.give(7);
		equal(serial.read(view), 3);
		deepEqual([...view], [5, 6, 7, 4]);
		equal(serial.read(view), undefined);
	});

	it("writes nothing before it is connected, and then all in order", () => {
		const { serial, socket } = open();
		serial.write(Uint8Array.of(65, 84));
		serial.write(Uint8Array.of(13));
		deepEqual(socket.sent, []);
		socket.drain();
		deepEqual(socket.sent, [65, 84, 13]);
	});

	it("takes 1024 bytes each time that the socket can send", () => {
		const credits: number[] = [];
		const { serial, socket } = open({ onWritable: (count) => credits.push(count) });
		for (let times = 0; times < 3; times++) {
			socket.drain();
			serial.write(new Uint8Array(1024));
		}
		deepEqual(credits, [1024, 1024, 1024]);
		equal(socket.sent.length, 3072);
	});

	it("closes the socket when it fails, tells that once, and touches it no more", () => {
		let errors = 0;
		const { serial, socket } = open({
			onError() {
				errors++;
				this.close();
			},
		});
		socket.options.onError();
		socket.options.onError();
		ok(socket.isClosed);
		equal(errors, 1);
		throws(() => serial.read(new Uint8Array(1)), SyntaxError);
		throws(() => serial.write(new Uint8Array(1)), SyntaxError);
	});

	it("tells nothing more once it is closed, not even what the socket had begun to tell", () => {
		const told: number[] = [];
		const { socket } = open({
			onReadable: (count) => told.push(count),
			onWritable() {
				this.close();
			},
		});
		socket.drain();
		ok(socket.isClosed);
		socket.give(1);
		socket.options.onWritable(5);
		socket.options.onError();
		deepEqual(told, []);
	});
});
