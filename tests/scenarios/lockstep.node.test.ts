import { deepEqual, equal, ok } from "../support/assert.js";
import { LockstepRig, type LockstepRigOptions } from "../support/lockstep-rig.js";
import { needsEngine } from "../support/xs-engine.js";

/** The main job from power key to DISCONNECT: messages at each QoS, one command, and the word that ends it. */
async function mainJob(
	seed: number,
	{ messages = 30, engine = {} }: { messages?: number; engine?: LockstepRigOptions["engine"] } = {},
) {
	const rig = await LockstepRig.start({ seed, config: { messages }, engine });
	try {
		const { broker } = rig;
		await rig.until("all messages are with the broker", () => broker.log.length >= messages, 60_000);
		broker.publish("mast/down", Buffer.from("valve 3"), { QoS: 1 });
		await rig.until("the command is answered", () => broker.log.some(({ topic }) => topic === "mast/taken"), 10_000);
		broker.publish("mast/down", Buffer.from("stop"), { QoS: 1 });
		const exit = await rig.untilExit(60_000);
		equal(exit.code, 0, exit.message);
		deepEqual(broker.violations, []);
		deepEqual(rig.unsupported, []);
		const transcript = rig.transcript.map(
			({ time, sender, bytes }) => `${time} ${sender} ${Buffer.from(bytes).toString("latin1")}`,
		);
		const { time, turns } = rig.lockstep;
		return { transcript, lines: rig.lines, times: rig.times, time, turns, exit, broker };
	} finally {
		await rig.close();
	}
}

/** The number that each message of the main job begins with. */
function numberOf(payload: Uint8Array): number {
	return Buffer.from(payload).readUInt32BE();
}

describe("Lockstep of firmware and module", () => {
	before(needsEngine());

	it("does the main job in virtual time", async () => {
		const { lines, time, broker } = await mainJob(1);
		equal(lines.filter((line) => line.startsWith("published")).length, 31);
		equal(broker.log.length, 31);
		ok(time > 5000, `${time} ms of virtual time`);
	});

	it("does the same with the MQTT client alone, and says the same", async () => {
		const whole = await mainJob(1);
		const aliases = { "xs-quectel/modem-provider/modem": "xs-quectel/modem-provider/mqtt-modem" };
		const small = await mainJob(1, { engine: { aliases } });
		deepEqual(small.lines, whole.lines);
		deepEqual(small.transcript, whole.transcript);
		const names = (exit: typeof whole.exit) => (exit.report?.modules ?? []).map(({ name }) => name);
		for (const name of ["xs-quectel/network/tcp", "xs-quectel/modem/ssl-context", "xs-quectel/modem/file-system"]) {
			ok(names(whole.exit).includes(name), name);
			ok(!names(small.exit).includes(name), name);
		}
	});

	it("is done with as many messages as the demo has in under a minute, with a module as slow as a real one", async () => {
		const { time, broker } = await mainJob(1, { messages: 60 });
		equal(broker.log.length, 61);
		ok(time < 60_000, `${time} ms of virtual time`);
	});

	it("brings every message to the broker though the supply is cut twice", async () => {
		const messages = 300;
		const story = async () => {
			const rig = await LockstepRig.start({ seed: 3, config: { messages } });
			try {
				const { broker, module } = rig;
				const has = (count: number) => () => new Set(broker.log.map(({ payload }) => numberOf(payload))).size >= count;
				for (const count of [40, 41]) {
					await rig.until(`${count} messages`, has(count), 120_000);
					module.powerCut(3000);
					await rig.untilLine("disconnected", 60_000);
					await rig.untilLine("connected 0", 120_000);
				}
				await rig.until("all messages", has(messages), 600_000);
				deepEqual(broker.violations, []);
				return rig.lines.map((line, at) => `${rig.times[at]} ${line}`).join("\n");
			} finally {
				await rig.close();
			}
		};
		equal(await story(), await story());
	});

	it("makes the same transcript twice from one seed, byte for byte", async () => {
		const first = await mainJob(7);
		const second = await mainJob(7);
		deepEqual(second.transcript, first.transcript);
		deepEqual(second.lines, first.lines);
		deepEqual(second.times, first.times);
	});

	it("makes another transcript from another seed", async () => {
		const first = await mainJob(7);
		const other = await mainJob(8);
		ok(first.transcript.join("\n") !== other.transcript.join("\n"));
	});
});
