import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { RunAuthority } from "../../../tools/hil/certificates.js";
import { equal, ok } from "../../support/assert.js";
import { Authority } from "../../support/authority.js";

describe("Certificates of a run", () => {
	const authority = new RunAuthority();

	/** What a client says to a server with a certificate for some names. @returns the error, "" for none */
	async function meet(names: readonly [string, ...string[]], servername: string, ca: string): Promise<string> {
		const { certificate: cert, key } = authority.issue(names);
		const server = createServer({ cert, key }, (socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
		server.on("tlsClientError", () => {});
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const isAddress = /^[\d.]+$/.test(servername);
		const client = connect({
			host: isAddress ? servername : "127.0.0.1",
			port,
			ca,
			...(isAddress ? {} : { servername }),
		});
		const outcome = await new Promise<string>((resolve) => {
			client.once("secureConnect", () => resolve(""));
			client.once("error", (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message));
		});
		client.destroy();
		server.close();
		return outcome;
	}

	it("are what a client verifies, by name and by address, with no warning", async () => {
		equal(await meet(["peer.example"], "peer.example", authority.certificate), "");
		equal(await meet(["peer.example", "127.0.0.1"], "127.0.0.1", authority.certificate), "");
	});

	it("are for no other name, and from no other authority", async () => {
		equal(await meet(["peer.example"], "other.example", authority.certificate), "ERR_TLS_CERT_ALTNAME_INVALID");
		equal(await meet(["peer.example"], "127.0.0.1", authority.certificate), "ERR_TLS_CERT_ALTNAME_INVALID");
		const other = new Authority("Another").certificate;
		ok(/UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/.test(await meet(["a"], "a", other)));
	});

	it("are PEM in lines that every module reads", () => {
		for (const pem of [authority.certificate, authority.issue(["a.example", "192.0.2.1"]).certificate]) {
			const lines = pem.split("\n");
			ok(lines.every((line) => line.length <= 64));
			equal(lines[0], "-----BEGIN CERTIFICATE-----");
			equal(lines.at(-2), "-----END CERTIFICATE-----");
		}
	});
});
