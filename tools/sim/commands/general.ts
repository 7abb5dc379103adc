import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import type { SettingValues } from "../settings.js";

/** Echo, result codes, S-registers, error format and what keeps them: V.250, 6.1 and 6.2, and 3GPP TS 27.007, 9.1. */
export function generalCommands({ board: { settings } }: Firmware): Command[] {
	const flag = (
		name: string,
		least: number,
		most: number,
		set: (values: SettingValues, value: number) => void,
	): Command => ({
		name,
		execute: (answer, digits) => {
			set(settings.values, digit(digits, least, most));
			answer.ok();
		},
	});
	const register = (number: number, least: number, most: number): Command => ({
		name: `S${number}`,
		read: (answer) => {
			answer.line(String(settings.values.registers[number] ?? 0).padStart(3, "0"));
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			settings.values.registers[number] = parameters.integer(0, least, most);
			answer.ok();
		},
	});
	return [
		flag("E", 0, 1, (values, value) => {
			values.echo = value === 1;
		}),
		flag("V", 0, 1, (values, value) => {
			values.verbose = value === 1;
		}),
		flag("Q", 0, 1, (values, value) => {
			values.quiet = value === 1;
		}),
		flag("X", 0, 4, (values, value) => {
			values.resultFormat = value;
		}),
		flag("&C", 0, 1, (values, value) => {
			values.carrierDetect = value;
		}),
		flag("&D", 0, 2, (values, value) => {
			values.terminalReady = value;
		}),
		{
			name: "&V",
			execute: (answer) => {
				for (const line of profileLines(settings.values)) {
					answer.line(line);
				}
				answer.ok();
			},
		},
		flag("&F", 0, 0, () => settings.factory()),
		flag("Z", 0, 0, () => settings.restore()),
		flag("&W", 0, 0, () => settings.save()),
		register(0, 0, 255),
		register(3, 0, 127),
		register(4, 0, 127),
		register(5, 0, 127),
		register(7, 0, 255),
		register(10, 1, 254),
		{
			name: "+CMEE",
			test: (answer) => {
				answer.line("+CMEE: (0-2)");
				answer.ok();
			},
			read: (answer) => {
				answer.line(`+CMEE: ${settings.values.errorFormat}`);
				answer.ok();
			},
			write: (answer: Answer, parameters: Parameters) => {
				parameters.expect(1);
				settings.values.errorFormat = parameters.integer(0, 0, 2);
				answer.ok();
			},
		},
	];
}

/** What AT&V shows, a setting a line. */
function profileLines({
	echo,
	quiet,
	verbose,
	resultFormat,
	carrierDetect,
	terminalReady,
	registers,
}: SettingValues): string[] {
	const flags = {
		"&C": carrierDetect,
		"&D": terminalReady,
		E: Number(echo),
		Q: Number(quiet),
		V: Number(verbose),
		X: resultFormat,
	};
	return [
		...Object.entries(flags).map(([name, value]) => `${name}: ${value}`),
		...Object.entries(registers).map(([number, value]) => `S${number}: ${value}`),
	];
}

/** The digit of a basic command; none means 0. */
function digit(digits: string, least: number, most: number): number {
	const value = Number(digits);
	if (digits.length > 1 || value < least || value > most) {
		throw new Refusal();
	}
	return value;
}
