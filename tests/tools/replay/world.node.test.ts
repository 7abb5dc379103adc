import { ReplayWorld } from "../../../tools/replay/replay-world.js";
import type { Step } from "../../../tools/replay/script.js";
import type { Found, Network, NetworkDatagrams, Target } from "../../../tools/sim/network.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal } from "../../support/assert.js";

const session = String.raw`
> 1000 AT+QIDNSGIP=1,"a.example"\r
! 1010 world name a.example 600 192.0.2.7
> 2000 AT+QIDNSGIP=1,"A.example"\r
! 2010 world name A.example 60 192.0.2.8 192.0.2.9
> 3000 AT+QIDNSGIP=1,"a.example"\r
! 3010 world name a.example
> 4000 AT+QLTS=1\r
! 4010 world clock 2026-11-28T22:21:10Z -16
> 5000 AT+QNTP=1,"time.example",123,0\r
! 5010 world time time.example 2026-11-28T22:21:12Z -16
> 6000 AT+CSQ\r
> 7000 AT+CCLK?\r
! 7010 world clock 2026-11-28T22:21:14Z -16
`;

describe("The world of a replay", () => {
	const { entries } = readExchanges(session)[0] as never as { entries: Step["entry"][] };
	const connected: Target[] = [];
	let own: NetworkDatagrams;
	const network: Network = {
		resolve: (host, callback) => setImmediate(callback, `real ${host}`),
		connect(target) {
			connected.push(target);
			return undefined as never;
		},
		openListener: () => undefined as never,
		openDatagrams() {
			own = { onOpen() {}, onError() {}, onDatagram() {}, send() {}, close() {} };
			return own;
		},
		ping: () => () => {},
	};
	const world = new ReplayWorld(network, entries as never);
	const moveTo = (command: string) => {
		const entry = entries.find((it) => it.kind === "bytes" && it.bytes.startsWith(command)) as never;
		world.moveTo({ entry, behind: 0 });
	};
	const resolve = (host: string) =>
		new Promise<readonly [string | undefined, Found | undefined]>((done) =>
			world.resolve(host, (address, found) => done([address, found])),
		);

	it("has of a name what was found then, and the last of it behind the recording", async () => {
		equal((await resolve("a.example"))[0], "192.0.2.7");
		moveTo('AT+QIDNSGIP=1,"A.example"');
		const [address, found] = await resolve("a.example");
		deepEqual([address, found?.addresses, found?.timeToLive], ["192.0.2.8", ["192.0.2.8", "192.0.2.9"], 60]);
		moveTo("AT+QLTS");
		equal((await resolve("a.example"))[0], undefined);
		equal((await resolve("b.example"))[0], "real b.example");
	});

	it("leads to whom an address was given for, without TLS", () => {
		world.connect({ host: "192.0.2.8", port: 8883, tls: {} as never });
		world.connect({ host: "192.0.2.1", port: 80 });
		deepEqual(connected, [
			{ host: "a.example", port: 8883 },
			{ host: "192.0.2.1", port: 80 },
		]);
	});

	it("has the time that was told then, which stands still between two steps", () => {
		const second = (time: number) => new Date(time).toISOString().slice(17, 23);
		moveTo('AT+QIDNSGIP=1,"a.example"');
		equal(second(world.now), "07.000");
		moveTo("AT+QLTS=1");
		equal(second(world.now), "10.000");
		moveTo("AT+CSQ");
		equal(second(world.now), "12.000");
		moveTo("AT+CCLK?");
		equal(second(world.now), "14.000");
		equal(world.zone, -16);
	});

	it("has time servers that tell what they told", async () => {
		moveTo("AT+QNTP=1");
		const [host = ""] = await resolve("time.example");
		const answered = new Promise<Uint8Array>((done) => {
			const datagrams = world.openDatagrams(0);
			datagrams.onDatagram = done;
			datagrams.send(new Uint8Array(48).fill(7), { host, port: 123 });
		});
		const view = new DataView((await answered).buffer);
		// RFC 4330, 4: seconds since 1900, behind the time that the question had.
		equal(view.getUint32(40) - 2_208_988_800, Date.UTC(2026, 10, 28, 22, 21, 12) / 1000);
		equal(view.getUint8(24), 7);
	});
});
