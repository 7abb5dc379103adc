import type { ParamWriter } from "../at/param-writer.js";
import { mqtt } from "./mqtt-kinds.js";
import type { MQTTSettings } from "./mqtt-options.js";

/** Writes one QMTCFG line behind the client index. */
type Option = (writer: ParamWriter, index: number, settings: MQTTSettings) => void;

function option(name: string, write: (writer: ParamWriter, settings: MQTTSettings) => void): Option {
	return (writer, index, settings) => {
		writer.begin(mqtt.configure.name);
		writer.string(name);
		writer.integer(index);
		write(writer, settings);
	};
}

/**
 * Every option a client depends on, in the order in which they are set (MQTT Application Note 3.2.1). All are set each
 * time: part of the family keeps some of them until the supply is cut.
 */
export const mqttSetup: readonly Option[] = Object.freeze([
	option("version", (writer, { version }) => writer.integer(version)),
	option("pdpcid", (writer, { context }) => writer.integer(context)),
	option("ssl", (writer) => writer.integer(0)),
	option("keepalive", (writer, { keepAlive }) => writer.integer(keepAlive)),
	option("session", (writer, { clean }) => writer.integer(clean ? 1 : 0)),
	option("timeout", (writer, { packetTimeout, retries }) => {
		writer.integer(packetTimeout);
		writer.integer(retries);
		writer.integer(1);
	}),
	option("will", (writer, { willTopic, willMessage, willQoS, willRetain }) => {
		writer.integer(willTopic === undefined ? 0 : 1);
		if (willTopic === undefined) return;
		writer.integer(willQoS);
		writer.integer(willRetain ? 1 : 0);
		writer.string(willTopic);
		writer.string(willMessage);
	}),
	// With the length field on: only then can the end of a payload be known.
	option("recv/mode", (writer, { isStored }) => {
		writer.integer(isStored ? 1 : 0);
		writer.integer(1);
	}),
]);
