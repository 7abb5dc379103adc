import { fileURLToPath } from "node:url";
import { LockstepRig } from "../../tests/support/lockstep-rig.js";
import type { Figure } from "./figure.js";

const BAUDS = Object.freeze([115_200, 921_600] as const);
/** Between module and broker, one way, ms. */
const DELAY = 100;
const PAYLOAD_LENGTH = 100;
const TOPIC = "site/17/state";
/** What the module takes before the first result (MQTT Application Note, 3.2.8). */
const WINDOW = 5;
const MESSAGES = 1000;
/** Virtual ms that one message may take. */
const PATIENCE = 5000;
const BITS_PER_BYTE = 10;

/** What the module takes: nothing, or what was measured. */
type Latency = "none" | "real";

const station = fileURLToPath(new URL("xs/publish.js", import.meta.url));

/** How long the bytes of one publish take on the wire, both ways, ms: command, prompt, payload, OK and result. */
export function exchangeTime(baud: number): number {
	const id = "10000";
	const bytes =
		`AT+QMTPUBEX=0,${id},1,0,"${TOPIC}",${PAYLOAD_LENGTH}\r`.length +
		"\r\n> ".length +
		PAYLOAD_LENGTH +
		"\r\nOK\r\n".length +
		`\r\n+QMTPUBEX: 0,${id},0\r\n`.length;
	return (bytes * BITS_PER_BYTE * 1000) / baud;
}

/** The most messages per second that wire and window allow. */
export function bound(baud: number): number {
	const exchange = exchangeTime(baud);
	return 1000 * Math.min(WINDOW / (2 * DELAY + exchange), 1 / exchange);
}

/** What one run gives: messages per second, and command lines from power-on until the modem is ready, and until CONNACK. */
interface Run {
	readonly rate: number;
	readonly toReady: number;
	readonly toCONNACK: number;
}

/** Whole command lines in what the module has heard. */
function countCommands(rig: LockstepRig): number {
	const sent = rig.transcript.filter(({ sender }) => sender === "host").map(({ bytes }) => Buffer.from(bytes));
	return (
		Buffer.concat(sent)
			.toString("latin1")
			.match(/AT[^\r]*\r/g)?.length ?? 0
	);
}

/** @throws Error when a message was not published */
async function publish(baud: number, latency: Latency, window: number): Promise<Run> {
	const rig = await LockstepRig.start(
		{
			module: { baud, latency },
			delay: DELAY,
			engine: { bits: 32, env: { XS_BAUD: String(baud) } },
			config: { messages: MESSAGES, window, payloadLength: PAYLOAD_LENGTH, topic: TOPIC },
		},
		station,
	);
	try {
		await rig.untilLine("ready", 120_000);
		const toReady = countCommands(rig);
		await rig.untilLine("connected", 120_000);
		const toCONNACK = countCommands(rig);
		await rig.untilLine("end", MESSAGES * PATIENCE);
		const [begin, end] = [rig.lines.indexOf("begin"), rig.lines.length - 1];
		const { published } = JSON.parse((rig.lines[end] as string).slice("end ".length)) as { published: number };
		if (published !== MESSAGES || rig.broker.log.length !== MESSAGES) {
			throw new Error(`of ${MESSAGES}, ${published} were published and ${rig.broker.log.length} are at the broker`);
		}
		const took = (rig.times[end] as number) - (rig.times[begin] as number);
		return { rate: (MESSAGES * 1000) / took, toReady, toCONNACK };
	} finally {
		await rig.close();
	}
}

/** Goodput at QoS 1 in virtual time: driver on XS, simulated module, broker in memory. */
export async function measurePublishing(): Promise<Figure[]> {
	const figures: Figure[] = [];
	let boot: Run | undefined;
	for (const latency of ["none", "real"] as const) {
		for (const baud of BAUDS) {
			const piped = await publish(baud, latency, WINDOW);
			const sequential = await publish(baud, latency, 1);
			const name = latency === "none" ? `publish.${baud}` : `publish.real.${baud}`;
			figures.push(
				{
					name: `${name}.ratioOfBound`,
					value: piped.rate / bound(baud),
					unit: "",
					...(latency === "none" ? { goal: 0.9 } : {}),
				},
				{ name: `${name}.vsSequential`, value: piped.rate / sequential.rate, unit: "" },
				{ name: `${name}.perSecond`, value: piped.rate, unit: "messages" },
			);
			if (latency === "real") boot = piped;
		}
	}
	const { toReady, toCONNACK } = boot as Run;
	return [
		...figures,
		{ name: "boot.toReadyCommands", value: toReady, unit: "lines" },
		{ name: "connect.commands", value: toCONNACK, unit: "lines" },
	];
}
