import { fileURLToPath } from "node:url";
import { LockstepRig } from "../../tests/support/lockstep-rig.js";
import type { Figure } from "./figure.js";

const station = fileURLToPath(new URL("xs/mqtt-heap.js", import.meta.url));

/** FreeRTOS Cellular 13.9 KB and coreMQTT 18.9 KB of Thumb code, which do the same work. */
const CODE_BUDGET = Math.floor(32.8 * 1024);
/** Other parts of the library: applications may leave them out, and this one does. */
const DRIVER = /^xs-quectel\/(clock|text|random|io|errors|modem-provider|(uart|at|modem|network|modem-provider)\/.*)$/;
/** Told one by one beside the AT engine. */
const ENGINE = /^xs-quectel\/(uart|at)\//;

/** RAM and bytecode of the whole driver with one MQTT client that is connected and has published. */
export async function measureDriver(): Promise<Figure[]> {
	const rig = await LockstepRig.start({ module: { latency: "none" }, engine: { bits: 32 } }, station);
	try {
		const { code, meaning, message, report } = await rig.untilExit(120_000);
		if (code !== 0 || report === undefined) throw new Error(`the station ended with ${code}: ${message || meaning}`);
		const { slots, chunkBytes } = JSON.parse(rig.lines.at(-1) as string) as { slots: number; chunkBytes: number };
		const modules = report.modules.filter(({ name }) => DRIVER.test(name));
		return [
			{
				name: "heap.modemMqttBytes",
				value: slots * report.slotBytes + chunkBytes,
				unit: "bytes",
				budget: 24 * 1024,
				remark: `${slots} slots, ${chunkBytes} chunk bytes`,
			},
			{
				name: "bytecode.total",
				value: modules.reduce((sum, { codeBytes }) => sum + codeBytes, 0),
				unit: "bytes",
				budget: CODE_BUDGET,
				remark: `${modules.length} modules`,
			},
			...modules
				.filter(({ name }) => !ENGINE.test(name))
				.map(({ name, codeBytes }) => ({
					name: `bytecode.${name.slice("xs-quectel/".length)}`,
					value: codeBytes,
					unit: "bytes",
				})),
		];
	} finally {
		await rig.close();
	}
}
