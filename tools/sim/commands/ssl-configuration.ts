import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import { LAST_SSL_CONTEXT, readSuite, type SslContext, showSuite } from "../ssl/context.js";
import { ALL_SUITES, SSL_OPTIONS, type SslField } from "../ssl/options.js";
import { SUITES } from "../ssl/suites.js";

/** AT+QSSLCFG (note 3.2.1, NOTES 3, and 5.2). */
export function sslConfigurationCommands({ board, sslContexts }: Firmware): Command[] {
	return [
		{
			name: "+QSSLCFG",
			test: (answer) => {
				for (const [name, { field, password }] of Object.entries(SSL_OPTIONS)) {
					answer.line(
						`+QSSLCFG: "${name}",(0-${LAST_SSL_CONTEXT}),${showRange(field)}${password ? "[,<password>]" : ""}`,
					);
				}
				answer.ok();
			},
			write: (answer, parameters) => {
				const typed = parameters.string(0, 1, 64).toLowerCase();
				const name = board.profile.sslAliases[typed] ?? typed;
				const option = Object.hasOwn(SSL_OPTIONS, name) ? SSL_OPTIONS[name] : undefined;
				if (option === undefined) {
					board.onUnsupported(`+QSSLCFG "${typed}"`);
					throw new Refusal();
				}
				const context = sslContexts.all[parameters.integer(1, 0, LAST_SSL_CONTEXT)]!;
				if (parameters.count === 2) {
					answer.line(
						`+QSSLCFG: "${name}",${parameters.integer(1, 0, LAST_SSL_CONTEXT)},${show(context, name, option.field)}`,
					);
				} else {
					parameters.expect(3, option.password ? 4 : 3);
					const value = readField(parameters, option.field);
					const password = parameters.count === 4 ? parameters.string(3, 0, 128) : "";
					context.set(name, value);
					if (option.password) {
						context.keyPassword = password;
					}
				}
				answer.ok();
			},
		},
	];
}

function readField(parameters: Parameters, field: SslField): number | string {
	if ("range" in field) {
		return parameters.integer(2, ...field.range);
	}
	if ("bytes" in field) {
		return parameters.string(2, ...field.bytes);
	}
	// Some firmware wants quotes here, some refuses them; hosts do either.
	const suite = readSuite(parameters.word(2, 6, 6));
	if (suite === undefined || (suite !== ALL_SUITES && !Object.hasOwn(SUITES, suite))) {
		throw new Refusal();
	}
	return suite;
}

function show(context: SslContext, name: string, field: SslField): string {
	const value = context.value(name);
	if (typeof value === "string") {
		return `"${value}"`;
	}
	return "suite" in field ? showSuite(value) : String(value);
}

function showRange(field: SslField): string {
	if ("range" in field) {
		return `(${field.range.join(field.range[1] - field.range[0] > 1 ? "-" : ",")})`;
	}
	return "suite" in field
		? `(${[...Object.keys(SUITES).map(Number), ALL_SUITES].map(showSuite).join(",")})`
		: "<string>";
}
