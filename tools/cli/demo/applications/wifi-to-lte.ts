import { randomBytes } from "node:crypto";
import mqtt from "mqtt";
import { LocalBroker } from "../broker.js";
import type { Application, Verdict } from "./application.js";
import type { Stage } from "./stage.js";

const PREFIX = "demo";
const MESSAGES = 10;
const words: readonly string[] = Object.freeze(["hello", "AT+QMTCLOSE=0", "good bye"]);

/** Compares what was counted and said with what had to be. */
export class WifiToLTEJudge {
	readonly counted: string[] = [];
	readonly said: string[] = [];

	take(topic: string, payload: Buffer): void {
		(topic === `${PREFIX}/count` ? this.counted : this.said).push(payload.toString());
	}

	verdict(): Verdict {
		const problems: string[] = [];
		const numbers = Array.from({ length: MESSAGES }, (_, n) => `${n}`);
		if (this.counted.join() !== numbers.join()) problems.push(`counted ${this.counted.join()}, not ${numbers.join()}`);
		if (this.said.join() !== words.join()) problems.push(`said ${this.said.join()}, not ${words.join()}`);
		return { problems, figures: { counted: this.counted.length, said: this.said.length } };
	}
}

/** What the cloud's side needs of where it is played. */
export interface Place extends Pick<Stage, "look" | "until" | "note"> {
	/** Starts the application for a broker. @param onSubscribed told when it has subscribed */
	start(broker: { port: number; prefix: string; messages: number }, onSubscribed: () => void): Promise<void>;
}

/** The cloud's side: a broker, and somebody who waits for what is counted, says something and waits for the answers. */
export async function converse(place: Place): Promise<Verdict> {
	const judge = new WifiToLTEJudge();
	const broker = await LocalBroker.start();
	const url = `mqtt://127.0.0.1:${broker.port}`;
	place.note("broker", `started at ${url}`);
	const client = await mqtt.connectAsync(url);
	try {
		await client.subscribeAsync([`${PREFIX}/count`, `${PREFIX}/said`], { qos: 1 });
		client.on("message", (topic, payload) => {
			judge.take(topic, payload);
			place.look();
		});
		let isSubscribed = false;
		await place.start({ port: broker.port, prefix: PREFIX, messages: MESSAGES }, () => {
			isSubscribed = true;
			place.look();
		});
		await place.until("the firmware subscribes", () => isSubscribed);
		await place.until("all is counted", () => judge.counted.length >= MESSAGES);
		for (const [at, text] of words.entries()) {
			place.note("cloud", `says ${text}`);
			await client.publishAsync(`${PREFIX}/say`, text, { qos: 1 });
			await place.until(`an answer to ${text}`, () => judge.said.length > at);
		}
		return judge.verdict();
	} finally {
		await client.endAsync(true);
		await broker.close();
	}
}

function play(stage: Stage): Promise<Verdict> {
	return converse({
		look: () => stage.look(),
		until: (what, isSo) => stage.until(what, isSo),
		note: (subject, text) => stage.note(subject, text),
		async start(broker, onSubscribed) {
			await stage.startModule();
			const id = `xs-quectel-${randomBytes(4).toString("hex")}`;
			await stage.startFirmware("wifi-to-lte/headless", { ...broker, host: "127.0.0.1", id }, (kind) => {
				if (kind === "subscribed") onSubscribed();
			});
		},
	});
}

/** `--application wifi-to-lte` */
export const wifiToLTE: Application = {
	summary: "an application for Wi-Fi, which goes over LTE without a change of it",
	play,
};
