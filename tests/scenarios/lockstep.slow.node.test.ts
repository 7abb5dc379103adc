import type { LaunchOptions } from "../../hosts/xs/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { LockstepRig } from "../support/lockstep-rig.js";
import { needsEngine } from "../support/xs-engine.js";

/** What passes the UART while the main job publishes, with a cut of the supply on the way; each piece with its time. */
async function transcript(engine: LaunchOptions): Promise<string[]> {
	const messages = 200;
	const rig = await LockstepRig.start({ seed: 5, config: { messages }, engine });
	try {
		await rig.until("half of it", () => rig.broker.log.length >= messages / 2, 120_000);
		rig.module.powerCut(3000);
		await rig.until("all of it", () => rig.broker.log.length >= messages, 300_000);
		return rig.transcript.map(
			({ time, sender, bytes }) => `${time} ${sender} ${Buffer.from(bytes).toString("latin1")}`,
		);
	} finally {
		await rig.close();
	}
}

describe("Lockstep on every engine", () => {
	before(needsEngine({}, { variant: "release" }, { bits: 64 }));

	it("makes the same transcript, byte for byte", async () => {
		const expected = await transcript({});
		ok(expected.length > 1000, `${expected.length} pieces`);
		deepEqual(await transcript({ variant: "release" }), expected);
		deepEqual(await transcript({ bits: 64 }), expected);
		deepEqual(await transcript({ limits: "none" }), expected);
	});
});

describe("Lockstep on an emulated Cortex-M4", () => {
	before(needsEngine({}, { processor: "cortex-m4" }));

	it("makes the same transcript, byte for byte", async () => {
		deepEqual(await transcript({ processor: "cortex-m4" }), await transcript({}));
	});
});

describe("Lockstep over hours", () => {
	before(needsEngine());

	it("loses nothing of 20 000 messages while the supply is cut every ten minutes", async () => {
		const messages = 20_000;
		const told = { published: 0, unknown: 0, failed: 0 };
		const rig = await LockstepRig.start({
			seed: 11,
			config: { messages },
			isRecording: false,
			onLine(line) {
				const kind = /^(published|unknown|failed) /.exec(line)?.[1] as keyof typeof told | undefined;
				if (kind !== undefined) told[kind]++;
			},
		});
		try {
			const { broker, module } = rig;
			const isComplete = () => told.published >= messages;
			let cuts = 0;
			for (let stop = ""; stop !== "done"; ) {
				stop = await rig.lockstep.run(600_000, isComplete);
				ok(stop !== "exit", "the firmware has ended");
				if (stop === "limit") module.powerCut(3000 + 1000 * (cuts++ % 5));
				ok(cuts < 100, "it does not get on");
			}
			ok(cuts >= 3, `${cuts} cuts`);
			equal(told.published, messages);
			// All that was told as unknown or failed was sent again. At QoS 0 `published` only says that the module has sent it.
			const seen = new Set(broker.log.map(({ payload }) => Buffer.from(payload).readUInt32BE()));
			const lost = Array.from({ length: messages }, (_, n) => n).filter((n) => !seen.has(n));
			deepEqual(
				lost.filter((n) => n % 3 !== 0),
				[],
			);
			ok(lost.length <= cuts, `${lost.length} lost at QoS 0 in ${cuts} cuts`);
			deepEqual(broker.violations, []);
		} finally {
			await rig.close();
		}
	});
});
