import { randomBytes } from "node:crypto";
import { LocalBroker, type Taken } from "../broker.js";
import type { Application, Verdict } from "./application.js";
import type { Stage } from "./stage.js";

/** Measurements of the first start of the host, which does not get that far, and of the second. */
const ENDLESS = 1000;
const MEASUREMENTS = 12;
/** Between two of them, ms. */
const INTERVAL = Object.freeze({ real: 1000, none: 200 } as const);
const PREFIX = "demo";
/** An outbox in the module's flash reaches 513 slots of the stack when the module is lost in the middle of a write. */
const STACK = 640;

/** The temperature that the application measures; its rule, written anew. */
export function celsius(n: number): number {
	return (150 + ((7 * n) % 100)) / 10;
}

/**
 * Compares what the firmware told with what the broker took. What was told as kept in the outbox, or as published, has to arrive,
 * whatever happened since.
 */
export class TelemetryJudge {
	readonly measured = new Set<string>();
	readonly kept = new Set<string>();
	readonly published = new Set<string>();
	readonly arrived = new Set<string>();
	doubles = 0;
	readonly #wrong: string[] = [];

	/** A line of the firmware's. */
	hear(kind: string, [name = "", ...why]: readonly string[]): void {
		// Of a measurement of an earlier start the firmware does not know the name any more.
		if (name === "before") return;
		if (kind === "measured") this.measured.add(name);
		else if (kind === "kept") this.kept.add(name);
		else if (kind === "published") this.published.add(name);
		else if (kind === "failed" || kind === "unknown" || kind === "refused") {
			this.#wrong.push(`measurement ${name} ${kind}: ${why.join(" ")}`);
		}
	}

	/** A message at the broker. */
	take({ topic, payload }: Taken): void {
		let it: { boot?: unknown; n?: unknown; celsius?: unknown } = {};
		try {
			it = JSON.parse(payload.toString()) as typeof it;
		} catch {
			// Told below: nothing of it is as it should be.
		}
		const name = `${it.boot}/${it.n}`;
		if (topic !== `${PREFIX}/telemetry` || !this.measured.has(name) || it.celsius !== celsius(Number(it.n))) {
			this.#wrong.push(`not a measurement: ${payload.toString()} on ${topic}`);
		} else if (this.arrived.has(name)) this.doubles++;
		else this.arrived.add(name);
	}

	/** Measurements that are promised to arrive, and have not. */
	get missing(): string[] {
		return [...new Set([...this.kept, ...this.published])].filter((name) => !this.arrived.has(name));
	}

	verdict(): Verdict {
		const lost = this.missing;
		return {
			problems: [...this.#wrong, ...lost.map((name) => `measurement ${name} was kept, and has not arrived`)],
			figures: {
				measured: this.measured.size,
				kept: this.kept.size,
				arrived: this.arrived.size,
				doubles: this.doubles,
				lost: lost.length,
			},
		};
	}
}

async function play(stage: Stage): Promise<Verdict> {
	const judge = new TelemetryJudge();
	const broker = await LocalBroker.start((message) => {
		judge.take(message);
		stage.look();
	});
	try {
		stage.note("broker", `started at mqtt://127.0.0.1:${broker.port}`);
		await stage.startModule();
		const id = `xs-quectel-${randomBytes(4).toString("hex")}`;
		const boot = (number: number, messages: number) =>
			stage.startFirmware(
				"telemetry",
				{
					...{ host: "127.0.0.1", port: broker.port, id, prefix: PREFIX },
					...{ messages, boot: number, interval: INTERVAL[stage.options.latency] },
				},
				(kind, words) => judge.hear(kind, words),
				STACK,
			);
		const arrived = (count: number) => stage.until(`${count} measurements arrive`, () => judge.arrived.size >= count);

		await boot(1, ENDLESS);
		await arrived(4);
		stage.powerCut();
		await arrived(12);
		stage.warn("fault", "the broker cannot be reached");
		await broker.leave();
		const keptBefore = judge.kept.size;
		await stage.until("measurements wait in the module's flash", () => judge.kept.size >= keptBefore + 4);
		stage.warn("fault", `the host loses its supply, with ${judge.missing.length} measurements in the module's flash`);
		await stage.stopFirmware();
		await boot(2, MEASUREMENTS);
		const before = judge.kept.size;
		await stage.until("the new start keeps measurements too", () => judge.kept.size >= before + 2);
		stage.note("broker", "is back");
		await broker.comeBack();
		await stage.until("all that was kept arrives", () => {
			const isOver = judge.measured.has(`2/${MEASUREMENTS - 1}`) && judge.published.has(`2/${MEASUREMENTS - 1}`);
			return isOver && judge.missing.length === 0;
		});
		return judge.verdict();
	} finally {
		await broker.close();
	}
}

/** `--application telemetry` */
export const telemetry: Application = {
	summary: "measurements through an outbox in the module's flash, which outlives module, network and host",
	play,
};
