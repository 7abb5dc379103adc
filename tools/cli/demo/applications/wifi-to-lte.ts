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

async function play(stage: Stage): Promise<Verdict> {
	const judge = new WifiToLTEJudge();
	const broker = await LocalBroker.start();
	const url = `mqtt://127.0.0.1:${broker.port}`;
	stage.note("broker", `started at ${url}`);
	const client = await mqtt.connectAsync(url);
	try {
		await client.subscribeAsync([`${PREFIX}/count`, `${PREFIX}/said`], { qos: 1 });
		client.on("message", (topic, payload) => {
			judge.take(topic, payload);
			stage.look();
		});
		await stage.startModule();
		let isSubscribed = false;
		const id = `xs-quectel-${randomBytes(4).toString("hex")}`;
		await stage.startFirmware(
			"wifi-to-lte/headless",
			{ ...{ host: "127.0.0.1", port: broker.port, id, prefix: PREFIX, messages: MESSAGES } },
			(kind) => {
				if (kind === "subscribed") isSubscribed = true;
			},
		);
		await stage.until("the firmware subscribes", () => isSubscribed);
		await stage.until("all is counted", () => judge.counted.length >= MESSAGES);
		for (const [at, text] of words.entries()) {
			stage.note("cloud", `says ${text}`);
			await client.publishAsync(`${PREFIX}/say`, text, { qos: 1 });
			await stage.until(`an answer to ${text}`, () => judge.said.length > at);
		}
		return judge.verdict();
	} finally {
		await client.endAsync(true);
		await broker.close();
	}
}

/** `--application wifi-to-lte` */
export const wifiToLTE: Application = {
	summary: "an application for Wi-Fi, which goes over LTE without a change of it",
	play,
};
