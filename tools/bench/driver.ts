import { fileURLToPath } from "node:url";
import type { EngineReport } from "../../hosts/xs/report.js";
import { LockstepRig } from "../../tests/support/lockstep-rig.js";
import type { Figure } from "./figure.js";

const station = fileURLToPath(new URL("xs/mqtt-heap.js", import.meta.url));

/** Of engine, modem and MQTT client: FreeRTOS Cellular 13.9 KB and coreMQTT 18.9 KB of Thumb code do the same work. */
const CODE_BUDGET = Math.floor(32.8 * 1024);
/** Other parts of the library: applications may leave them out, and this one does. */
const DRIVER = /^xs-quectel\/(clock|text|random|io|errors|modem-provider|(uart|at|modem|network|modem-provider)\/.*)$/;
/** Told one by one beside the AT engine. */
const ENGINE = /^xs-quectel\/(uart|at)\//;

/** The module that says which classes a modem publishes; a smaller build has another one: manifest-mqtt.json. */
const CHOICE = "xs-quectel/modem-provider/modem";

/** What a station told that has connected and published. */
interface Measured {
	readonly slots: number;
	readonly chunkBytes: number;
	readonly report: EngineReport;
}

/** @param modem what is loaded instead of {@link CHOICE} */
async function measureStation(modem?: string): Promise<Measured> {
	const aliases: Record<string, string> = modem === undefined ? {} : { [CHOICE]: modem };
	const rig = await LockstepRig.start({ module: { latency: "none" }, engine: { bits: 32, aliases } }, station);
	try {
		const { code, meaning, message, report } = await rig.untilExit(120_000);
		if (code !== 0 || report === undefined) throw new Error(`the station ended with ${code}: ${message || meaning}`);
		return { ...(JSON.parse(rig.lines.at(-1) as string) as Omit<Measured, "report">), report };
	} finally {
		await rig.close();
	}
}

const driverModules = ({ report }: Measured) => report.modules.filter(({ name }) => DRIVER.test(name));

function bytecode(name: string, measured: Measured): Figure {
	const modules = driverModules(measured);
	const value = modules.reduce((sum, { codeBytes }) => sum + codeBytes, 0);
	return { name: `bytecode.${name}`, value, unit: "bytes", remark: `${modules.length} modules` };
}

/** RAM and bytecode of the whole driver with one MQTT client that is connected and has published, and of its smaller builds. */
export async function measureDriver(): Promise<Figure[]> {
	const whole = await measureStation();
	const mqtt = await measureStation("xs-quectel/modem-provider/mqtt-modem");
	const mqtts = await measureStation("xs-quectel/modem-provider/mqtts-modem");
	const { slots, chunkBytes, report } = whole;
	return [
		{
			name: "heap.modemMqttBytes",
			value: slots * report.slotBytes + chunkBytes,
			unit: "bytes",
			budget: 24 * 1024,
			remark: `${slots} slots, ${chunkBytes} chunk bytes`,
		},
		{ ...bytecode("mqtt", mqtt), budget: CODE_BUDGET },
		bytecode("mqtts", mqtts),
		bytecode("total", whole),
		{ name: "flash.mqttSlots", value: mqtt.report.flashSlots, unit: "slots" },
		{ name: "flash.mqttsSlots", value: mqtts.report.flashSlots, unit: "slots" },
		{ name: "flash.totalSlots", value: report.flashSlots, unit: "slots" },
		...driverModules(whole)
			.filter(({ name }) => !ENGINE.test(name))
			.map(({ name, codeBytes }) => ({
				name: `bytecode.${name.slice("xs-quectel/".length)}`,
				value: codeBytes,
				unit: "bytes",
			})),
	];
}
