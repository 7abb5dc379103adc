import { missingForCortexM4 } from "../../hosts/xs/cortex-m4.js";
import type { EngineReport } from "../../hosts/xs/report.js";
import { leastMemory, PAYLOAD_LENGTH, play, record, TOPIC } from "./counted-run.js";
import type { Figure } from "./figure.js";
import { run } from "./program.js";
import { trafficOptions } from "./reading.js";
import { messages, readCorpus } from "./traffic.js";
import { measureYardstick } from "./yardstick.js";

/** What a Cortex-M4 takes for one instruction: stated, not measured, since the emulator knows no cycles. */
export const CYCLES_PER_INSTRUCTION = 1.5;
const BAUDS = Object.freeze([115_200, 921_600] as const);
const CLOCKS = Object.freeze([64, 240] as const);
const BITS_PER_BYTE = 10;

/** The share of a processor that instructions for each byte take, with the wire full of bytes, in percent. */
export function load(instructionsPerByte: number, baud: number, megahertz: number): number {
	const perSecond = (instructionsPerByte * baud) / BITS_PER_BYTE;
	return (perSecond * CYCLES_PER_INSTRUCTION * 100) / (megahertz * 1e6);
}

/** Instructions of one pass over a text, fields read. */
async function scan(text: string): Promise<number> {
	const { lines } = await run("tools/bench/xs/scan.ts", {
		...trafficOptions(text, 1),
		...{ processor: "cortex-m4", variant: "release", isCounted: true },
	});
	return (lines[0] as { instructions: number }).instructions;
}

/** What firmware with intrinsics, compiler and driver takes of the flash. */
function flash({ processor, modules, flashSlots, flashChunkBytes, slotBytes }: EngineReport): Figure {
	const engine = processor?.programBytes ?? 0;
	const objects = flashSlots * slotBytes + flashChunkBytes;
	const code = modules.reduce((sum, { codeBytes }) => sum + codeBytes, 0);
	return {
		name: "m4.flashBytes",
		value: engine + objects + code,
		unit: "bytes",
		remark: `engine ${engine}, intrinsics and the driver's objects ${objects}, bytecode ${code}; nothing stripped`,
	};
}

function ram(report: EngineReport, stackPeak: number): Figure {
	const { processor, peakSlots, peakChunkBytes, slotBytes } = report;
	if (processor === undefined) throw new Error("the engine told nothing of its processor");
	const parts = {
		slots: peakSlots * slotBytes,
		chunks: peakChunkBytes,
		stack: stackPeak * slotBytes,
		"C stack": processor.stackBytes,
		"C variables": processor.staticBytes,
		"UART and other objects of the host": processor.heapBytes,
	};
	return {
		name: "m4.ramBytes",
		value: Object.values(parts).reduce((sum, it) => sum + it, 0),
		unit: "bytes",
		budget: 64 * 1024,
		remark: Object.entries(parts)
			.map(([name, bytes]) => `${name} ${bytes}`)
			.join(", "),
	};
}

function loads(name: string, perByte: number): Figure[] {
	return BAUDS.flatMap((baud) =>
		CLOCKS.map((clock) => ({
			name: `m4.load.${name}.${baud}.${clock}MHz`,
			value: load(perByte, baud, clock),
			unit: "%",
			remark: `instructions, not cycles: ${CYCLES_PER_INSTRUCTION} cycles for each are assumed`,
		})),
	);
}

/** Reading, publishing, receiving and booting on an emulated Cortex-M4, in instructions; two runs agree in each of them. */
export async function measureCortexM4(): Promise<Figure[]> {
	const missing = missingForCortexM4();
	if (missing.length > 0) {
		return [{ name: "m4", value: undefined, unit: "", remark: `needs ${missing.join(", ")}` }];
	}
	const corpus = readCorpus();
	const perByte = (await scan(corpus)) / corpus.length;
	const [count, length] = [20, 1024];
	const inside = (await scan(messages(count, length))) - (await scan(messages(count, 0)));
	const yardstick = measureYardstick(corpus).instructions / corpus.length;
	const recorded = await record();
	const { boot, published, received, report } = await play(recorded);
	const least = await play(recorded, "release", await leastMemory(recorded));
	const instructions = (name: string, value: number, remark: string): Figure => ({
		...{ name: `m4.${name}.instructions`, value, unit: "", remark },
	});
	const message = `\r\n+QMTRECV: 0,0,"${TOPIC.down}",${PAYLOAD_LENGTH},""\r\n`.length + PAYLOAD_LENGTH;
	return [
		{ name: "m4.scan.instructionsPerByte", value: perByte, unit: "", budget: 1000 },
		{ name: "m4.scanPayload.instructionsPerByte", value: inside / (count * length), unit: "", budget: 100 },
		{ name: "m4.yardstick.instructionsPerByte", value: yardstick, unit: "", remark: "plain C with sscanf and strtok" },
		instructions("publish", published, `QoS 1, ${PAYLOAD_LENGTH} bytes, from write to acknowledgement`),
		instructions("receive", received, `${PAYLOAD_LENGTH} bytes, from the UART to the application`),
		instructions("boot", boot, "from power-on to ready"),
		flash(report),
		ram(least.report, recorded.stackPeak),
		...loads("lines", perByte),
		...loads("messages", received / message),
	];
}
