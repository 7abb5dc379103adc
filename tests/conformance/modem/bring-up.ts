import { deepEqual, equal, ok } from "../../support/assert.js";
import type { MakeModemSubject } from "./subject.js";

/** The way up, on a module that may be in any state, and what a modem knows of itself then. */
export function bringUpSuite(make: MakeModemSubject): void {
	it("gets ready, and tells who the module is and where", () => {
		const subject = make();
		const modem = subject.make();
		subject.until("ready", () => modem.state === "ready");
		equal(modem.identity.length, 3);
		equal(modem.identity[0], "Quectel");
		ok((modem.signal >= 0 && modem.signal <= 31) || modem.signal === 99, `signal ${modem.signal}`);
		ok(modem.operator.length > 0);
		ok(/^[0-9a-f.:]{3,}$/i.test(modem.address), modem.address);
	});

	it("gets ready again at once, since the module is", () => {
		const subject = make();
		const first = subject.make();
		subject.until("ready", () => first.state === "ready");
		const { identity, address } = first;
		const second = subject.make();
		subject.until("ready", () => second.state === "ready");
		deepEqual(second.identity, identity);
		equal(second.address, address);
	});

	it("connects a client that was made before it is ready", () => {
		const subject = make();
		const modem = subject.make();
		ok(modem.state !== "ready");
		const client = connect(subject, modem);
		subject.until("connected", client.isConnected);
		client.close();
		subject.settle();
	});
}

/** Payload of every byte value goes through module and network unchanged. */
export function payloadSuite(make: MakeModemSubject): void {
	for (const QoS of [0, 1, 2]) {
		it(`carries every byte value, at QoS ${QoS}`, () => {
			const subject = make();
			const modem = subject.make();
			const client = connect(subject, modem);
			subject.until("connected", client.isConnected);
			subject.published();
			const payload = Uint8Array.from({ length: 256 }, (_, n) => n);
			client.instance.write(payload, { topic: `${subject.prefix}bytes`, QoS });
			subject.until("told of its result", () => client.results.length === 1);
			deepEqual(client.results, ["published"]);
			const all = String.fromCharCode(...payload);
			deepEqual([...subject.published()], [{ topic: `${subject.prefix}bytes`, payload: all }]);
			client.close();
			subject.settle();
		});
	}
}

/** What a restart does: the clients end, the modem comes back. */
export function restartSuite(make: MakeModemSubject): void {
	it("tells its clients when the module restarts, and comes back", () => {
		const subject = make();
		const modem = subject.make();
		const client = connect(subject, modem);
		subject.until("connected", client.isConnected);
		subject.restart();
		subject.until("told of the restart", () => client.errors.length === 1);
		deepEqual(client.errors, ["reset"]);
		subject.until("ready again", () => modem.state === "ready");
		const another = connect(subject, modem);
		subject.until("connected again", another.isConnected);
		another.close();
		subject.settle();
	});
}

function connect(subject: ReturnType<MakeModemSubject>, modem: ReturnType<ReturnType<MakeModemSubject>["make"]>) {
	let isConnected = false;
	const results: string[] = [];
	const errors: (string | undefined)[] = [];
	const Client = modem.MQTTClient;
	if (Client === undefined) throw new Error("the modem is closed");
	const instance = new Client({
		...(subject.options() as { host: string }),
		onControl(opcode, { returnCode }) {
			if (opcode === Client.CONNACK) isConnected = returnCode === 0;
		},
		onError(error) {
			isConnected = false;
			errors.push(error?.source);
		},
		quectel: { onResult: (_id, result) => void results.push(result) },
	});
	return { instance, results, errors, isConnected: () => isConnected, close: () => instance.close() };
}
