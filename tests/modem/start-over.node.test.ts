import { Modem, type ModemOptions } from "../../modules/modem-provider.js";
import type { SimulatedModule } from "../../tools/sim/module.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { equal, ok } from "../support/assert.js";
import { BenchWiring } from "../support/bench-wiring.js";
import { Broker } from "../support/broker/broker.js";
import { MemoryNetwork } from "../support/broker/memory-network.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** How long getting ready may take, ms: a power key that first switches the module off costs two boots. */
const LIMIT = 60_000;

/** A module that another host has used, and a modem that starts over it. */
class Place {
	readonly clock = new VirtualClock();
	readonly network = new MemoryNetwork(this.clock, { delay: 20 });
	readonly broker = new Broker(this.clock);
	readonly module: SimulatedModule;
	readonly #wiring: BenchWiring;
	heard = "";

	constructor(profile: string, baud: number) {
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.module = new Simulator({ profile, baud, clock: this.clock, network: this.network, seed: 7 }).module;
		this.#wiring = new BenchWiring(this.module.connector, this.clock);
	}

	/** The other host switches the module on. */
	boot(baud: number): void {
		this.module.connector.setBaud(baud);
		this.module.connector.onBytes = (bytes) => {
			this.heard += String.fromCharCode(...bytes);
		};
		this.module.powerOn();
		this.clock.advance(12_000);
	}

	/** The other host types, and waits for `answer`. */
	type(text: string, answer = "OK\r\n"): void {
		this.heard = "";
		this.module.connector.write(Uint8Array.from(text, (it) => it.charCodeAt(0)));
		ok(
			this.clock.runUntil(() => this.heard.includes(answer), 30_000),
			`${JSON.stringify(text)}: ${this.heard}`,
		);
		this.clock.advance(300);
	}

	/** A modem with these pins. */
	start(pins: readonly string[], options: Partial<ModemOptions> = {}): Modem {
		const { Serial, Digital } = this.#wiring;
		const names = { power: "PWRKEY", reset: "RESET_N", status: "STATUS", dtr: "DTR" } as const;
		const wired = Object.fromEntries(
			pins.map((name) => [name, { io: Digital, pin: names[name as keyof typeof names] }]),
		);
		return new Modem({
			serial: { io: Serial, baud: 115200 },
			clock: this.clock,
			receiveStore: 4096,
			...wired,
			...options,
		});
	}

	close(): void {
		this.module.close();
	}
}

const connect = (place: Place) => {
	place.type('AT+QMTOPEN=0,"broker.test",1883\r', "+QMTOPEN: 0,0");
	place.type('AT+QMTCONN=0,"stale"\r', "+QMTCONN: 0,0,0");
};

/** What the other host has left behind. */
const leftovers: Readonly<Record<string, (place: Place) => void>> = {
	"echoing, as it came up": () => {},
	"with echo off": (place) => place.type("ATE0\r"),
	"with half a command line": (place) => {
		place.module.connector.write(Uint8Array.from("AT+QMTPUBEX=0,", (it) => it.charCodeAt(0)));
		place.clock.advance(100);
	},
	"with its radio off": (place) => place.type("AT+CFUN=4\r"),
	"with flow control and reports that nobody wants": (place) => {
		place.type("AT+IFC=0,2;+CEREG=2;+CREG=2;+CMEE=2\r");
	},
	"with clients and sockets": (place) => {
		place.type("AT+QIACT=1\r");
		connect(place);
		place.type('AT+QMTSUB=0,1,"#",1\r', "+QMTSUB: 0,1,0");
		place.type('AT+QIOPEN=1,0,"TCP","broker.test",1883,0,1\r', "+QIOPEN: 0,0");
	},
	"with a context that the network has forgotten": (place) => {
		place.type("AT+QIACT=1\r");
		place.module.driftContext(1);
	},
	"with another access point": (place) => {
		place.type('AT+QICSGP=1,1,"other","a","b",1\r');
		place.type("AT+QIACT=1\r");
	},
	"in the middle of a message": (place) => {
		place.type("AT+QIACT=1\r");
		connect(place);
		place.type('AT+QMTPUBEX=0,1,1,0,"t",1500\r', "> ");
		place.module.connector.write(new Uint8Array(700).fill(65));
		place.clock.advance(500);
	},
	"in the middle of what a socket sends": (place) => {
		place.type("AT+QIACT=1\r");
		place.type('AT+QIOPEN=1,0,"TCP","broker.test",1883,0,0\r', "+QIOPEN: 0,0");
		place.type("AT+QISEND=0,1460\r", "> ");
	},
	"in the middle of an upload": (place) => place.type('AT+QFUPL="file",4000,30\r', "CONNECT"),
	"in data mode": (place) => {
		place.type("AT+QIACT=1\r");
		place.type('AT+QIOPEN=1,0,"TCP","broker.test",1883,0,2\r', "CONNECT");
	},
};

const wirings: Readonly<Record<string, readonly string[]>> = {
	"with every pin": ["power", "reset", "status"],
	"with the power key": ["power"],
	"with the reset line": ["reset"],
	"without a pin": [],
};

function readyWithin(place: Place, modem: Modem, limit: number): void {
	const start = place.clock.time;
	ok(
		place.clock.runUntil(() => modem.state === "ready", limit),
		`${modem.state} after ${place.clock.time - start} ms`,
	);
	// And it works: a client of its own gets through.
	let isConnected = false;
	const { MQTTClient } = modem;
	if (MQTTClient === undefined) throw new Error("closed");
	new MQTTClient({
		host: "broker.test",
		id: "mast",
		onControl: (opcode, { returnCode }) => {
			isConnected = opcode === MQTTClient.CONNACK && returnCode === 0;
		},
	});
	ok(
		place.clock.runUntil(() => isConnected, 20_000),
		"connects",
	);
}

describe("A modem that starts over a module which is in use", () => {
	let place: Place;

	afterEach(() => place.close());

	for (const [how, pins] of Object.entries(wirings)) {
		for (const [what, leave] of Object.entries(leftovers)) {
			it(`gets ready ${how}, the module ${what}`, () => {
				place = new Place("ec600s", 115200);
				place.boot(115200);
				leave(place);
				const modem = place.start(pins, { apn: "internet" });
				readyWithin(place, modem, LIMIT);
				modem.close();
			});
		}

		for (const baud of [4800, 9600, 57600, 230400, 460800, 921600]) {
			it(`gets ready ${how}, the module at ${baud} baud`, () => {
				place = new Place("ec600s", baud);
				place.boot(baud);
				const modem = place.start(pins);
				readyWithin(place, modem, LIMIT);
				equal(modem.baud, 115200);
				equal(place.module.baud, 115200);
				modem.close();
			});
		}
	}

	for (const profile of ["note", "ec600s", "ec200s", "ec200t", "eg912y"]) {
		it(`knows an ${profile} by its name`, () => {
			place = new Place(profile, 115200);
			const modem = place.start(["power"]);
			readyWithin(place, modem, LIMIT);
			equal(modem.counters.unknownModels, 0);
			equal(modem.identity[1], profile === "note" ? "EC600S" : profile.toUpperCase());
			modem.close();
		});
	}
});
