import type { Command } from "../command.js";
import { EXTENDED_OPTIONS, type ExtendedOption, type OptionField } from "../extended-options.js";
import type { Firmware } from "../firmware.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";

/** Kinds of +QIND that AT+QINDCFG switches, and what they are at first; `all` stands above them. */
const INDICATIONS: Readonly<Record<string, 0 | 1>> = Object.freeze({
	all: 1,
	csq: 0,
	smsfull: 0,
	ring: 1,
	smsincoming: 1,
	act: 0,
	ccinfo: 0,
});

/** Kinds that this simulator has something to tell of, or that are told once at the start. */
const TOLD = Object.freeze(["all", "csq"]);

/** AT+QCFG and AT+QINDCFG: both keep what they are told at once. */
export function extendedConfigurationCommands(firmware: Firmware): Command[] {
	return [options(firmware), indications(firmware)];
}

/** Whether a kind of +QIND is told. */
export function isIndicated({ board }: Firmware, kind: string): boolean {
	const value = (name: string) => board.stored.indications.get(name) ?? INDICATIONS[name];
	return value("all") === 1 && value(kind) === 1;
}

function options(firmware: Firmware): Command {
	const { board } = firmware;
	return {
		name: "+QCFG",
		test: (answer) => {
			for (const [name, { fields }] of Object.entries(EXTENDED_OPTIONS)) {
				answer.line(`+QCFG: "${name}",${fields.map(showField).join(",")}`);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			const name = parameters.string(0, 1, 64).toLowerCase();
			const option = Object.hasOwn(EXTENDED_OPTIONS, name) ? EXTENDED_OPTIONS[name] : undefined;
			if (option === undefined) {
				board.onUnsupported(`+QCFG "${name}"`);
				throw new Refusal();
			}
			const before = board.stored.options.get(name) ?? option.initial;
			if (parameters.count === 1) {
				const shown = before.map((value) => (typeof value === "string" ? `"${value}"` : value));
				answer.line(`+QCFG: "${name}",${shown.join(",")}`);
				answer.ok();
				return;
			}
			const values = readValues(parameters, option, before);
			board.stored.options.set(name, values);
			if (option.inert && values.some((value, at) => value !== option.initial[at])) {
				board.onUnsupported(`+QCFG "${name}"`);
			}
			answer.ok(() => firmware.optionsChanged());
		},
	};
}

function readValues(
	parameters: Parameters,
	{ fields, least = fields.length }: ExtendedOption,
	before: readonly (number | string)[],
): (number | string)[] {
	parameters.expect(1 + least, 1 + fields.length);
	return fields.map((field, at) => {
		if (!parameters.has(at + 1) && at >= least) {
			return before[at]!;
		}
		if ("range" in field) {
			return parameters.integer(at + 1, ...field.range);
		}
		const word = parameters.string(at + 1, 1, 32).toLowerCase();
		if (!field.words.includes(word)) {
			throw new Refusal();
		}
		return word;
	});
}

function showField(field: OptionField): string {
	if ("words" in field) {
		return `(${field.words.map((word) => `"${word}"`).join(",")})`;
	}
	return `(${field.range.join(field.range[1] - field.range[0] > 1 ? "-" : ",")})`;
}

function indications({ board }: Firmware): Command {
	const value = (kind: string) => board.stored.indications.get(kind) ?? INDICATIONS[kind]!;
	return {
		name: "+QINDCFG",
		test: (answer) => {
			const kinds = Object.keys(INDICATIONS).map((kind) => `"${kind}"`);
			answer.line(`+QINDCFG: (${kinds.join(",")}),(0,1),(0,1)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 3);
			const kind = parameters.string(0, 1, 32).toLowerCase();
			if (!Object.hasOwn(INDICATIONS, kind)) {
				throw new Refusal();
			}
			if (parameters.count === 1) {
				answer.line(`+QINDCFG: "${kind}",${value(kind)}`);
			} else {
				const on = parameters.integer(1, 0, 1) as 0 | 1;
				parameters.integerOr(2, 0, 1, 0);
				board.stored.indications.set(kind, on);
				if (on === 1 && !TOLD.includes(kind)) {
					board.onUnsupported(`+QINDCFG "${kind}"`);
				}
			}
			answer.ok();
		},
	};
}
