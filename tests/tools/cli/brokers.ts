import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, type SecureContextOptions } from "node:tls";
import { Aedes, type AuthenticateError } from "aedes";

/** A broker of a test's own on a free loopback port. */
export interface TestBroker {
	readonly url: string;
	/** Connections so far. */
	readonly connections: number;
	close(): Promise<void>;
}

async function serve(
	onConnection: (socket: Socket) => void,
	onClose: () => void = () => {},
	secure?: SecureContextOptions,
): Promise<TestBroker> {
	const sockets = new Set<Socket>();
	let connections = 0;
	const listener = (socket: Socket) => {
		connections++;
		sockets.add(socket);
		// Who is refused may hang up first.
		socket.on("error", () => socket.destroy());
		socket.on("close", () => sockets.delete(socket));
		onConnection(socket);
	};
	const server: Server = secure === undefined ? createServer(listener) : createSecureServer(secure, listener);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const place = secure === undefined ? "mqtt://127.0.0.1" : "mqtts://localhost";
	return {
		url: `${place}:${(server.address() as AddressInfo).port}`,
		get connections() {
			return connections;
		},
		async close() {
			onClose();
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}

/** Answers every CONNECT with a CONNACK of this return code (MQTT 3.1.1, 3.2). */
export function refusingBroker(code: number): Promise<TestBroker> {
	return serve((socket) => socket.once("data", () => socket.end(Uint8Array.of(0x20, 2, 0, code))));
}

/** Lets one user in. */
export async function pickyBroker(user: string, password: string): Promise<TestBroker> {
	const aedes = await Aedes.createBroker({
		authenticate(_client, name, word, done) {
			const isKnown = name === user && word?.toString() === password;
			if (isKnown) done(null, true);
			else done(Object.assign(new Error("refused"), { returnCode: 4 }) as AuthenticateError, null);
		},
	});
	return serve(
		(socket) => aedes.handle(socket),
		() => aedes.close(),
	);
}

/** Lets everybody in, by TLS, at `localhost`. */
export async function secureBroker(secure: SecureContextOptions): Promise<TestBroker> {
	const aedes = await Aedes.createBroker();
	return serve(
		(socket) => aedes.handle(socket),
		() => aedes.close(),
		secure,
	);
}
