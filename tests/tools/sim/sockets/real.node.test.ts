import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Simulator } from "../../../../tools/sim/simulator.js";
import { ok } from "../../../support/assert.js";
import { Authority } from "../../../support/authority.js";
import { freePort } from "../../../support/mosquitto.js";
import { timeAnswer } from "../scripted-network.js";
import { CR, Typist } from "../typist.js";

const BOOT =
	"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n";
const OK = "\r\nOK\r\n";

async function portOf(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return (server.address() as AddressInfo).port;
}

describe("the module's sockets on real ones", () => {
	const closing: (() => void)[] = [];

	afterEach(() => {
		for (const close of closing.splice(0)) close();
	});

	/** A module with its context active and its echo off, which reaches `places`. */
	async function booted(map: Readonly<Record<string, string>> = {}): Promise<Typist> {
		const simulator = new Simulator({ powered: true, pacing: false, latency: 1, map });
		closing.push(() => simulator.close());
		const typist = new Typist(simulator);
		await typist.see("", BOOT);
		await typist.see(`ATE0;+QIACT=1${CR}`, `ATE0;+QIACT=1${CR}${OK}`);
		return typist;
	}

	async function echoServer(): Promise<number> {
		const server = createServer((socket: Socket) => {
			socket.on("data", (bytes) => socket.write(bytes));
			socket.on("end", () => socket.end());
			socket.on("error", () => socket.destroy());
		});
		closing.push(() => server.close());
		return portOf(server);
	}

	it("TCP: opens, sends, receives in both modes, and closes", async () => {
		const port = await echoServer();
		const typist = await booted({ "echo.example:7": `127.0.0.1:${port}` });
		await typist.see(`AT+QIOPEN=1,0,"TCP","echo.example",7,0,0${CR}`, `${OK}\r\n+QIOPEN: 0,0\r\n`);
		await typist.see(`AT+QISEND=0,5${CR}`, "\r\n> ");
		await typist.see("hello", '\r\nSEND OK\r\n\r\n+QIURC: "recv",0\r\n');
		await typist.see(`AT+QIRD=0${CR}`, `\r\n+QIRD: 5\r\nhello\r\n${OK}`);
		await typist.see(`AT+QISWTMD=0,1${CR}`, OK);
		await typist.see(`AT+QISEND=0${CR}`, "\r\n> ");
		await typist.see("pushed\x1a", '\r\nSEND OK\r\n\r\n+QIURC: "recv",0,6\r\npushed\r\n');
		await typist.see(`AT+QICLOSE=0${CR}`, OK);
		await typist.see(`AT+QISTATE${CR}`, OK);
	});

	it("TCP: the port belongs to the connection", async () => {
		const port = await echoServer();
		const typist = await booted();
		await typist.see(`AT+QIOPEN=1,0,"TCP","127.0.0.1",${port},0,2${CR}`, "\r\nCONNECT\r\n");
		await typist.see("AT\rOK\r\n", "AT\rOK\r\n");
	});

	it("TCP: a port that refuses", async () => {
		const port = await freePort();
		const typist = await booted();
		await typist.see(`AT+QIOPEN=1,0,"TCP","127.0.0.1",${port}${CR}`, `${OK}\r\n+QIOPEN: 0,566\r\n`);
	});

	it("a listener: a host comes, says something and hears something", async () => {
		const port = await freePort();
		const typist = await booted();
		await typist.see(`AT+QIOPEN=1,3,"TCP LISTENER","127.0.0.1",0,${port},1${CR}`, `${OK}\r\n+QIOPEN: 3,0\r\n`);
		const host = connect(port, "127.0.0.1");
		closing.push(() => host.destroy());
		host.write("hello");
		const seen = await typist.pass("hello\r\n");
		ok(/^\r\n\+QIURC: "incoming",0,3,"127\.0\.0\.1",\d+\r\n\r\n\+QIURC: "recv",0,5\r\nhello\r\n$/.test(seen), seen);
		const heard = new Promise<string>((resolve) => host.once("data", (bytes) => resolve(bytes.toString())));
		await typist.see(`AT+QISEND=0,4${CR}`, "\r\n> ");
		await typist.see("back", "\r\nSEND OK\r\n");
		ok((await heard) === "back");
		host.end();
		await typist.see("", '\r\n+QIURC: "closed",0\r\n');
	});

	async function udpServer(answer: (bytes: Uint8Array) => Uint8Array): Promise<number> {
		const socket: UdpSocket = createSocket("udp4");
		socket.on("message", (bytes, { address, port }) => socket.send(answer(bytes), port, address));
		await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
		closing.push(() => socket.close());
		return socket.address().port;
	}

	it("UDP: as a client, and as a service", async () => {
		const port = await udpServer((bytes) => bytes);
		const typist = await booted();
		await typist.see(`AT+QIOPEN=1,0,"UDP","127.0.0.1",${port},0,1${CR}`, `${OK}\r\n+QIOPEN: 0,0\r\n`);
		await typist.see(`AT+QISEND=0,4${CR}`, "\r\n> ");
		await typist.see("ping", '\r\nSEND OK\r\n\r\n+QIURC: "recv",0,4\r\nping\r\n');
		const free = await udpServer((bytes) => bytes);
		closing.pop()?.();
		await typist.see(`AT+QIOPEN=1,1,"UDP SERVICE","127.0.0.1",0,${free},0${CR}`, `${OK}\r\n+QIOPEN: 1,0\r\n`);
		await typist.see(`AT+QISEND=1,4,"127.0.0.1",${port}${CR}`, "\r\n> ");
		await typist.see("pong", '\r\nSEND OK\r\n\r\n+QIURC: "recv",1\r\n');
		await typist.see(`AT+QIRD=1${CR}`, `\r\n+QIRD: 4,"127.0.0.1",${port}\r\npong\r\n${OK}`);
	});

	it("the time from a server, signs of life, and a name", async () => {
		const port = await udpServer((question) => timeAnswer(question, Date.UTC(2026, 7, 6, 12, 40, 4)));
		const typist = await booted();
		await typist.see(`AT+QNTP=1,"127.0.0.1",${port}${CR}`, `${OK}\r\n+QNTP: 0,"2026/08/06,12:40:04+00"\r\n`);
		await typist.see(`AT+QPING=1,"127.0.0.1",1,1${CR}`, `${OK}\r\n+QPING: 0,"127.0.0.1",32,`);
		await typist.pass("\r\n\r\n+QPING: 0,1,1,0,");
		await typist.pass("\r\n");
		await typist.see(
			`AT+QIDNSGIP=1,"localhost"${CR}`,
			`${OK}\r\n+QIURC: "dnsgip",0,1,600\r\n\r\n+QIURC: "dnsgip","127.0.0.1"\r\n`,
		);
	});

	it("TLS: trusts its authority, and nobody else", async () => {
		const authority = new Authority("Test Root");
		const { certificate, key } = authority.issue("server", { names: ["secure.example"] });
		const server = createTlsServer({ cert: certificate, key }, (socket) => {
			socket.on("data", (bytes) => socket.write(bytes));
			socket.on("error", () => socket.destroy());
		});
		closing.push(() => server.close());
		const port = await portOf(server);
		const typist = await booted({ "secure.example:443": `127.0.0.1:${port}` });
		const stranger = new Authority("Another Root").certificate;
		for (const [name, file] of [
			["ca.pem", authority.certificate],
			["other.pem", stranger],
		] as const) {
			await typist.see(`AT+QFUPL="UFS:${name}",${file.length}${CR}`, "\r\nCONNECT\r\n");
			await typist.see(file, `\r\n+QFUPL: ${file.length},`);
			await typist.pass(OK);
		}
		await typist.see(`AT+QSSLCFG="seclevel",1,1;+QSSLCFG="cacert",1,"UFS:ca.pem"${CR}`, OK);
		await typist.see(`AT+QSSLOPEN=1,1,0,"secure.example",443,0${CR}`, `${OK}\r\n+QSSLOPEN: 0,0\r\n`);
		await typist.see(`AT+QSSLSEND=0,6${CR}`, "\r\n> ");
		await typist.see("secret", '\r\nSEND OK\r\n\r\n+QSSLURC: "recv",0\r\n');
		await typist.see(`AT+QSSLRECV=0,1500${CR}`, `\r\n+QSSLRECV: 6\r\nsecret\r\n${OK}`);
		await typist.see(`AT+QSSLCLOSE=0${CR}`, OK);
		await typist.see(`AT+QSSLCFG="cacert",1,"UFS:other.pem"${CR}`, OK);
		await typist.see(`AT+QSSLOPEN=1,1,0,"secure.example",443,0${CR}`, `${OK}\r\n+QSSLOPEN: 0,566\r\n`);
	});
});
