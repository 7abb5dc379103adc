import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { Checksum } from "../../../tools/sim/files/checksum.js";
import { NodeClock } from "../../../tools/sim/node/clock.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { equal } from "../../support/assert.js";
import { Authority, type Identity } from "../../support/authority.js";
import { Broker } from "../../support/broker/broker.js";
import type { Peer } from "../../support/broker/memory-network.js";
import { CR, Typist } from "./typist.js";

const HOST = "a1zgnxur10j8ux.iot.us-east-1.amazonaws.com";
/** The kind of packet in the first four bits of an MQTT packet (MQTT 3.1.1, 2.2.1). */
const PUBLISH = 3;
const TOPIC = "$aws/things/M26_0206/shadow/update/accepted";

/** The broker's end of a TLS connection. As in the note it acknowledges a message before it sends it to those who want it. */
function peerOf(socket: TLSSocket): Peer {
	const peer: Peer = {
		onData: () => {},
		onEnd: () => {},
		write: (bytes) => {
			if (bytes[0]! >> 4 === PUBLISH) {
				setImmediate(() => socket.write(bytes));
			} else {
				socket.write(bytes);
			}
		},
		close: () => socket.end(),
		abort: () => socket.destroy(),
	};
	socket.on("data", (bytes: Buffer) => peer.onData(bytes));
	socket.once("close", () => peer.onEnd());
	socket.on("error", () => socket.destroy());
	return peer;
}

describe("the example session of the note, 5.2, typed to the module", () => {
	let server: Server;
	let typist: Typist;
	let client: Identity;
	let authority: Authority;
	let accepted: TLSSocket | undefined;

	before(async () => {
		authority = new Authority("Test Root");
		client = authority.issue("M26_0206");
		const { certificate, key } = authority.issue("server", { names: [HOST] });
		const broker = new Broker(new NodeClock());
		server = createServer(
			{
				...{ cert: certificate, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: true },
				minVersion: "TLSv1.2",
			},
			(socket) => {
				accepted = socket;
				broker.accept(peerOf(socket));
			},
		);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		typist = new Typist(
			new Simulator({ powered: true, pacing: false, latency: 1, map: { [`${HOST}:8883`]: `127.0.0.1:${port}` } }),
		);
		await typist.see(
			"",
			"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
		);
	});

	after(async () => {
		typist.simulator.close();
		accepted?.destroy();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	});

	it("configures the receiving mode", () => typist.line('AT+QMTCFG="recv/mode",0,0,1', "OK"));

	it("configures the session into SSL mode", () => typist.line('AT+QMTCFG="SSL",0,1,2', "OK"));

	/** An upload as the note shows it; sizes and checksums are those of the test's own files. */
	const upload = async (name: string, text: string) => {
		const typed = `AT+QFUPL="UFS:${name}",${text.length},100`;
		await typist.see(typed + CR, `${typed}${CR}\r\nCONNECT\r\n`);
		const sum = new Checksum().push(Buffer.from(text)).text;
		await typist.see(text, `\r\n+QFUPL: ${text.length},${sum}\r\n\r\nOK\r\n`);
	};

	it("stores the CA certificate", () => upload("cacert.pem", authority.certificate));

	it("stores the client's certificate", () => upload("client.pem", client.certificate));

	it("stores the client's key", () => upload("user_key.pem", client.key));

	for (const line of [
		'AT+QSSLCFG="cacert",2,"UFS:cacert.pem"',
		'AT+QSSLCFG="clientcert",2,"UFS:client.pem"',
		'AT+QSSLCFG="clientkey",2,"UFS:user_key.pem"',
		'AT+QSSLCFG="secllevel",2,2',
		'AT+QSSLCFG="sslversion",2,4',
		'AT+QSSLCFG="ciphersuite",2,"0xFFFF"',
		'AT+QSSLCFG="ignorelocaltime",2,1',
	]) {
		it(`takes ${line}`, () => typist.line(line, "OK"));
	}

	it("starts the connection, with the certificate of the client", async () => {
		await typist.line(`AT+QMTOPEN=0,"${HOST}",8883`, "OK", "+QMTOPEN: 0,0");
		equal(accepted?.getPeerCertificate().subject.CN, "M26_0206");
		equal(accepted?.authorized, true);
	});

	it("connects", () => typist.line('AT+QMTCONN=0,"M26_0206"', "OK", "+QMTCONN: 0,0,0"));

	it("subscribes", () => typist.line(`AT+QMTSUB=0,1,"${TOPIC}",1`, "OK", "+QMTSUB: 0,1,0,1"));

	it("publishes, and receives its own message", async () => {
		const typed = `AT+QMTPUBEX=0,1,1,0,"${TOPIC}",32`;
		await typist.see(typed + CR, `${typed}${CR}\r\n> `);
		const payload = "This is publish data from client";
		await typist.see(payload, `${payload}\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n`);
		await typist.see("", `\r\n+QMTRECV: 0,1,"${TOPIC}",32,"${payload}"\r\n`);
	});

	it("disconnects", () => typist.line("AT+QMTDISC=0", "OK", "+QMTDISC: 0,0"));

	it("does not start without the client's key", async () => {
		await typist.line('AT+QFDEL="user_key.pem"', "OK");
		await typist.line(`AT+QMTOPEN=0,"${HOST}",8883`, "OK", "+QMTOPEN: 0,-1");
	});

	it("does not start with an authority that does not answer for the server", async () => {
		const stranger = new Authority("Other Root").certificate;
		await upload("user_key.pem", client.key);
		await upload("other.pem", stranger);
		await typist.line('AT+QSSLCFG="cacert",2,"UFS:other.pem"', "OK");
		await typist.line(`AT+QMTOPEN=0,"${HOST}",8883`, "OK", "+QMTOPEN: 0,-1");
	});

	it("looks at its own clock when told to", async () => {
		await typist.line('AT+QSSLCFG="cacert",2,"UFS:cacert.pem"', "OK");
		await typist.line('AT+QSSLCFG="ignorelocaltime",2,0', "OK");
		await typist.line(`AT+QMTOPEN=0,"${HOST}",8883`, "OK", "+QMTOPEN: 0,-1");
		const now = new Date().toISOString().replaceAll("-", "/").replace("T", ",").slice(2, 19);
		await typist.line(`AT+CCLK="${now}+00"`, "OK");
		await typist.line(`AT+QMTOPEN=0,"${HOST}",8883`, "OK", "+QMTOPEN: 0,0");
		await typist.line("AT+QMTCLOSE=0", "OK", "+QMTCLOSE: 0,0");
	});
});
