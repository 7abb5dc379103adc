import { Counters } from "../../modules/uart/counters.js";
import { Port, type PortOwner } from "../../modules/uart/port.js";
import { bytes, deepEqual, equal } from "../support/assert.js";
import { StrictSerial } from "../support/strict-serial.js";
import { bytesOf } from "../support/tokens.js";

/** A port of 256 bytes that is open, and the serial under it. */
function open(owner: Partial<PortOwner> = {}, counters = new Counters()): { port: Port; serial: StrictSerial } {
	const port = new Port(
		{ io: StrictSerial, baud: 9600, pin: 17 },
		{ onBytes() {}, onFault() {}, ...owner },
		counters,
		256,
		64,
	);
	port.open(115200);
	return { port, serial: StrictSerial.last as StrictSerial };
}

describe("Port, bytes and faults", () => {
	it("opens the Serial with the host's options, its own baud and byte buffers", () => {
		const { port, serial } = open();
		equal(port.isOpen, true);
		equal(serial.options.baud, 115200);
		equal(serial.options.format, "buffer");
		equal((serial.options as { pin?: number }).pin, 17);
	});

	it("holds DTR, or lets it go, where the Serial has it", () => {
		const { port, serial } = open();
		port.setTerminalReady(true); // this one has not
		const told: unknown[] = [];
		Object.assign(serial, { set: (options: unknown) => told.push(options) });
		port.setTerminalReady(true);
		port.setTerminalReady(false);
		deepEqual(told, [{ dataTerminalReady: true }, { dataTerminalReady: false }]);
		port.close();
		port.setTerminalReady(true);
		equal(told.length, 2);
	});

	it("keeps what is to be sent while it is held, says so, and sends it when it is let go", () => {
		const { port, serial } = open();
		const { transmitter } = port;
		let held = 0;
		transmitter.holder = { onHeld: () => held++ };
		transmitter.line.bytes.set(bytesOf("AT\r"));
		transmitter.send(transmitter.line, 0, 3);
		equal(serial.take(), "");
		equal(held, 1);
		equal(transmitter.idle, false);
		transmitter.release();
		equal(serial.take(), "AT\r");
		equal(transmitter.idle, true);
	});

	it("keeps ring and command line apart, which share one store", () => {
		const { port, serial } = open();
		const { ring, transmitter } = port;
		const line = "A".repeat(transmitter.lineCapacity);
		transmitter.holder = { onHeld() {} };
		transmitter.line.bytes.set(bytesOf(line));
		transmitter.send(transmitter.line, 0, line.length);
		let seen = "";
		for (let round = 0; round < 20; round++) {
			serial.give("0123456789abcdefghi");
			// Some stays unread, so that it has to be moved to the front.
			const end = round < 19 ? ring.head - 3 : ring.head;
			while (ring.tail < end) seen += String.fromCharCode(ring.bytes[ring.tail++] as number);
		}
		equal(seen, "0123456789abcdefghi".repeat(20));
		equal(serial.take(), "");
		transmitter.release();
		equal(serial.take(), line);
	});

	it("forgets what is unread and what is not sent when it is closed", () => {
		const { port, serial } = open();
		serial.give("unread");
		port.transmitter.send(port.transmitter.line, 0, 5);
		port.close();
		equal(serial.isClosed, true);
		equal(port.isOpen, false);
		equal(port.ring.head, port.ring.tail);
		equal(port.transmitter.idle, true);
		equal(serial.take(), "");
		port.close();
	});

	it("hears nothing more of a Serial that it has left", () => {
		const faults: boolean[] = [];
		const { port, serial } = open({ onFault: (lost) => faults.push(lost) });
		port.close();
		port.open(9600);
		const second = StrictSerial.last as StrictSerial;
		port.transmitter.line.bytes.set([65, 84, 13]);
		port.transmitter.send(port.transmitter.line, 0, 3);
		serial.options.onWritable?.call(serial, 64);
		serial.options.onReadable?.call(serial, 3);
		serial.hangUp();
		deepEqual(faults, []);
		equal(port.isOpen, true);
		equal(second.take(), "AT\r");
	});

	it("counts and tells what the Serial has lost, before it looks at what came behind the gap", () => {
		const told: string[] = [];
		const counters = new Counters();
		const { port, serial } = open(
			{
				onFault: (lost) => told.push(`lost ${lost}`),
				onBytes: () => told.push(`bytes ${port.ring.head - port.ring.tail}`),
			},
			counters,
		);
		serial.give("a");
		serial.overruns = 0;
		serial.give("b");
		serial.overruns = 3;
		serial.give("cd");
		serial.give("e");
		serial.overruns = -0x80000000;
		serial.give("f");
		deepEqual(told, ["bytes 1", "bytes 2", "lost true", "bytes 4", "bytes 5", "lost true", "bytes 6"]);
		equal(counters.overruns, -0x80000000);
		port.close();
		port.open(9600);
		(StrictSerial.last as StrictSerial).overruns = 1;
		(StrictSerial.last as StrictSerial).give("g");
		equal(counters.overruns, -0x80000000 + 1);
	});

	it("reads nothing more when its owner closes it because of a loss", () => {
		const { port, serial } = open({ onFault: () => port.close() });
		serial.overruns = 1;
		serial.give("lost");
		equal(port.ring.head, port.ring.tail);
		equal(port.ring.room, port.ring.capacity);
		equal(serial.isClosed, true);
	});

	it("shows a trace just the bytes of each read", () => {
		const { port, serial } = open();
		const seen: string[] = [];
		port.onReceived = (it) => seen.push(String.fromCharCode(...it));
		serial.give("first");
		port.ring.tail += 2;
		serial.give("second");
		deepEqual(seen, ["first", "second"]);
		bytes(port.ring.bytes.slice(port.ring.tail, port.ring.head), "rstsecond");
	});

	it("shows a trace nothing when nothing was there", () => {
		const { port, serial } = open();
		let calls = 0;
		port.onReceived = () => calls++;
		serial.read = () => undefined;
		serial.options.onReadable?.call(serial, 4);
		equal(calls, 0);
	});

	it("tells its owner even of a promise that was not kept", () => {
		let calls = 0;
		let faults = 0;
		const counters = new Counters();
		const { serial } = open({ onBytes: () => calls++, onFault: () => faults++ }, counters);
		serial.read = () => undefined;
		serial.options.onReadable?.call(serial, 4);
		equal(calls, 1);
		serial.options.onReadable?.call(serial, 0);
		equal(calls, 1);
		// Nothing was lost.
		equal(faults, 0);
		equal(counters.overruns, 0);
	});

	it("counts an overrun when its owner makes no room, and says that bytes were lost", () => {
		const counters = new Counters();
		const faults: boolean[] = [];
		const { port, serial } = open({ onFault: (lost) => faults.push(lost) }, counters);
		serial.give("x".repeat(256));
		deepEqual(faults, []);
		serial.give("y");
		deepEqual(faults, [true]);
		equal(counters.overruns, 1);
		equal(port.ring.head, port.ring.tail);
		equal(port.isOpen, true);
	});

	it("loses nothing when its owner makes room in time", () => {
		const counters = new Counters();
		let seen = "";
		const { port, serial } = open(
			{
				onBytes() {
					if (port.ring.room > 0) return;
					seen += String.fromCharCode(...port.ring.bytes.slice(port.ring.tail, port.ring.head));
					port.ring.tail = port.ring.head;
				},
			},
			counters,
		);
		serial.give("x".repeat(512));
		equal(seen, "x".repeat(512));
		equal(counters.overruns, 0);
	});

	it("reads no more once its owner has closed it", () => {
		let calls = 0;
		const { port, serial } = open({
			onBytes() {
				calls++;
				port.close();
			},
		});
		serial.give("x".repeat(600));
		equal(calls, 1);
		equal(serial.isClosed, true);
	});

	it("tells a failure of the Serial once, and does not close what has closed itself", () => {
		const faults: boolean[] = [];
		const { port, serial } = open({ onFault: (lost) => faults.push(lost) });
		serial.hangUp();
		serial.hangUp();
		deepEqual(faults, [false]);
		equal(port.isOpen, false);
		equal(serial.isClosed, false);
		port.transmitter.send(port.transmitter.line, 0, 3);
		serial.options.onWritable?.call(serial, 64);
		equal(serial.sent, "");
	});
});
