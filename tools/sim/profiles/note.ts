import type { Profile } from "../profile.js";

/** The module of the note, to the letter. */
export const note: Profile = Object.freeze({
	name: "note",
	identity: Object.freeze({
		manufacturer: "Quectel",
		model: "EC600S",
		revision: "EC600SCNLAR01A01M08", // form of AT+QGMR in field logs; the numbers are made up
		subVersion: "01.001.01.001",
	}),
	lineLimit: 2048, // not published; hosts send more than 512 [I]
	inputLimit: 8192, // not published [I]
	bauds: Object.freeze([4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600]),
	power: Object.freeze({
		onHold: 500, // EC200N, EC20 hardware guides
		offHold: 650, // same
		resetHold: 100, // EC600M hardware guide
	}),
	urcPort: "uart1", // a module on a UART that says nothing helps nobody; real ones may need AT+QURCCFG [I]
	pdpType: "IP",
	flashCapacity: 1_048_576, // not published [I]
	activeContexts: 3, // seen on EC600S
	sslAliases: Object.freeze({ secllevel: "seclevel" }), // note 5.2 spells it so
	// The note has no sockets; what stands here is of the TCP/IP Application Note of the EC200U and EG915U, unless remarked.
	sockets: Object.freeze({
		lastContext: 15, // note 3.2.1 for "pdpcid"; 7 on an EC200U, 8 on an EG800K
		lastConnection: 11,
		sendLimit: 1460,
		hexLimit: 512,
		readLimit: 1500,
		sendBuffer: 10_240, // the greatest "send/buffersize" of an EG800K
		datagramBuffer: 10_240, // [I]
		refused: 566,
	}),
	mqtt: Object.freeze({
		packetTimeout: Object.freeze([1, 60] as const), // note 3.2.1
		retryTimes: Object.freeze([0, 10] as const), // note 3.2.1
		moreOptions: Object.freeze([]),
		configurationLines: Object.freeze([
			'"version",(0-5),(3,4)',
			'"pdpcid",(0-5),(1-15)',
			'"ssl",(0-5),(0,1),(0-5)',
			'"keepalive",(0-5),(0-3600)',
			'"session",(0-5),(0,1)',
			'"timeout",(0-5),(1-60),(0-10),(0,1)',
			'"will",(0-5),(0,1),(0-2),(0,1),"willtopic","willmessage"',
			'"willex",(0-5),(0,1),(0-2),(0,1),"willtopic",(0-256)',
			'"recv/mode",(0-5),(0,1),(0,1)',
			'"aliauth",(0-5),"productkey","devicename","devicesecret"',
			'"qmtping",(0-5),(5-60)',
			'"send/mode",(0-5),(0,1)',
			'"onenet",(0-5),"product id","access key"',
			'"hwauth",(0-5),"device id","device secret"',
			'"hwprodid",(0-5),"product id","product secret","nodeid"',
			'"dataformat",(0-5),(0,1),(0,1)',
			'"view/mode",(0-5),(0,1)',
		]), // note 3.2.1
		testLines: Object.freeze({
			"+QMTOPEN": '+QMTOPEN: (0-5),"hostname",(1-65535)', // note 5.1
			"+QMTCLOSE": "+QMTCLOSE: (0-5)", // note 3.2.3
			"+QMTCONN": '+QMTCONN: (0-5),"clientid","username","password"', // note 5.1
			"+QMTDISC": "+QMTDISC: (0-5)", // note 3.2.5
			"+QMTSUB": '+QMTSUB: (0-5), <msgid>,list of ["topic",qos]', // note 5.1, with its space
			"+QMTUNS": '+QMTUNS: (0-5),<msgid>,list of ["topic"]', // note 3.2.7
			"+QMTPUBEX": '+QMTPUBEX: (0-5),<msgid>,(0-2),(0,1),"topic","length"', // note 5.1
		}),
		hostLimit: 100, // note 3.2.2
		handshakeFailure: -1, // logs of EC25 and BG95; the note does not tell
		topicLimit: 256, // note 3.2.1 for the will; other topics [I]
		payloadLimit: 1500, // note 3.2.8
		window: 5, // note 3.2.8
		storedMessages: 5, // note 3.2.9
		pings: 3, // [I]
		failuresToClose: 3, // the note says "all the time" [I]
		emptyPublish: false, // [I]
		strictIdentifier: false, // field drivers send 1 with QoS 0
	}),
} as const);
