import { launch } from "../../../hosts/xs/engine.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** Rounds measured and rounds to warm up, as in program.ts. */
const ROUNDS = 1020;

describe("MQTTClient in steady state, on XS in the ESP32's heap", () => {
	const measured = new Map<string, { slots: number; chunkBytes: number }>();
	let sums: Record<string, number> = {};
	before(async () => {
		const running = await launch("tests/network/steady/program.ts");
		const { code, lines, message } = await running.exit;
		equal(code, 0, message);
		const all = lines.map((line) => JSON.parse(line));
		sums = all.pop();
		for (const { name, ...figures } of all) measured.set(name, figures);
	});

	it("publishes, and receives", () => {
		// CONNACK is one of the control messages; the first look is put off, as something has come from the network.
		const asked = 2 * (ROUNDS - 1);
		deepEqual(sums, { received: 2 * 40 * ROUNDS, published: 2 * ROUNDS, acknowledged: ROUNDS + 1, asked });
	});

	it("allocates for a publish what onControl is given, and nothing else", () => {
		const object = measured.get("control message");
		ok((object?.slots ?? 0) >= 3);
		deepEqual(measured.get("publish"), object);
		deepEqual(measured.get("unnumbered"), { slots: 0, chunkBytes: 0 });
	});

	it("allocates nothing for a look at the PDP context", () => {
		deepEqual(measured.get("look at the context"), { slots: 0, chunkBytes: 0 });
	});

	it("allocates for a message its topic and the options of onReadable, and nothing else", () => {
		deepEqual(measured.get("message"), measured.get("message options"));
		deepEqual(measured.get("stored message"), measured.get("message options"));
	});
});

describe("TCP in steady state, on XS in the ESP32's heap", () => {
	it("allocates nothing for what it sends and receives", async () => {
		const running = await launch("tests/network/steady/sockets-program.ts");
		const { code, lines, message } = await running.exit;
		equal(code, 0, message);
		const all = lines.map((line) => JSON.parse(line));
		deepEqual(all.pop(), { received: 100 * ROUNDS, writable: 2 + 3 * ROUNDS });
		for (const it of all) deepEqual(it, { name: it.name, slots: 0, chunkBytes: 0 });
		equal(all.length, 4);
	});
});
