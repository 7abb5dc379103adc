import { createServer as createHTTPServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHTTPSServer } from "node:https";
import { type AddressInfo, createServer as createTCPServer, type Server } from "node:net";
import { createServer as createTLSServer } from "node:tls";
import { Aedes } from "aedes";
import { WebSocketServer } from "ws";

/** A server's certificate with its key, both as PEM. */
export interface Security {
	readonly cert: string;
	readonly key: string;
}

/** A server on a free port of this machine, with what it has seen. */
export interface Running {
	readonly port: number;
	/** One line for each request, message or publish. */
	readonly seen: readonly string[];
	close(): Promise<void>;
}

async function listen(server: Server, seen: readonly string[], close: () => unknown = () => {}): Promise<Running> {
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", resolve);
	});
	const sockets = new Set<{ destroy(): unknown }>();
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("error", () => socket.destroy());
	});
	return {
		port: (server.address() as AddressInfo).port,
		seen,
		async close() {
			await close();
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** HTTP/1.1 from Node: one request without chunks, the next with, and so on. Keeps connections. */
export function serveHTTP(security?: Security): Promise<Running> {
	const seen: string[] = [];
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		seen.push(`${request.method} ${request.url} ${request.headers.host} ${request.headers["user-agent"] ?? ""}`);
		const body = `body of ${request.url} ${"0123456789".repeat(300)}\n`;
		if (seen.length % 2 === 1) response.setHeader("content-length", body.length);
		response.write(body.slice(0, 1000));
		response.end(body.slice(1000));
	};
	return listen(security === undefined ? createHTTPServer(answer) : createHTTPSServer(security, answer), seen);
}

/** A WebSocket server that sends back what it gets. */
export function serveWebSocket(security?: Security): Promise<Running> {
	const seen: string[] = [];
	const server = security === undefined ? createHTTPServer() : createHTTPSServer(security);
	new WebSocketServer({ server }).on("connection", (socket) => {
		socket.on("ping", (data) => seen.push(`ping ${data}`));
		socket.on("pong", (data) => seen.push(`pong ${data}`));
		socket.on("message", (data, isBinary) => {
			seen.push(`${isBinary ? "binary" : "text"} ${data}`);
			socket.send(data, { binary: isBinary });
		});
	});
	return listen(server, seen);
}

/** An MQTT broker. */
export async function serveMQTT(security?: Security): Promise<Running> {
	const aedes = await Aedes.createBroker();
	const seen: string[] = [];
	aedes.on("publish", ({ topic, payload, qos }, client) => {
		if (client !== null) seen.push(`${topic} ${payload.length} ${qos} ${payload.toString().slice(0, 12)}`);
	});
	aedes.on("subscribe", (subscriptions) => seen.push(`subscribe ${subscriptions.map(({ topic }) => topic).join(" ")}`));
	aedes.on("unsubscribe", (topics) => seen.push(`unsubscribe ${topics.join(" ")}`));
	aedes.on("ping", () => seen.push("ping"));
	const server =
		security === undefined
			? createTCPServer(aedes.handle)
			: createTLSServer(security, (socket) => aedes.handle(socket));
	return listen(server, seen, () => new Promise<void>((resolve) => aedes.close(resolve)));
}
