import type { ParamWriter } from "../at/param-writer.js";
import { mqtt } from "./mqtt-kinds.js";
import { logIns } from "./mqtt-log-in.js";
import type { MQTTSettings } from "./mqtt-settings.js";

/** One option of AT+QMTCFG (MQTT Application Note 3.2.1). */
export interface SetupOption {
	readonly name: string;
	/**
	 * Bit in what is remembered of a client index, for options that most clients leave alone: they are set where they are
	 * wanted, and put back where a former client of the index has changed them. 0: set each time.
	 */
	readonly mark: number;
	/** Whether it is to be something else than at the module's start. Only asked for a marked option. */
	isWanted(settings: MQTTSettings): boolean;
	/** Writes what stands behind the client index. */
	write(writer: ParamWriter, settings: MQTTSettings): void;
	/** Whether the line ends with a length, and the bytes follow at the prompt. */
	hasPayload(settings: MQTTSettings): boolean;
}

function option(
	name: string,
	write: SetupOption["write"],
	{ mark = 0, isWanted = () => true, hasPayload = () => false }: Partial<SetupOption> = {},
): SetupOption {
	return Object.freeze({ name, mark, isWanted, write, hasPayload });
}

const needsPrompt = ({ will }: MQTTSettings) => will !== undefined && will.text === undefined;

/**
 * Every option a client depends on, in the order in which they are set. All are set each time: part of the family keeps
 * some of them until the supply is cut. In front stands the one without which nothing can be received; if it is refused,
 * a connection of a former client is still there.
 */
export const mqttSetup: readonly SetupOption[] = Object.freeze([
	// With the length field on: only then can the end of a payload be known.
	option("recv/mode", (writer, { isStored }) => {
		writer.integer(isStored ? 1 : 0);
		writer.integer(1);
	}),
	option("version", (writer, { version }) => writer.integer(version)),
	option("pdpcid", (writer, { context }) => writer.integer(context)),
	option("ssl", (writer, { sslContext }) => {
		writer.integer(sslContext < 0 ? 0 : 1);
		if (sslContext >= 0) writer.integer(sslContext);
	}),
	option("keepalive", (writer, { keepAlive }) => writer.integer(keepAlive)),
	option("session", (writer, { clean }) => writer.integer(clean ? 1 : 0)),
	option("timeout", (writer, { packetTimeout, retries }) => {
		writer.integer(packetTimeout);
		writer.integer(retries);
		writer.integer(1);
	}),
	option(
		"will",
		(writer, { will }) => {
			writer.integer(will === undefined ? 0 : 1);
			if (will === undefined) return;
			writer.integer(will.QoS);
			writer.integer(will.retain ? 1 : 0);
			writer.string(will.topic);
			if (will.text === undefined) writer.integer(will.bytes.length);
			else writer.string(will.text);
		},
		{ hasPayload: needsPrompt },
	),
	option("qmtping", (writer, { pingInterval = 5 }) => writer.integer(pingInterval), {
		mark: 1,
		isWanted: ({ pingInterval }) => pingInterval !== undefined,
	}),
	option("send/mode", (writer, { isHex }) => writer.integer(isHex ? 1 : 0), {
		mark: 2,
		isWanted: ({ isHex }) => isHex,
	}),
	option("view/mode", (writer, { isShown }) => writer.integer(isShown ? 1 : 0), {
		mark: 4,
		isWanted: ({ isShown }) => isShown,
	}),
	...logIns.map((form, at) => {
		// Constants: what is captured otherwise is kept in RAM.
		const name = form[0];
		const count = form[1];
		return option(
			name,
			(writer, { logIn }) => {
				for (let it = 0; it < count; it++) writer.string((logIn?.name === name && logIn.values[it]) || "");
			},
			{ mark: 8 << at, isWanted: ({ logIn }) => logIn?.name === name },
		);
	}),
]);

/** Whether a refusal of the option ends the connection: the application asked for it, or nothing could be received. */
export function isNeeded({ name }: SetupOption, { asked }: MQTTSettings): boolean {
	return name === "recv/mode" || asked.includes(name);
}

/** Writes the line of an option. */
export function composeOption(it: SetupOption, writer: ParamWriter, index: number, settings: MQTTSettings): void {
	writer.begin(mqtt.configure.name);
	writer.string(it.hasPayload(settings) ? "willex" : it.name);
	writer.integer(index);
	it.write(writer, settings);
}
