import { createPrivateKey } from "node:crypto";
import { type AddressInfo, createServer as createPlainServer, type Server } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { TlsSettings } from "../../../../tools/sim/network.js";
import { NodeNetwork } from "../../../../tools/sim/node/network.js";
import { equal, ok } from "../../../support/assert.js";
import { Authority, derOf } from "../../../support/authority.js";

const ANYTHING: TlsSettings = {
	leastVersion: "TLSv1",
	greatestVersion: "TLSv1.2",
	suite: undefined,
	authorities: undefined,
	time: undefined,
	ignoreSignatures: false,
	identity: undefined,
	clientCertificate: undefined,
	clientKey: undefined,
	keyPassword: undefined,
	serverName: undefined,
	protocol: undefined,
};

const file = (text: string) => Buffer.from(text, "latin1");

describe("TLS behind the network port", () => {
	let root: Authority;
	let other: Authority;
	let middle: Authority;
	let leaf: Authority;
	let server: Server;
	let accepted: TLSSocket[];

	before(() => {
		root = new Authority("Test Root");
		other = new Authority("Other Root");
		middle = new Authority("Test Middle", root);
		leaf = new Authority("Test Leaf", root, false);
	});

	afterEach(async () => {
		for (const socket of accepted) {
			socket.destroy();
		}
		await new Promise<void>((resolve) => server.close(() => resolve()));
	});

	/** Starts a server that says hello to everybody. */
	const listen = async (options: TlsOptions): Promise<number> => {
		accepted = [];
		server = createServer({ minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0", ...options }, (socket) => {
			accepted.push(socket);
			socket.on("error", () => socket.destroy());
			socket.write("hello");
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		return (server.address() as AddressInfo).port;
	};

	/** What becomes of a connection: what the server said first, or why there is none. */
	const shake = (port: number, settings: Partial<TlsSettings> = {}) =>
		new Promise<string>((resolve) => {
			const socket = new NodeNetwork().connect({ host: "127.0.0.1", port, tls: { ...ANYTHING, ...settings } });
			let opened = false;
			socket.onOpen = () => {
				opened = true;
			};
			socket.onData = (bytes) => {
				socket.close();
				resolve(opened ? Buffer.from(bytes).toString() : "data before open");
			};
			socket.onClose = () => resolve("closed");
			socket.onError = (failure) => resolve(failure);
		});

	const own = (authority = root, options = {}) => {
		const { certificate, key } = authority.issue("server", { names: ["broker.example", "192.0.2.7"], ...options });
		return { cert: certificate + authority.chain, key };
	};

	it("opens without looking at the certificate", async () => {
		equal(await shake(await listen(own(other, { to: new Date(0) }))), "hello");
	});

	it("trusts whom the authority answers for, and nobody else", async () => {
		const port = await listen(own());
		equal(await shake(port, { authorities: [file(root.certificate)] }), "hello");
		equal(await shake(port, { authorities: [file(other.certificate)] }), "handshake");
		const both = file(other.certificate + root.certificate);
		equal(await shake(port, { authorities: [both] }), "hello");
		equal(await shake(port, { authorities: [derOf(root.certificate)] }), "hello");
	});

	it("follows authorities that the server sends, or that the host knows", async () => {
		const port = await listen(own(middle));
		const [rootFile, middleFile] = [root, middle].map(({ certificate }) => file(certificate)) as [Buffer, Buffer];
		equal(await shake(port, { authorities: [rootFile] }), "hello");
		equal(await shake(port, { authorities: [middleFile] }), "hello");
		await new Promise<void>((resolve) => server.close(() => resolve()));
		const { certificate, key } = middle.issue("server");
		const middleOnly = { cert: certificate, key };
		const bare = await listen(middleOnly);
		equal(await shake(bare, { authorities: [rootFile] }), "handshake");
	});

	it("trusts nobody with an authority that is broken", async () => {
		const port = await listen(own());
		const broken = root.certificate.replace(/[A-Za-z]{9}\n/, "!!!\n");
		for (const text of ["", "nonsense", broken]) {
			equal(await shake(port, { authorities: [file(text)] }), "handshake");
		}
	});

	it("looks at the time only if told to", async () => {
		const from = new Date("2026-01-01T00:00:00Z");
		const to = new Date("2027-01-01T00:00:00Z");
		const port = await listen(own(root, { from, to }));
		const authorities = [file(root.issue("unused").certificate), file(root.certificate)];
		const at = (time: string | undefined) =>
			shake(port, { authorities, time: time === undefined ? undefined : Date.parse(time) });
		equal(await at(undefined), "hello");
		equal(await at("1980-01-06T00:00:00Z"), "handshake");
		equal(await at("2027-01-02T00:00:00Z"), "handshake");
	});

	it("refuses a signature that is not the issuer's, unless told to ignore it", async () => {
		const port = await listen(own(root, { forged: true }));
		const authorities = [file(root.certificate)];
		equal(await shake(port, { authorities }), "handshake");
		equal(await shake(port, { authorities, ignoreSignatures: true }), "hello");
	});

	it("does not let a certificate that is no authority issue others", async () => {
		const port = await listen(own(leaf));
		equal(await shake(port, { authorities: [file(root.certificate)] }), "handshake");
	});

	it("looks at the name only if told to", async () => {
		const port = await listen(own());
		const authorities = [file(root.certificate)];
		equal(await shake(port, { authorities, identity: "broker.example" }), "hello");
		equal(await shake(port, { authorities, identity: "192.0.2.7" }), "hello");
		equal(await shake(port, { authorities, identity: "other.example" }), "handshake");
		equal(await shake(port, { authorities, identity: "192.0.2.8" }), "handshake");
	});

	it("shows its own certificate and key, PEM or DER, locked or not", async () => {
		const port = await listen({
			...own(),
			requestCert: true,
			rejectUnauthorized: true,
			ca: root.certificate,
		});
		const { certificate, key } = root.issue("client");
		const parsed = createPrivateKey(key);
		const clientCertificate = file(certificate);
		equal(await shake(port), "handshake");
		equal(await shake(port, { clientCertificate, clientKey: file(key) }), "hello");
		const der = parsed.export({ type: "pkcs8", format: "der" });
		equal(await shake(port, { clientCertificate: derOf(certificate), clientKey: der }), "hello");
		const locked = parsed.export({ type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: "open sesame" });
		const clientKey = file(String(locked));
		equal(await shake(port, { clientCertificate, clientKey, keyPassword: "open sesame" }), "hello");
		equal(await shake(port, { clientCertificate, clientKey, keyPassword: "wrong" }), "handshake");
		equal(await shake(port, { clientCertificate, clientKey: file("nonsense") }), "handshake");
		const stranger = other.issue("client");
		const wrong = { clientCertificate: file(stranger.certificate), clientKey: file(stranger.key) };
		equal(await shake(port, wrong), "handshake");
		equal(await shake(port, { ...wrong, clientKey: file(key) }), "handshake");
	});

	for (const version of ["TLSv1", "TLSv1.1", "TLSv1.2"] as const) {
		it(`speaks ${version} when that is the one that is wanted`, async () => {
			const port = await listen(own());
			equal(await shake(port, { leastVersion: version, greatestVersion: version }), "hello");
			equal(accepted[0]?.getProtocol(), version);
		});
	}

	it("does not speak a version that the server does not, nor SSL 3.0 at all", async () => {
		const port = await listen({ ...own(), minVersion: "TLSv1.2" });
		equal(await shake(port, { greatestVersion: "TLSv1.1" }), "handshake");
		equal(await shake(port, { leastVersion: "SSLv3", greatestVersion: "SSLv3" }), "handshake");
		equal(await shake(port), "hello");
	});

	it("uses the suite that is wanted, and no other", async () => {
		const port = await listen(own());
		equal(await shake(port, { suite: 0xc02f }), "hello");
		equal(accepted[0]?.getCipher().name, "ECDHE-RSA-AES128-GCM-SHA256");
		equal(await shake(port, { suite: 0x0035 }), "hello");
		equal(accepted[1]?.getCipher().name, "AES256-SHA");
		equal(await shake(port, { suite: 0xc02b }), "handshake");
	});

	it("names the server and the protocol if told to", async () => {
		const port = await listen({ ...own(), ALPNProtocols: ["mqtt"] });
		equal(await shake(port), "hello");
		equal(await shake(port, { serverName: "broker.example", protocol: "mqtt" }), "hello");
		const [without, withBoth] = accepted as (TLSSocket & { servername: unknown })[];
		ok(without?.servername === false);
		equal(without?.alpnProtocol, false);
		equal(withBoth?.servername, "broker.example");
		equal(withBoth?.alpnProtocol, "mqtt");
	});

	it("fails with a server that speaks no TLS, or hangs up", async () => {
		accepted = [];
		for (const answer of ["220 welcome\r\n", ""]) {
			server = createPlainServer((socket) => {
				socket.on("error", () => socket.destroy());
				socket.resume();
				socket.end(answer);
			});
			await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
			equal(await shake((server.address() as AddressInfo).port), "handshake");
			await new Promise<void>((resolve) => server.close(() => resolve()));
		}
		server = createPlainServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	});

	it("tells a refused connection as such", async () => {
		const port = await listen(own());
		await new Promise<void>((resolve) => server.close(() => resolve()));
		equal(await shake(port), "refused");
	});

	it("ends in good order, and at once", async () => {
		const port = await listen(own());
		for (const how of ["close", "abort"] as const) {
			const socket = new NodeNetwork().connect({ host: "127.0.0.1", port, tls: ANYTHING });
			await new Promise<void>((resolve) => {
				socket.onData = () => resolve();
			});
			socket.onData =
				socket.onClose =
				socket.onError =
					() => {
						throw new Error("nobody is there any more");
					};
			const gone = new Promise<void>((resolve) => accepted.at(-1)?.on("close", () => resolve()));
			accepted.at(-1)?.resume();
			socket[how]();
			await gone;
		}
		for (const how of ["close", "abort"] as const) {
			const early = new NodeNetwork().connect({ host: "127.0.0.1", port, tls: ANYTHING });
			early.onOpen = early.onError = () => {
				throw new Error("nobody is there any more");
			};
			early[how]();
		}
	});
});
