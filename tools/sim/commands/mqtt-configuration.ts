import { isMqttString } from "../bytes.js";
import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { type ClientPlace, LAST_CLIENT } from "../mqtt/clients.js";
import type { Will } from "../mqtt/configuration.js";
import { type Field, type Option, optionsOf, WILL_LENGTH } from "../mqtt/options.js";
import type { Parameters } from "../parameters.js";
import type { Range } from "../profile.js";
import { Refusal } from "../refusal.js";

const WILL_TOPIC: Range = Object.freeze([1, 256] as const);

/** AT+QMTCFG with its options (note 3.2.1). */
export function mqttConfigurationCommands({ board, clients }: Firmware): Command[] {
	const options = optionsOf(board.profile.mqtt);
	return [
		{
			name: "+QMTCFG",
			test: (answer) => {
				for (const line of board.profile.mqtt.configurationLines) {
					answer.line(`+QMTCFG: ${line}`);
				}
				answer.ok();
			},
			write: (answer, parameters) => {
				const name = parameters.string(0, 1, 32).toLowerCase();
				const option = Object.hasOwn(options, name) ? options[name] : undefined;
				const isWill = name === "will" || name === "willex";
				if (option === undefined && !isWill) {
					board.onUnsupported(`+QMTCFG "${name}"`);
					throw new Refusal();
				}
				const place = clients.places[parameters.integer(1, 0, LAST_CLIENT)]!;
				const query = parameters.count === 2;
				if (!query) {
					refuseWhileConnected(place);
				}
				if (option !== undefined) {
					plainOption(answer, parameters, { name, option, place, query });
				} else if (query) {
					answer.line(`+QMTCFG: "${name}",${showWill(name, place.configuration.will)}`);
					answer.ok();
				} else if (name === "will") {
					writeWill(answer, parameters, place);
				} else {
					writeLongWill(answer, parameters, place);
				}
			},
		},
	];
}

/** "If ... the MQTT connection is not established" stands before every write form. */
function refuseWhileConnected({ client }: ClientPlace): void {
	if (client.state === "connecting" || client.state === "connected" || client.state === "disconnecting") {
		throw new Refusal();
	}
}

function plainOption(
	answer: Answer,
	parameters: Parameters,
	{ name, option, place, query }: { name: string; option: Option; place: ClientPlace; query: boolean },
): void {
	const { configuration } = place;
	if (query) {
		answer.line(`+QMTCFG: "${option.shown ?? name}",${showValues(name, configuration.values(name))}`);
		answer.ok();
		return;
	}
	const given = parameters.count - 2;
	if (!option.counts.includes(given)) {
		throw new Refusal();
	}
	const before = configuration.values(name);
	const values = option.fields.map((field, at) => (at < given ? readField(parameters, at + 2, field) : before[at]!));
	// Without its context SSL cannot be switched on (note 3.2.1, NOTES 3).
	if (name === "ssl" && values[0] === 1 && given < 2) {
		throw new Refusal();
	}
	configuration.set(name, values);
	answer.ok();
}

function readField(parameters: Parameters, at: number, field: Field): number | string {
	return "range" in field ? parameters.integer(at, ...field.range) : parameters.string(at, ...field.bytes);
}

function showValues(name: string, values: readonly (number | string)[]): string {
	const shown = values.map((value) => (typeof value === "number" ? String(value) : `"${value}"`));
	if (name === "ssl" && values[0] === 0) {
		return "0";
	}
	// <hw_time_enable>, which no write form sets.
	return name === "hwauth" || name === "hwprodid" ? [...shown, "0"].join() : shown.join();
}

function showWill(name: string, will: Will | undefined): string {
	if (will === undefined) {
		return "0";
	}
	const last = name === "will" ? `"${will.message}"` : will.message.length;
	return `1,${will.quality},${will.retain ? 1 : 0},"${will.topic}",${last}`;
}

function writeWill(answer: Answer, parameters: Parameters, { configuration }: ClientPlace): void {
	if (parameters.integer(2, 0, 1) === 0) {
		parameters.expect(3, 7);
		configuration.will = undefined;
	} else {
		parameters.expect(7);
		configuration.will = { ...willHead(parameters), message: parameters.string(6, ...WILL_LENGTH) };
	}
	answer.ok();
}

function writeLongWill(answer: Answer, parameters: Parameters, { configuration }: ClientPlace): void {
	if (parameters.integer(2, 0, 1) === 0) {
		parameters.expect(3, 7);
		configuration.will = undefined;
		answer.ok();
		return;
	}
	parameters.expect(7);
	const head = willHead(parameters);
	const patience = configuration.editPatience;
	const length = parameters.integer(6, ...WILL_LENGTH);
	answer.receive(patience === undefined ? { length } : { length, patience }, (message, ending) => {
		if (ending === "timeout") {
			answer.refuse();
			return;
		}
		configuration.will = { ...head, message };
		answer.ok();
	});
}

function willHead(parameters: Parameters): Omit<Will, "message"> {
	const quality = parameters.integer(3, 0, 2) as Will["quality"];
	const retain = parameters.integer(4, 0, 1) === 1;
	const topic = parameters.string(5, ...WILL_TOPIC);
	if (!isMqttString(topic)) {
		throw new Refusal();
	}
	return { quality, retain, topic };
}
