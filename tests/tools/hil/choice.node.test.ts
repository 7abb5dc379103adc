import { Bill } from "../../../tools/hil/bill.js";
import { chooseSuites } from "../../../tools/hil/choice.js";
import { CostCounter, noCosts } from "../../../tools/hil/costs.js";
import { type HilPlan, withoutSecrets } from "../../../tools/hil/plan.js";
import type { BenchSuite } from "../../../tools/hil/suites.js";
import { deepEqual, equal } from "../../support/assert.js";

const suite = (name: string, needs: BenchSuite["needs"]): BenchSuite => ({
	...{ name, title: name, needs, define() {} },
	estimate: { ...noCosts, connections: 2 },
});
const suites = [suite("plain", []), suite("mqtt", ["sim", "broker"]), suite("restart", ["sim", "restart"])];
const all = { simTrouble: undefined, broker: true, peer: true, inbound: true, restart: true };

describe("The suites of a rig run", () => {
	it("are run when everything is there", () => {
		deepEqual(chooseSuites(suites, all), { able: suites, unable: [] });
	});

	it("are left out with the first thing that is missing, and with what the module says of its SIM", () => {
		const { able, unable } = chooseSuites(suites, { ...all, restart: false });
		deepEqual(able, suites.slice(0, 2));
		deepEqual(
			unable.map((it) => [it.suite.name, it.reason]),
			[["restart", "needs a way to restart the module (--reset-line, --power-command)"]],
		);
		const without = chooseSuites(suites, { ...all, broker: false, simTrouble: "SIM PUK" });
		deepEqual(
			without.unable.map(({ reason }) => reason),
			["needs a SIM that is ready: SIM PUK", "needs a SIM that is ready: SIM PUK"],
		);
	});

	const planOf = (more: Partial<HilPlan>): { plan: HilPlan; told: string[] } => {
		const told: string[] = [];
		const plan = { suites, broker: undefined, modem: {}, reveal: false, ...more } as HilPlan;
		return { plan: { ...plan, onProgress: (text) => told.push(text) }, told };
	};
	const broker = { kind: "other", url: "mqtts://b.example", user: "mast", password: "s3cret", ca: undefined } as const;

	it("are billed one by one, a connection by TLS with its handshake", () => {
		const { plan, told } = planOf({ broker });
		const counter = new CostCounter();
		const bill = new Bill(plan, counter);
		bill.open(suites.slice(0, 2));
		equal(bill.estimate.handshakes, 4);
		for (const name of ["plain", "plain", "mqtt"]) {
			bill.begin(name);
			counter.sent('AT+QMTOPEN=0,"b.example",8883');
		}
		bill.end();
		bill.end();
		deepEqual(
			bill.suites.map((it) => [it.suite, it.costs.connections, it.estimate.handshakes]),
			[
				["plain", 2, 2],
				["mqtt", 1, 2],
			],
		);
		equal(told.length, 5);
	});

	it("show nothing of the plan's secrets, unless they are to be shown", () => {
		const secrets = { broker, modem: { pin: "4711", password: "" }, peer: undefined } as const;
		equal(withoutSecrets("4711 or s3cret", planOf(secrets).plan), "**** or ******");
		equal(withoutSecrets("4711 or s3cret", planOf({ ...secrets, reveal: true }).plan), "4711 or s3cret");
	});
});
