import { equal } from "../support/assert.js";
import { Place, readyWithin } from "../support/place.js";

/** How long getting ready may take, ms: a power key that first switches the module off costs two boots. */
const LIMIT = 60_000;

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
