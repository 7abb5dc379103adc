import { fileURLToPath } from "node:url";
import { timeService } from "../../../tools/sim/time-service.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { LockstepRig } from "../../support/lockstep-rig.js";
import { needsEngine } from "../../support/xs-engine.js";

/** Runs an application on the headless engine against the simulated module; the cloud answers its subscription. */
async function run(application: string) {
	const entry = fileURLToPath(new URL(`./${application}.js`, import.meta.url));
	const rig = await LockstepRig.start({}, entry);
	try {
		const { broker } = rig;
		const up: string[] = [];
		broker.listen("up", ({ payload }) => up.push(Buffer.from(payload).toString()));
		await rig.until("it has subscribed", () => broker.subscriptionsOf("mast").size > 0, 60_000);
		broker.publish("down", Buffer.from("command"), { QoS: 1 });
		await rig.untilLine("ended", 60_000);
		equal(up.join(), "command");
		deepEqual(broker.clients, []);
		deepEqual(broker.violations, []);
		return rig.lines;
	} finally {
		await rig.close();
	}
}

describe("Both shapes of the MQTT client, on the engine", () => {
	before(needsEngine());

	it("runs an application of ECMA-419's shape", async () => {
		deepEqual(await run("standard-application"), [
			'control 2 {"operation":2,"returnCode":0}',
			'control 9 {"operation":9,"id":10,"payload":[1]}',
			'control 4 {"operation":4,"id":11}',
			"ended as asked",
		]);
	});

	it("runs an application of the SDK's shape", async () => {
		deepEqual(await run("moddable-application"), [
			'control {"operation":2,"returnCode":0}',
			'control {"operation":9,"id":10,"payload":[1]}',
			'control {"operation":4,"id":11}',
			"ended",
		]);
	});

	it("runs what sets the network up on other hosts, and a resolver in both shapes", async () => {
		const entry = fileURLToPath(new URL("./services-application.js", import.meta.url));
		const rig = await LockstepRig.start(
			{
				prepare: ({ network }) =>
					network.serve(
						"time.test",
						123,
						timeService(() => Date.UTC(2031, 1, 3)),
					),
			},
			entry,
		);
		try {
			await rig.untilLine("ended", 120_000);
			const before = rig.lines.findIndex((line) => line === "connection 500");
			ok(
				before > 0 &&
					rig.lines.slice(0, before).every((line) => /^(connection|RSSI|operator|address) \d00$/.test(line)),
			);
			deepEqual(rig.lines.slice(before), [
				"connection 500",
				"true true undefined",
				"time null 2031",
				"clock undefined",
				"clock 2031",
				"standard null 192.0.2.1 broker.test",
				"error nobody.test",
				"ended",
			]);
		} finally {
			await rig.close();
		}
	});
});
