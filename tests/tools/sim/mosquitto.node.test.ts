import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Simulator } from "../../../tools/sim/simulator.js";
import { equal, ok } from "../../support/assert.js";
import { Authority } from "../../support/authority.js";
import { findProgram, Mosquitto } from "../../support/mosquitto.js";
import { CR, Typist } from "./typist.js";

const HOST = "broker.example";
const publisher = findProgram("mosquitto_pub");
const subscriber = findProgram("mosquitto_sub");

describe("Mosquitto and its clients, with TLS and a CA of the test's own", () => {
	let broker: Mosquitto;
	let typist: Typist;
	let folder: string;
	let options: string[];

	before(async function () {
		if (Mosquitto.program === undefined || publisher === undefined || subscriber === undefined) {
			this.skip();
		}
		const authority = new Authority("Test Root");
		const server = authority.issue("server", { names: ["127.0.0.1"] });
		const client = authority.issue("client");
		const files = { "ca.pem": authority.certificate, "server.pem": server.certificate, "server.key": server.key };
		broker = await Mosquitto.start(
			[
				...["allow_anonymous true", "require_certificate true", "tls_version tlsv1.2"],
				...["cafile {folder}/ca.pem", "certfile {folder}/server.pem", "keyfile {folder}/server.key"],
			],
			files,
		);
		folder = mkdtempSync(join(tmpdir(), "clients-"));
		const place = (name: string, text: string) => {
			writeFileSync(join(folder, name), text, { mode: 0o600 });
			return join(folder, name);
		};
		options = ["-h", "127.0.0.1", "-p", String(broker.port), "--cafile", place("ca.pem", authority.certificate)];
		options.push("--cert", place("client.pem", client.certificate), "--key", place("client.key", client.key));
		const map = { [`${HOST}:8883`]: `127.0.0.1:${broker.port}` };
		typist = new Typist(new Simulator({ powered: true, pacing: false, latency: 1, map }));
		await typist.see(
			"",
			"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
		);
		for (const [name, text] of [
			["ca.pem", authority.certificate],
			["client.pem", client.certificate],
			["client.key", client.key],
		] as const) {
			const typed = `AT+QFUPL="${name}",${text.length}`;
			await typist.see(typed + CR, `${typed}${CR}\r\nCONNECT\r\n`);
			typist.simulator.connector.write(Buffer.from(text));
			await typist.pass("\r\nOK\r\n");
		}
		for (const line of [
			...['AT+QSSLCFG="cacert",0,"ca.pem"', 'AT+QSSLCFG="clientcert",0,"client.pem"'],
			...['AT+QSSLCFG="clientkey",0,"client.key"', 'AT+QSSLCFG="seclevel",0,2', 'AT+QMTCFG="ssl",0,1,0'],
			...['AT+QMTCFG="ssl",1,1,0', 'AT+QMTCFG="version",0,4', 'AT+QMTCFG="version",1,3'],
			...['AT+QMTCFG="recv/mode",0,0,1', 'AT+QMTCFG="recv/mode",1,0,1'],
		]) {
			await typist.line(line, "OK");
		}
	});

	after(async () => {
		typist?.simulator.close();
		await broker?.stop();
		if (folder !== undefined) {
			rmSync(folder, { recursive: true });
		}
	});

	/** Runs one of Mosquitto's clients to its end. */
	const run = async (program: string | undefined, ...args: string[]) =>
		(await promisify(execFile)(program ?? "", [...options, ...args])).stdout;

	for (const [index, version] of [
		[0, "MQTT 3.1.1"],
		[1, "MQTT 3.1"],
	] as const) {
		it(`see what the module publishes, and send what it receives, in ${version}`, async () => {
			await typist.line(`AT+QMTOPEN=${index},"${HOST}",8883`, "OK", `+QMTOPEN: ${index},0`);
			await typist.line(`AT+QMTCONN=${index},"module${index}"`, "OK", `+QMTCONN: ${index},0,0`);
			for (const qos of [0, 1, 2]) {
				const typed = `AT+QMTPUBEX=${index},${qos},${qos},1,"up/${index}/${qos}",9`;
				await typist.see(typed + CR, `${typed}${CR}\r\n> `);
				await typist.see('say "hi"\n', `say "hi"\n\r\nOK\r\n\r\n+QMTPUBEX: ${index},${qos},0\r\n`);
			}
			const heard = await run(subscriber, "-t", `up/${index}/#`, "-C", "3", "-F", "%t %q %p");
			const seen = heard.split("\n").filter((line) => line.startsWith("up"));
			equal(seen.sort().join(), [0, 1, 2].map((qos) => `up/${index}/${qos} 0 say "hi"`).join());
			await typist.line(`AT+QMTSUB=${index},1,"down/${index}",2`, "OK", `+QMTSUB: ${index},1,0,2`);
			await run(publisher, "-t", `down/${index}`, "-q", "2", "-m", 'to, the "module"');
			const got = await typist.pass('"to, the "module""\r\n');
			ok(new RegExp(`\\+QMTRECV: ${index},\\d+,"down/${index}",16,"to, the "module""\\r\\n$`).test(got), got);
			await typist.line(`AT+QMTDISC=${index}`, "OK", `+QMTDISC: ${index},0`);
		});
	}

	it("do not let a module in that shows no certificate", async () => {
		await typist.line('AT+QSSLCFG="seclevel",0,1', "OK");
		await typist.line(`AT+QMTOPEN=0,"${HOST}",8883`, "OK", "+QMTOPEN: 0,-1");
	});
});
