import { MemoryStorage } from "../../tools/sim/files/storage.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Authority, derOf, type Identity } from "../support/authority.js";
import { Mosquitto } from "../support/mosquitto.js";
import { HOST, SecureBroker, SecureStation } from "./secure-station.js";

const DAY = 86_400_000;
/** What it takes to bring a file over: it is looked for, sent, and read back. */
const UPLOAD = ["+QFLST", "+QFUPL", "+QFLST", "+QFDWL"];
const UNTRUSTED =
	"tls -1 +QMTOPEN: no connection, or no TLS: a certificate that is not trusted, not in force or for another host, or the network";

describe("MQTT over TLS", () => {
	let authority: Authority;
	let server: Identity;
	let client: Identity;
	let broker: SecureBroker | Mosquitto | undefined;
	let station: SecureStation | undefined;
	const pem = (text: string) => Buffer.from(text);

	before(() => {
		authority = new Authority("Test Root");
		server = authority.issue("server", { names: [HOST] });
		client = authority.issue("mast 17");
	});

	afterEach(async () => {
		station?.close();
		station = undefined;
		if (broker instanceof Mosquitto) await broker.stop();
		else await broker?.close();
		broker = undefined;
	});

	const serve = async (identity = server, more = {}) => {
		broker = await SecureBroker.start({ cert: identity.certificate, key: identity.key, ...more });
		return broker;
	};

	it("knows the server, tells it the name, and uses TLS 1.2", async () => {
		const { port, names, versions } = await serve();
		station = new SecureStation({ port });
		equal(await station.talk({ ca: pem(authority.certificate) }), undefined);
		deepEqual(names, [HOST]);
		deepEqual(versions, ["TLSv1.2"]);
		deepEqual(station.commands, UPLOAD);
	});

	it("shows a certificate of its own, DER or PEM, and sends nothing twice", async () => {
		const { port, shown } = await serve(server, {
			ca: authority.certificate,
			requestCert: true,
			rejectUnauthorized: true,
		});
		station = new SecureStation({ port });
		const tls = {
			ca: derOf(authority.certificate),
			clientCertificate: [derOf(client.certificate)],
			clientKey: pem(client.key),
		};
		equal(await station.talk(tls), undefined);
		equal(await station.talk(tls), undefined);
		deepEqual(station.commands, [...UPLOAD, ...UPLOAD, ...UPLOAD]);
		deepEqual(shown, ["mast 17", "mast 17"]);
	});

	it("finds its files again in a module that was used before, and leaves others alone", async () => {
		const { port } = await serve();
		const files = new MemoryStorage(1 << 20);
		const tls = { ca: pem(authority.certificate) };
		files.write("other.bin", pem("not ours"));
		station = new SecureStation({ port, files });
		equal(await station.talk(tls), undefined);
		station.close();
		station = new SecureStation({ port, files });
		equal(await station.talk(tls), undefined);
		deepEqual(station.commands, ["+QFLST", "+QFDWL"]);
		// Somebody else has changed it.
		const [name = ""] = files
			.list()
			.map((it) => it.name)
			.filter((it) => it.startsWith("xsq-ca-"));
		const wrong = (files.read(name) as Uint8Array).slice();
		wrong[100] = 0;
		files.write(name, wrong);
		station.close();
		station = new SecureStation({ port, files });
		equal(await station.talk(tls), undefined);
		deepEqual(station.commands, ["+QFLST", "+QFDWL", "+QFDEL", ...UPLOAD.slice(1)]);
		equal(Buffer.from(files.read("other.bin") as Uint8Array).toString(), "not ours");
		equal(files.list().length, 2);
	});

	it("uses files that are in the module already", async () => {
		const { port } = await serve();
		const files = new MemoryStorage(1 << 20);
		files.write("root.pem", pem(authority.certificate));
		station = new SecureStation({ port, files });
		equal(await station.talk({ ca: "root.pem" }), undefined);
		deepEqual(station.commands, []);
	});

	it("does not talk to a server of an authority that it does not know", async () => {
		const { port } = await serve();
		station = new SecureStation({ port });
		equal(await station.talk({ ca: pem(new Authority("Other Root").certificate) }), UNTRUSTED);
	});

	it("does not talk to a server with a certificate for another name, unless told so", async () => {
		const { port } = await serve(authority.issue("server", { names: ["other.example"] }));
		station = new SecureStation({ port });
		const ca = pem(authority.certificate);
		equal(await station.talk({ ca }), UNTRUSTED);
		equal(await station.talk({ ca, verify: "chain" }), undefined);
	});

	it("does not talk to a server whose certificate is over, unless told so", async () => {
		const dates = { from: new Date(Date.now() - 9 * DAY), to: new Date(Date.now() - 2 * DAY) };
		const { port } = await serve(authority.issue("server", { names: [HOST], ...dates }));
		station = new SecureStation({ port });
		const ca = pem(authority.certificate);
		equal(await station.talk({ ca }), UNTRUSTED);
		equal(await station.talk({ ca }, { quectel: { ignoreTime: true } }), undefined);
	});

	it("says that the clock is wrong when it is", async () => {
		const { port } = await serve();
		station = new SecureStation({ port, hasTime: false });
		const ca = pem(authority.certificate);
		equal(
			await station.talk({ ca }),
			"tls -1 +CCLK: no TLS: the module's clock is not set, and no certificate is in force by it",
		);
		equal(await station.talk({ ca }, { quectel: { ignoreTime: true } }), undefined);
	});

	it("sets a wrong clock by the network's time", async () => {
		const { port } = await serve();
		station = new SecureStation({ port });
		const ca = pem(authority.certificate);
		const closed = station.said("+QMTCLOSE: 0,0\r\n");
		equal(await station.talk({ ca }), undefined);
		ok(!station.sent.includes("+QLTS"));
		// While the driver says nothing. Such is the clock of a new module, whose AT+CTZU is off.
		await closed;
		const isSet = station.said("\r\nOK\r\n");
		station.simulator.connector.write(pem('AT+CCLK="80/01/06,00:00:12+00"\r'));
		await isSet;
		equal(await station.talk({ ca }), undefined);
		ok(/AT\+QLTS=2\rAT\+CCLK="\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d\+32"\r/.test(station.sent), station.sent);
	});

	it("verifies nothing when that is written", async () => {
		const { port } = await serve(new Authority("Other Root").issue("nobody"));
		station = new SecureStation({ port, hasTime: false });
		equal(await station.talk({ verify: false }), undefined);
		deepEqual(station.commands, []);
	});

	it("offers TLS 1.1 and nothing else when that is asked for", async () => {
		const { port } = await serve(server, { minVersion: "TLSv1.2" });
		station = new SecureStation({ port });
		equal(await station.talk({ ca: pem(authority.certificate), maximumVersion: "TLSv1.1" }), UNTRUSTED);
		ok(station.sent.includes('AT+QSSLCFG="sslversion",0,2\r'));
	});

	it("keeps no context: one client after the other has TLS", async () => {
		const { port, versions } = await serve();
		station = new SecureStation({ port });
		for (let at = 0; at < 8; at++) equal(await station.talk({ ca: pem(authority.certificate) }), undefined);
		equal(versions.length, 8);
	});

	it("talks to Mosquitto with certificates on both sides", async function () {
		if (Mosquitto.program === undefined) this.skip();
		const files = { "ca.pem": authority.certificate, "server.pem": server.certificate, "server.key": server.key };
		const mosquitto = await Mosquitto.start(
			[
				...["allow_anonymous true", "require_certificate true", "tls_version tlsv1.2"],
				...["cafile {folder}/ca.pem", "certfile {folder}/server.pem", "keyfile {folder}/server.key"],
			],
			files,
		);
		broker = mosquitto;
		station = new SecureStation({ port: mosquitto.port });
		const ca = pem(authority.certificate);
		const clientCertificate = pem(client.certificate);
		equal(await station.talk({ ca, clientCertificate, clientKey: pem(client.key) }), undefined);
		equal(await station.talk({ ca }), UNTRUSTED);
	});
});
