import type { DeliveryOutcome } from "../../../modules/delivery.js";
import type { PublishRecord } from "../../support/broker/session.js";

/** One message that the application handed over, and what it was told. */
export interface Handed {
	readonly number: number;
	readonly QoS: number;
	readonly outcomes: DeliveryOutcome[];
}

/** What a run comes to. Everything in `wrong` is a lie that the application was told, or a promise that was broken. */
export interface Verdict {
	readonly messages: number;
	readonly outcomes: Record<DeliveryOutcome, number>;
	/** Copies at QoS 1 beyond the first. */
	readonly doubles: number;
	readonly wrong: string[];
}

/** The number that a payload begins with. */
export function numberOf(payload: Uint8Array): number {
	return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

/** Compares what was told with what the broker has. */
export function judge(handed: readonly Handed[], log: readonly PublishRecord[]): Verdict {
	const seen = new Map<number, PublishRecord[]>();
	for (const record of log) {
		const number = numberOf(record.payload);
		const records = seen.get(number);
		if (records === undefined) seen.set(number, [record]);
		else records.push(record);
	}
	const wrong: string[] = [];
	const counts: Record<DeliveryOutcome, number> = { published: 0, failed: 0, unknown: 0 };
	let doubles = 0;
	for (const { number, QoS, outcomes } of handed) {
		const records = seen.get(number) ?? [];
		const what = `message ${number}, QoS ${QoS}, told ${outcomes.join(" and ") || "nothing"}, seen ${records.length} times`;
		const [outcome] = outcomes;
		if (outcomes.length !== 1 || outcome === undefined) {
			wrong.push(what);
			continue;
		}
		counts[outcome]++;
		if (outcome === "published" && QoS > 0 && records.length === 0) wrong.push(what);
		if (outcome === "failed" && records.length > 0) wrong.push(what);
		if (QoS === 1 && outcome !== "published") wrong.push(`lost: ${what}`);
		if (QoS === 1 && records.length > 1) doubles += records.length - 1;
		if (QoS !== 1 && records.length > 1) wrong.push(`doubled: ${what}`);
		if (outcome === "published" && QoS === 2 && !records.every(({ isComplete }) => isComplete)) {
			wrong.push(`not released: ${what}`);
		}
	}
	return { messages: handed.length, outcomes: counts, doubles, wrong };
}
