import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { launch } from "../../../hosts/xs/engine.js";
import { Modem } from "../../../modules/modem-provider.js";
import { NodeClock } from "../../../tools/sim/node/clock.js";
import { serve } from "../../../tools/sim/node/serve.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { deepEqual, equal } from "../../support/assert.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import type { SocketClass } from "../../support/clients/inflow.js";
import { needsEngine } from "../../support/xs-engine.js";
import { exchangeAll, expected, HOST, PAGE, pageByte } from "./exchanges.js";

/** Where the module believes the servers to be. */
const PORT = 8080;

describe("HTTP/1.1 and WebSocket over the module's TCP, with real servers", () => {
	let server: Server;
	let sockets: WebSocketServer;
	let map: Record<string, string>;

	before(async () => {
		server = createServer(async (request, response) => {
			if (request.url === "/page") {
				response.setHeader("Content-Length", PAGE);
				response.end(Uint8Array.from({ length: PAGE }, (_, at) => pageByte(at)));
			} else if (request.url === "/echo") {
				// Without a length it is sent in chunks, one for each piece that comes.
				for await (const piece of request) response.write(piece);
				response.end();
			} else {
				response.statusCode = 404;
				response.setHeader("Content-Length", 0);
				response.end();
			}
		});
		sockets = new WebSocketServer({ server, path: "/chat" });
		sockets.on("connection", (socket) => {
			socket.ping("are you there");
			socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		map = { [`${HOST}:${PORT}`]: `127.0.0.1:${(server.address() as AddressInfo).port}` };
	});

	after(() => {
		sockets.close();
		for (const client of sockets.clients) client.terminate();
		server.closeAllConnections();
		server.close();
	});

	it("on Node", async () => {
		const clock = new NodeClock();
		const simulator = new Simulator({ profile: "ec600s", powered: true, pacing: false, latency: "none", map });
		const { Serial } = new BenchWiring(simulator.connector, clock);
		const modem = new Modem({ serial: { io: Serial, baud: 115200 }, clock, receiveStore: 4096 });
		const lines: string[] = [];
		try {
			await new Promise<void>((resolve) => {
				const target = { host: HOST, port: PORT };
				exchangeAll(modem.TCP as unknown as SocketClass, target, target, (line) => {
					lines.push(line);
					if (line === "end" || line.startsWith("error")) resolve();
				});
			});
		} finally {
			modem.close();
			simulator.close();
		}
		deepEqual(lines, expected());
		equal(modem.counters.unsent, 0);
	});

	describe("on XS", () => {
		before(needsEngine());

		it("as firmware", async () => {
			const served = await serve({ profile: "ec600s", powered: true, pacing: false, latency: "none", map });
			try {
				const running = await launch("tests/scenarios/real-servers/program.ts", {
					serial: `tcp:127.0.0.1:${served.port}`,
					aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
					modules: { "mc/config": `export default Object.freeze({ port: ${PORT} });` },
				});
				const { code, lines, message } = await running.exit;
				equal(code, 0, message);
				deepEqual(lines, expected());
			} finally {
				await served.close();
			}
		});
	});
});
