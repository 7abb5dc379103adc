import { type HostIO, modemWiring, type Wiring } from "../../../hosts/moddable/wiring.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { Pins } from "../../support/pins.js";
import { StrictSerial as Serial } from "../../support/strict-serial.js";

const Digital = new Pins().pin("P1").io;
const io: HostIO = { Serial, Digital };

describe("modemWiring", () => {
	it("has a Serial at 115200 baud and no pins when nothing is said", () => {
		const { serial, ...pins } = modemWiring(io);
		equal(serial.io, Serial);
		equal(serial.baud, 115200);
		deepEqual(pins, {});
	});

	it("takes the board's UART, and what the manifest says instead", () => {
		const board = { io: class {}, port: 1, receive: 3, transmit: 1 };
		const { serial } = modemWiring(io, { serial: { receive: 16, baud: 921600 } }, board);
		const { io: Class, ...options } = serial;
		equal(Class, Serial);
		deepEqual(options, { baud: 921600, port: 1, receive: 16, transmit: 1 });
	});

	it("wires the pins that are named, with all their options", () => {
		const { power, reset, status } = modemWiring(io, {
			power: { pin: 4, activeLow: true },
			reset: null,
			status: { pin: 0 },
		});
		ok(power !== undefined && status !== undefined);
		deepEqual([power.io, power.pin, power.activeLow], [Digital, 4, true]);
		equal(reset, undefined);
		equal(status.pin, 0);
	});

	it("takes what the host's Serial holds, what the board says instead, and what the subscription wants", () => {
		equal(modemWiring(io).receiveStore, undefined);
		const host = { ...io, receiveStore: 128 };
		equal(modemWiring(host).receiveStore, 128);
		equal(modemWiring(host, { receiveStore: null }).receiveStore, 128);
		const { receiveStore, apn, user, password, pin } = modemWiring(host, {
			receiveStore: 2048,
			apn: "internet",
			user: "u",
			password: null,
			pin: "1234",
		});
		deepEqual([receiveStore, apn, user, password, pin], [2048, "internet", "u", undefined, "1234"]);
	});

	it("lets nobody change it", () => {
		const wiring = modemWiring(io, { power: { pin: 4 } });
		for (const it of [wiring, wiring.serial, wiring.power]) ok(Object.isFrozen(it));
	});

	it("refuses what is no pin, and pins where there are none", () => {
		throws(() => modemWiring(io, { power: 4 } as object as Wiring), TypeError);
		throws(() => modemWiring(io, { reset: {} } as object as Wiring), TypeError);
		throws(() => modemWiring({ Serial }, { status: { pin: 1 } }), Error);
	});
});
