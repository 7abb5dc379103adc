import type { CommandKind } from "../../../modules/at/command.js";
import type { ParamWriter } from "../../../modules/at/param-writer.js";
import { general } from "../../../modules/modem/commands.js";
import { mqtt } from "../../../modules/network/mqtt-kinds.js";
import type { Behaviour } from "./behaviour.js";

/** One kind of command, as the driver issues it. */
export interface Subject {
	readonly title: string;
	readonly kind: CommandKind;
	write?(writer: ParamWriter): void;
	/** The line that this makes, without its CR. */
	readonly line: string;
	readonly key1?: number;
	readonly key2?: number;
	readonly payload?: string;
	/** From `OK` to the result, ms, where the kind leaves it open. */
	readonly resultLimit?: number;
	/** What the module does when it takes it, in its own words; undefined: nothing that lasts. */
	readonly effect?: string;
	readonly behaviour?: Behaviour;
}

function publish(title: string, id: number, payload: string, behaviour: Behaviour = {}): Subject {
	const line = `AT+QMTPUBEX=0,${id},1,0,"t",${payload.length}`;
	return {
		title,
		kind: mqtt.publish,
		write(writer) {
			for (const it of [0, id, 1, 0]) writer.integer(it);
			writer.string("t");
			writer.integer(payload.length);
		},
		line,
		key1: 0,
		key2: id,
		payload,
		resultLimit: 20000,
		effect: `publish ${line.slice(2)} ${payload}`,
		behaviour,
	};
}

function open(title: string, behaviour: Behaviour = {}): Subject {
	return {
		title,
		kind: mqtt.open,
		write(writer) {
			writer.integer(1);
			writer.string("h.example");
			writer.integer(1883);
		},
		line: 'AT+QMTOPEN=1,"h.example",1883',
		key1: 1,
		effect: 'open +QMTOPEN=1,"h.example",1883',
		behaviour,
	};
}

const read = (writer: ParamWriter) => writer.read();

/** Plain OK; its effect cannot be taken for that of another command. */
export const plain: Subject = Object.freeze({
	title: "plain OK",
	kind: general.notifyRegistration,
	write: (writer: ParamWriter) => writer.integer(2),
	line: "AT+CEREG=2",
	effect: "CEREG 2",
});

/** A question with one answer. */
export const sim: Subject = Object.freeze({ title: "SIM", kind: general.sim, write: read, line: "AT+CPIN?" });

/** Every kind of command, one each. */
export const subjects: readonly Subject[] = Object.freeze([
	{
		title: "plain OK",
		kind: general.errorCodes,
		write: (writer: ParamWriter) => writer.integer(1),
		line: "AT+CMEE=1",
		effect: "CMEE 1",
	},
	{ title: "information", kind: general.signal, line: "AT+CSQ" },
	{ title: "information that could be a URC", kind: general.registration, write: read, line: "AT+CEREG?" },
	{ title: "information with a string", kind: general.operator, write: read, line: "AT+COPS?" },
	{ title: "information in several lines", kind: general.address, write: read, line: "AT+QIACT?" },
	{ title: "text", kind: general.identity, line: "ATI" },
	{
		title: "+CME ERROR",
		kind: general.unlock,
		write: (writer: ParamWriter) => writer.integer(1234),
		line: "AT+CPIN=1234",
	},
	{
		title: "ERROR",
		kind: mqtt.configure,
		write(writer: ParamWriter) {
			writer.string("version");
			writer.integer(0);
			writer.integer(4);
		},
		line: 'AT+QMTCFG="version",0,4',
	},
	{
		title: "payload in the answer",
		kind: mqtt.receive,
		write(writer: ParamWriter) {
			writer.integer(0);
			writer.integer(2);
		},
		line: "AT+QMTRECV=0,2",
	},
	open("result later"),
	open("result with OK", { result: "with OK" }),
	open("result in front of OK", { result: "before OK" }),
	{
		title: "result with two keys",
		kind: mqtt.subscribe,
		write(writer: ParamWriter) {
			writer.integer(0);
			writer.integer(7);
			writer.string("s");
			writer.integer(1);
		},
		line: 'AT+QMTSUB=0,7,"s",1',
		key1: 0,
		key2: 7,
		resultLimit: 20000,
		effect: 'subscribe +QMTSUB=0,7,"s",1',
	},
	publish("prompt and payload", 15, "hello"),
	publish("prompt and payload, result with OK", 15, "hello", { result: "with OK" }),
	publish("prompt and payload, result in front of OK", 15, "hello", { result: "before OK" }),
	publish("prompt and payload, retransmission", 15, "hello", { retransmits: true }),
	publish("payload that could be a command", 15, "x\rATE1\ry"),
]);

/** What follows a subject, to steal its answers or to have its own stolen. */
export function followersOf(subject: Subject): readonly Subject[] {
	const { information, takesText } = subject.kind;
	if (subject.payload !== undefined) return [plain, publish("another", 72, "other")];
	return [plain, information !== 0 || takesText ? subject : sim];
}
