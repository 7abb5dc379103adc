import { type BoundTLS, moddableTLS } from "../../../hosts/moddable/tls-socket.js";
import { Wire } from "../../../hosts/node/wire.js";
import { Modem } from "../../../modules/modem-provider.js";
import { makeTrust } from "../../../tools/cli/demo/applications/certificates.js";
import { ROOTS, serveModule } from "../../../tools/sdk/module.js";
import { type Running, serveHTTP } from "../../../tools/sdk/servers.js";
import { NodeClock } from "../../../tools/sim/node/clock.js";
import { deepEqual } from "../../support/assert.js";
import { requestAll } from "../../support/clients/http-client.js";
import type { SocketClass } from "../../support/clients/inflow.js";

const HOST = "www.example.edu";
const ADDRESS = "192.0.2.1";

describe("the module that the SDK's secure applications are run over", () => {
	const trust = makeTrust(HOST);
	let server: Running;

	beforeEach(async () => {
		server = await serveHTTP({ cert: trust.server.certificate, key: trust.server.key });
	});
	afterEach(() => server.close());

	/** One request as the SDK's HTTPS client makes it, with what the manifest says of TLS. @returns status, or what went wrong */
	const request = async (ca: string): Promise<unknown> => {
		const served = await serveModule({ place: `${HOST}:443`, port: server.port, ca });
		const { Serial } = await Wire.connect(`tcp:${served.host}:${served.port}`);
		const modem = new Modem({ serial: { io: Serial, baud: 115200 }, clock: new NodeClock() });
		try {
			const TLS = moddableTLS(modem.TLS as BoundTLS, { ca: ROOTS });
			const options = { ...{ address: ADDRESS, host: HOST, port: 443 }, secure: {} };
			return await new Promise((resolve) => {
				requestAll(
					TLS as unknown as SocketClass,
					options,
					HOST,
					[{ method: "GET", path: "/", body: new Uint8Array(0) }],
					([response], error) => {
						const { source, command } = (error ?? {}) as { source?: string; command?: string };
						resolve(response?.status ?? `${source} ${command}`);
					},
				);
			});
		} finally {
			modem.close();
			await served.close();
		}
	};

	it("knows today's date and the server's authority, so that it is verified", async () => {
		deepEqual(await request(trust.ca), 200);
		deepEqual(server.seen.length, 1);
	});

	it("says nothing to a server of another authority", async () => {
		deepEqual(await request(makeTrust(HOST).ca), "tls +QSSLOPEN");
		deepEqual(server.seen, []);
	});
});
