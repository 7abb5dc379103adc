import { LiveModem } from "../../../hosts/moddable/live-modem.js";
import { networkOf, type Specifier } from "../../../hosts/moddable/network.js";
import type { Resolver } from "../../../modules/network/dns.js";
import type { TCP } from "../../../modules/network/tcp.js";
import { Station } from "../../network/station.js";
import { deepEqual } from "../../support/assert.js";

interface ClientOptions {
	host: string;
	port?: number;
	dns: Specifier<new (options: object) => Resolver>;
	socket: Specifier<new (options: object) => TCP>;
	onText(text: string): void;
	onError(): void;
}

/** What protocol clients of the SDK do with their options, and nothing else: a resolver and a socket, made from their specifiers. */
class GreetingClient {
	constructor(options: ClientOptions) {
		const { host, port = 80, onText, onError } = options;
		const dns = new options.dns.io(options.dns);
		dns.resolve({
			host,
			onResolved: (host, address) => {
				new options.socket.io({
					...options.socket,
					...{ address, host, port },
					onWritable(this: TCP) {
						this.write(Uint8Array.from("hello", (it) => it.charCodeAt(0)));
					},
					onReadable(this: TCP, count: number) {
						onText(String.fromCharCode(...new Uint8Array(this.read(count) as ArrayBuffer)));
						this.close();
					},
					onError,
				});
			},
			onError,
		});
	}
}

describe("A protocol client of the SDK's kind over device.network", () => {
	let station: Station;
	const told: string[] = [];

	beforeEach(() => {
		told.length = 0;
		station = new Station();
		station.network.listen("web.test", 8080, (peer) => {
			peer.onData = (bytes) =>
				peer.write(Uint8Array.from(`${String.fromCharCode(...bytes)}, too`, (it) => it.charCodeAt(0)));
		});
	});
	afterEach(() => station.close());

	const network = () => {
		const live = new LiveModem(() => {
			throw new Error("there is one already");
		});
		live.adopt(station.modem);
		return networkOf(live, { module: () => GreetingClient });
	};
	const callbacks = { onText: (text: string) => void told.push(text), onError: () => void told.push("error") };

	it("connects by name, in both shapes", () => {
		const { http } = network();
		if (http === undefined) throw new Error("no http");
		for (const shape of [http, http.client]) {
			new shape.io({ ...shape, host: "web.test", port: 8080, ...callbacks });
			station.until("answered", () => told.length > 0);
			deepEqual(told.splice(0), ["hello, too"]);
		}
	});

	it("is told when there is no such name, or nobody answers", () => {
		const { ws } = network();
		if (ws === undefined) throw new Error("no ws");
		new ws.io({ ...ws, host: "nobody.test", ...callbacks });
		station.until("told", () => told.length > 0);
		deepEqual(told.splice(0), ["error"]);
		new ws.client.io({ ...ws.client, host: "web.test", port: 81, ...callbacks });
		station.until("told", () => told.length > 0);
		deepEqual(told.splice(0), ["error"]);
	});
});
