import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";
import { Simulator } from "../../../tools/sim/simulator.js";
import { CR, Typist } from "./typist.js";

const HOST = "iot-as-mqtt.cn-shanghai.aliyuncs.com";

describe("the example session of the note, 5.1, typed to the module", () => {
	let broker: Aedes;
	let server: Server;
	let typist: Typist;

	before(async () => {
		broker = await Aedes.createBroker();
		server = createServer(broker.handle);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		typist = new Typist(
			new Simulator({ powered: true, pacing: false, latency: 1, map: { [`${HOST}:1883`]: `127.0.0.1:${port}` } }),
		);
		await typist.see(
			"",
			"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
		);
	});

	after(async () => {
		typist.simulator.close();
		await new Promise<void>((resolve) => broker.close(() => resolve()));
		await new Promise<void>((resolve) => server.close(() => resolve()));
	});

	it("configures the receiving mode", () => typist.line('AT+QMTCFG="recv/mode",0,0,1', "OK"));

	it("takes the device of Alibaba Cloud", () =>
		typist.line('AT+QMTCFG="aliauth",0,"oyjtmPI5a5j","MQTT_TEST","wN9Y6pZSIly7Exa5qVzcmigEGO4kAazZ"', "OK"));

	it("tells the form of QMTOPEN", () => typist.line("AT+QMTOPEN=?", '+QMTOPEN: (0-5),"hostname",(1-65535)', "OK"));

	it("opens a network", () => typist.line(`AT+QMTOPEN=0,"${HOST}",1883`, "OK", "+QMTOPEN: 0,0"));

	it("tells what is open", () => typist.line("AT+QMTOPEN?", `+QMTOPEN: 0,"${HOST}",1883`, "OK"));

	it("tells the form of QMTCONN", () =>
		typist.line("AT+QMTCONN=?", '+QMTCONN: (0-5),"clientid","username","password"', "OK"));

	it("connects", () => typist.line('AT+QMTCONN=0,"clientExample"', "OK", "+QMTCONN: 0,0,0"));

	it("tells the form of QMTSUB", () =>
		typist.line("AT+QMTSUB=?", '+QMTSUB: (0-5), <msgid>,list of ["topic",qos]', "OK"));

	it("subscribes at QoS 2", () => typist.line('AT+QMTSUB=0,1,"topic/example",2', "OK", "+QMTSUB: 0,1,0,2"));

	it("subscribes at QoS 0", () => typist.line('AT+QMTSUB=0,1,"topic/pub",0', "OK", "+QMTSUB: 0,1,0,0"));

	it("receives what another device publishes", async () => {
		broker.publish(
			{
				cmd: "publish",
				topic: "topic/example",
				payload: "This is the payload related to topic",
				qos: 0,
				dup: false,
				retain: false,
			},
			() => {},
		);
		await typist.see("", '\r\n+QMTRECV: 0,0,"topic/example",36,"This is the payload related to topic"\r\n');
	});

	it("unsubscribes", () => typist.line('AT+QMTUNS=0,2,"topic/example"', "OK", "+QMTUNS: 0,2,0"));

	it("tells the form of QMTPUBEX", () =>
		typist.line("AT+QMTPUBEX=?", '+QMTPUBEX: (0-5),<msgid>,(0-2),(0,1),"topic","length"', "OK"));

	it("publishes, and receives its own message", async () => {
		const typed = 'AT+QMTPUBEX=0,0,0,0,"topic/pub",30';
		await typist.see(typed + CR, `${typed}${CR}\r\n> `);
		const payload = "This is test data, hello MQTT.";
		await typist.see(payload, `${payload}\r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n`);
		await typist.see("", `\r\n+QMTRECV: 0,0,"topic/pub",30,"${payload}"\r\n`);
	});

	it("disconnects", () => typist.line("AT+QMTDISC=0", "OK", "+QMTDISC: 0,0"));
});
