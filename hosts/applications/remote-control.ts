// Remote control: switches an output of the board, and tells the state of its pins, as the cloud commands it. A command is
// `{"id": 7, "do": "set", "pin": "lamp", "value": 1}` or `{"id": 8, "do": "get", "pin": "button"}` on PREFIX/command; the
// answer, on PREFIX/answer, `{"id": 7, "pin": "lamp", "value": 1}` or `{"id": 7, "error": "..."}`.
import device from "embedded:provider/builtin";
import config from "mc/config";
import Delivery from "xs-quectel/delivery";
import { decode } from "xs-quectel/text";
import { tellingModem, tellWords } from "./telling.js";

const { host, port, id, prefix, apn } = config;
const { Digital } = device.io;

new device.provider.Modem({ ...device.modem, apn, ...tellingModem });

const output = new Digital({ pin: config.lamp, mode: Digital.Output, initialValue: 0 });
const input = new Digital({ pin: config.button, mode: Digital.Input });
/** An output cannot be read: this is what was last written. */
let lamp = 0;

interface Command {
	id?: unknown;
	do?: unknown;
	pin?: unknown;
	value?: unknown;
}

/** Does what a command says. @returns the pin's value. @throws Error for what is no command */
function perform({ do: what, pin, value }: Command): number {
	if (what === "set" && pin === "lamp") {
		if (value !== 0 && value !== 1) throw new Error("value: 0 or 1");
		lamp = value;
		output.write(lamp);
		return lamp;
	}
	if (what === "get" && pin === "lamp") return lamp;
	if (what === "get" && pin === "button") return input.read();
	throw new Error("no such command");
}

/** The answer to a command, whatever has come. */
function answerTo(words: string): object {
	let command: Command;
	try {
		command = JSON.parse(words);
	} catch {
		return { error: "not JSON" };
	}
	// JSON is null, too.
	const { id: number, pin } = command ?? {};
	try {
		return { id: number, pin, value: perform(command ?? {}) };
	} catch (error) {
		return { id: number, error: (error as Error).message };
	}
}

const delivery = new Delivery({
	client: { ...device.network.mqtt.client, host, port, id, keepAlive: 60_000 },
	subscriptions: [{ topic: `${prefix}/command`, QoS: 1 }],
	times: { first: 1000, longest: 5000 },
	receive: 512,
	onState: (state, error) => tellWords("delivery", state, error?.message ?? ""),
	onMessage(payload) {
		const bytes = new Uint8Array(payload);
		const words = decode(bytes, 0, bytes.length);
		const answer = JSON.stringify(answerTo(words));
		tellWords("command", words, "answered", answer);
		// Of two answers to one command, which may come twice at QoS 1, the cloud takes either: it sets, and does not add.
		delivery.publish(answer, { topic: `${prefix}/answer`, QoS: 1 });
	},
});
