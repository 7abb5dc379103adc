import { once } from "node:events";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ModemError } from "../../modules/errors.js";
import { meaning } from "../../modules/meanings.js";
import { Modem } from "../../modules/modem-provider.js";
import { NodeClock } from "../../tools/sim/node/clock.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Authority, derOf, type Identity } from "../support/authority.js";
import { BenchWiring } from "../support/bench-wiring.js";
import { requestAll } from "../support/clients/http-client.js";
import type { SocketClass } from "../support/clients/inflow.js";

const HOST = "web.example";
const BODY = new Uint8Array(5000).fill(120);

describe("TLS over the module's own, with a real server", () => {
	let authority: Authority;
	let identity: Identity;
	let client: Identity;
	let server: Server | undefined;
	let simulator: Simulator | undefined;
	let modem: Modem | undefined;
	/** What the server saw: names (SNI), versions, and whom clients are. */
	let seen: string[];

	before(() => {
		authority = new Authority("Test Root");
		identity = authority.issue("server", { names: [HOST] });
		client = authority.issue("mast 17");
	});

	afterEach(async () => {
		modem?.close();
		simulator?.close();
		server?.closeAllConnections();
		if (server !== undefined) {
			server.close();
			await once(server, "close");
		}
	});

	/** Starts a server, and a modem that reaches it under its name. */
	const start = async (options: ServerOptions = {}) => {
		seen = [];
		server = createServer({ cert: identity.certificate, key: identity.key, ...options }, (request, response) => {
			const chunks: Buffer[] = [];
			request.on("data", (chunk) => chunks.push(chunk));
			request.on("end", () => {
				const body = Buffer.concat(chunks);
				response.setHeader("Content-Length", body.length);
				response.end(body);
			});
		});
		server.on("secureConnection", (socket: TLSSocket & { servername?: string }) => {
			const subject = socket.getPeerCertificate()?.subject?.CN ?? "nobody";
			seen.push(`${socket.servername} ${socket.getProtocol()} ${subject}`);
		});
		server.on("tlsClientError", () => {});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const clock = new NodeClock();
		const { port } = server.address() as AddressInfo;
		simulator = new Simulator({
			...{ profile: "ec600s", powered: true, pacing: false, latency: "none", networkTime: () => Date.now() },
			map: { [`${HOST}:443`]: `127.0.0.1:${port}` },
		});
		const { Serial } = new BenchWiring(simulator.connector, clock);
		modem = new Modem({ serial: { io: Serial, baud: 115200 }, clock, receiveStore: 4096 });
	};

	/** Has the server send a body back. @returns the error in words; undefined: it went well */
	const post = (tls: Record<string, unknown>, more: Record<string, unknown> = {}) =>
		new Promise<string | undefined>((resolve) => {
			const TLS = modem?.TLS as unknown as SocketClass;
			const options = { host: HOST, port: 443, tls, ...more };
			requestAll(TLS, options, HOST, [{ method: "POST", path: "/", body: BODY }], ([response], error) => {
				if (error !== undefined) {
					const it = error as ModemError;
					resolve(`${it.source} ${it.code} ${it.command}: ${meaning(it)}`);
				} else resolve(response?.status === 200 && response.length === BODY.length ? undefined : "another answer");
			});
		});

	it("knows the server, tells it the name, and carries data both ways", async () => {
		await start();
		equal(await post({ ca: derOf(authority.certificate) }), undefined);
		deepEqual(seen, [`${HOST} TLSv1.2 undefined`.replace("undefined", "nobody")]);
	});

	it("connects by tls.host where an address is given, as clients do that look names up themselves", async () => {
		await start();
		const tls = { host: HOST, ca: Buffer.from(authority.certificate) };
		equal(await post(tls, { host: undefined, address: "203.0.113.7" }), undefined);
		ok(seen[0]?.startsWith(HOST));
	});

	it("shows a certificate of its own", async () => {
		await start({ ca: authority.certificate, requestCert: true, rejectUnauthorized: true });
		const tls = {
			ca: derOf(authority.certificate),
			clientCertificate: derOf(client.certificate),
			clientKey: Buffer.from(client.key),
		};
		equal(await post(tls), undefined);
		deepEqual(seen, [`${HOST} TLSv1.2 mast 17`]);
	});

	it("does not talk to a server of another authority, nor to one with another name", async () => {
		await start();
		const other = new Authority("Somebody Else");
		ok((await post({ ca: derOf(other.certificate) }))?.startsWith("tls 566 +QSSLOPEN"));
		identity = authority.issue("server", { names: ["other.example"] });
		modem?.close();
		simulator?.close();
		server?.close();
		await start();
		ok((await post({ ca: derOf(authority.certificate) }))?.startsWith("tls 566 +QSSLOPEN"));
		// Its number and its context are free again.
		equal(await post({ ca: derOf(authority.certificate), verify: "chain" }), undefined);
	});

	it("tells of a server that is not there", async () => {
		await start();
		ok((await post({ verify: false }, { port: 444 }))?.startsWith("tls 566 +QSSLOPEN"));
		ok((await post({ verify: false, host: "no.such.example" }))?.startsWith("socket 565 +QSSLOPEN"));
	});
});
