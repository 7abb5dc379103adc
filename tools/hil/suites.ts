import { ec600s } from "../../modules/modem/profiles/ec600s.js";
import { bringUpSuite, payloadSuite, restartSuite } from "../../tests/conformance/modem/bring-up.js";
import { closeSuite } from "../../tests/conformance/mqtt/close.js";
import { constructorSuite } from "../../tests/conformance/mqtt/constructor.js";
import { orderSuite } from "../../tests/conformance/mqtt/order.js";
import type { MakeSubject } from "../../tests/conformance/mqtt/subject.js";
import { transferSuite } from "../../tests/conformance/mqtt/transfer.js";
import type { Bench } from "./bench.js";
import { BenchModemSubject } from "./modem-subject.js";
import { BenchSubject } from "./mqtt-subject.js";

/** What a suite cannot do without. */
export type Need = "broker" | "restart";

/** What each need is, for who has to bring it. */
export const NEEDS: Readonly<Record<Need, string>> = Object.freeze({
	broker: "a broker that module and this machine reach (--broker, --own-broker)",
	restart: "a way to restart the module (--reset-line, --power-command)",
});

/** A suite of the tests of this project that a real module allows. */
export interface BenchSuite {
	readonly name: string;
	/** What it proves. */
	readonly title: string;
	/** What it takes from the one who pays: connections, messages, restarts. */
	readonly costs: string;
	readonly needs: readonly Need[];
	/** Writes its tests down, with `it`. */
	define(bench: Bench): void;
}

function mqtt(suite: (make: MakeSubject) => void): (bench: Bench) => void {
	return (bench) => {
		const { window, clients } = { ...ec600s.mqtt, ...(bench.settings.profile?.mqtt as object | undefined) };
		suite(() => bench.follow(() => new BenchSubject(bench, { window, clients })));
	};
}

function modem(suite: typeof bringUpSuite): (bench: Bench) => void {
	return (bench) => suite(() => bench.follow(() => new BenchModemSubject(bench)));
}

/** In the order in which they are run: what everything else rests on comes first. */
export const suites: readonly BenchSuite[] = Object.freeze([
	{
		name: "modem",
		title: "A modem on its way up",
		costs: "1 connection to the broker, no messages",
		needs: ["broker"],
		define: modem(bringUpSuite),
	},
	{
		name: "payload",
		title: "A modem with payload of any bytes",
		costs: "3 connections, 3 messages of 256 bytes",
		needs: ["broker"],
		define: modem(payloadSuite),
	},
	{
		name: "mqtt-constructor",
		title: "ECMA-419, clause 25: constructor",
		costs: "about 15 connections, 1 message",
		needs: ["broker"],
		define: mqtt(constructorSuite),
	},
	{
		name: "mqtt-callbacks",
		title: "ECMA-419, clause 25: callbacks",
		costs: "about 15 connections, 15 short messages",
		needs: ["broker"],
		define: mqtt(orderSuite),
	},
	{
		name: "mqtt-transfer",
		title: "ECMA-419, clause 25: transfer",
		costs: "about 15 connections, 20 messages of up to 1500 bytes",
		needs: ["broker"],
		define: mqtt(transferSuite),
	},
	{
		name: "mqtt-close",
		title: "ECMA-419, clause 25: close",
		costs: "about 110 connections, 10 short messages",
		needs: ["broker"],
		define: mqtt(closeSuite),
	},
	{
		name: "restart",
		title: "A modem whose module restarts",
		costs: "1 restart, 2 connections, no messages",
		needs: ["broker", "restart"],
		define: modem(restartSuite),
	},
]);

/** The suites of a name, or of a group: `mqtt` is all `mqtt-...`. */
export function suitesNamed(name: string): readonly BenchSuite[] {
	return suites.filter((it) => it.name === name || it.name.startsWith(`${name}-`));
}
