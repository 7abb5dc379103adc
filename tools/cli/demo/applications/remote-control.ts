import { randomBytes } from "node:crypto";
import mqtt from "mqtt";
import { LocalBroker } from "../broker.js";
import type { Board } from "../module.js";
import type { Application, Verdict } from "./application.js";
import type { Stage } from "./stage.js";

const PREFIX = "demo";
/** Slots: an answer goes out inside the callback of the message, which comes from deep down. */
const STACK = 640;
/** How long a command may stay unanswered before it is sent again, ms. */
const PATIENCE = 3000;

/** One thing that the cloud wants. */
interface Wish {
	/** What is sent; `id` is put in. A string goes out as it is. */
	readonly command: Readonly<Record<string, unknown>> | string;
	/** What has to come back beside the `id`. */
	readonly answer: Readonly<Record<string, unknown>>;
	/** Level that the lamp must have by then, on the wire. */
	readonly lamp?: 0 | 1;
	/** What happens on the board before it. */
	readonly button?: 0 | 1;
	/** The module loses its supply right behind it. */
	readonly isFollowedByPowerCut?: boolean;
}

const set = (value: unknown) => ({ do: "set", pin: "lamp", value });
const get = (pin: string) => ({ do: "get", pin });

/** What the cloud commands, in this order. */
export const wishes: readonly Wish[] = Object.freeze([
	{ command: get("lamp"), answer: { pin: "lamp", value: 0 }, lamp: 0 },
	{ command: set(1), answer: { pin: "lamp", value: 1 }, lamp: 1 },
	{ command: get("button"), answer: { pin: "button", value: 0 }, lamp: 1 },
	{ command: get("button"), answer: { pin: "button", value: 1 }, button: 1 },
	{ command: set(2), answer: { error: "value: 0 or 1" }, lamp: 1 },
	{ command: get("door"), answer: { error: "no such command" } },
	{ command: "lamp on, please", answer: { error: "not JSON" }, lamp: 1 },
	{ command: set(0), answer: { pin: "lamp", value: 0 }, lamp: 0, isFollowedByPowerCut: true },
	{ command: get("lamp"), answer: { pin: "lamp", value: 0 }, lamp: 0 },
	{ command: set(1), answer: { pin: "lamp", value: 1 }, lamp: 1 },
]);

/** What is wrong with an answer to a wish, and with the board at that time; undefined: nothing. */
export function wrongWith(wish: Wish, id: number, answer: string, lamp: 0 | 1): string | undefined {
	const { command } = wish;
	const expected = typeof command === "string" ? wish.answer : { id, ...wish.answer };
	const what = typeof command === "string" ? command : JSON.stringify(command);
	if (answer !== JSON.stringify(expected)) return `${what}: answered ${answer}, not ${JSON.stringify(expected)}`;
	if (wish.lamp !== undefined && wish.lamp !== lamp) return `${what}: answered, and the lamp is ${lamp}`;
	return undefined;
}

/** Lamp and button of the board, as levels. */
class SimulatedBoard implements Board {
	lamp: 0 | 1 = 0;
	switched = 0;
	press: Board["press"] = () => {};

	onLamp(level: 0 | 1): void {
		if (level !== this.lamp) this.switched++;
		this.lamp = level;
	}
}

async function play(stage: Stage): Promise<Verdict> {
	const broker = await LocalBroker.start();
	const url = `mqtt://127.0.0.1:${broker.port}`;
	stage.note("broker", `started at ${url}`);
	const client = await mqtt.connectAsync(url);
	const answers: string[] = [];
	try {
		await client.subscribeAsync(`${PREFIX}/answer`, { qos: 1 });
		client.on("message", (_topic, payload) => {
			answers.push(payload.toString());
			stage.look();
		});
		const board = new SimulatedBoard();
		await stage.startModule({ board });
		const id = `xs-quectel-${randomBytes(4).toString("hex")}`;
		let subscribed = 0;
		await stage.startFirmware(
			"remote-control",
			{ ...{ host: "127.0.0.1", port: broker.port, id, prefix: PREFIX }, lamp: "LAMP", button: "BUTTON" },
			(kind, [state]) => {
				if (kind === "delivery" && state === "connected") subscribed++;
			},
			STACK,
		);
		await stage.until("the firmware connects", () => subscribed > 0);
		const problems: string[] = [];
		let sent = 0;
		for (const [at, wish] of wishes.entries()) {
			const { command } = wish;
			const text = typeof command === "string" ? command : JSON.stringify({ id: at, ...command });
			if (wish.button !== undefined) board.press(wish.button);
			stage.note("cloud", `commands ${text}`);
			const heard = answers.length;
			const isAnswer = (it: string) => typeof command === "string" || it.startsWith(`{"id":${at},`);
			// Sent again until it is answered: it may reach the module just before that loses its supply.
			const send = () => {
				sent++;
				client.publish(`${PREFIX}/command`, text, { qos: 1 });
			};
			send();
			const again = setInterval(send, PATIENCE);
			try {
				await stage.until(`an answer to ${text}`, () => answers.slice(heard).some(isAnswer));
			} finally {
				clearInterval(again);
			}
			const wrong = wrongWith(wish, at, answers.slice(heard).find(isAnswer) as string, board.lamp);
			if (wrong !== undefined) problems.push(wrong);
			if (wish.isFollowedByPowerCut) stage.powerCut();
		}
		return {
			problems,
			figures: { commands: wishes.length, sent, answered: answers.length, switched: board.switched },
		};
	} finally {
		await client.endAsync(true);
		await broker.close();
	}
}

/** `--application remote-control` */
export const remoteControl: Application = {
	summary: "commands from the cloud switch an output of the board and ask for its state",
	play,
};
