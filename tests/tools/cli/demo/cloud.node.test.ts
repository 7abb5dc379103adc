import { connectAsync, type MqttClient } from "mqtt";
import { LocalBroker } from "../../../../tools/cli/demo/broker.js";
import { Cloud } from "../../../../tools/cli/demo/cloud.js";
import { deepEqual, equal, ok } from "../../../support/assert.js";

/** What the firmware publishes as message `n`. */
function messageOf(n: number): Buffer {
	return Buffer.from({ length: 20 + ((n * 37) % 256) } as ArrayLike<number>).map((_, at) =>
		at < 4 ? (n >>> (8 * (3 - at))) & 255 : (n + at) & 255,
	) as Buffer;
}

describe("Cloud", () => {
	let broker: LocalBroker;
	let cloud: Cloud;
	let firmware: MqttClient;

	beforeEach(async () => {
		broker = await LocalBroker.start();
		const url = `mqtt://127.0.0.1:${broker.port}`;
		cloud = await Cloud.connect({ url, prefix: "p", messages: 300, commands: 2 });
		firmware = await connectAsync(url);
	});

	afterEach(async () => {
		await firmware.endAsync(true);
		await cloud.close();
		await broker.close();
	});

	it("knows a message by its number and every byte of it", async () => {
		const heard: [number, boolean][] = [];
		cloud.on("message", (n, isNew) => heard.push([n, isNew]));
		for (const n of [0, 1, 259, 1]) await firmware.publishAsync(`p/up/${n % 3}`, messageOf(n), { qos: 1 });
		while (heard.length < 4) await new Promise((resolve) => cloud.once("message", resolve));
		deepEqual(heard, [
			[0, true],
			[1, true],
			[259, true],
			[1, false],
		]);
		deepEqual([cloud.seen.size, cloud.doubles, cloud.wrong], [3, 1, 0]);
	});

	it("counts what is not what was sent", async () => {
		const changed = messageOf(1);
		changed[10] = (changed[10] as number) ^ 1;
		const wrong: readonly (readonly [topic: string, payload: Buffer])[] = [
			["p/up/1", changed],
			["p/up/1", messageOf(1).subarray(0, -1)],
			["p/up/2", messageOf(1)],
			["p/up/0", messageOf(300)],
			["p/up/0", Buffer.alloc(0)],
		];
		for (const [topic, payload] of wrong) await firmware.publishAsync(topic, payload, { qos: 1 });
		while (cloud.wrong < wrong.length) await new Promise((resolve) => cloud.once("wrong", resolve));
		equal(cloud.seen.size, 0);
	});

	it("sends one command after the other, and is complete when all is seen and taken", async () => {
		const commands: string[] = [];
		await firmware.subscribeAsync("p/down", { qos: 1 });
		firmware.on("message", (_topic, payload) => {
			commands.push(payload.toString());
			void firmware.publishAsync("p/taken", payload, { qos: 1 });
		});
		await firmware.publishAsync("p/up/0", messageOf(0), { qos: 1 });
		while (cloud.taken.size < 2) await new Promise((resolve) => cloud.once("taken", resolve));
		deepEqual(commands, ["command-0", "command-1"]);
		equal(cloud.sent, 2);
		equal(cloud.isComplete, false);
	});

	it("tells when its own connection is gone", async () => {
		const gone = new Promise<void>((resolve) => cloud.once("gone", resolve));
		await broker.close();
		await gone;
	});

	it("tells why it cannot connect", async () => {
		const options = { url: "mqtt://127.0.0.1:1", prefix: "p", messages: 1, commands: 1 };
		const error = await Cloud.connect(options).catch((it: Error) => it);
		ok(error instanceof Error && error.message.includes("ECONNREFUSED"), String(error));
	});
});
