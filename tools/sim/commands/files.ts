import { fromBytes, toBytes } from "../bytes.js";
import type { Answer, Command } from "../command.js";
import { Checksum } from "../files/checksum.js";
import { type FileSystem, type OpenMode, showPath } from "../files/file-system.js";
import type { Firmware } from "../firmware.js";
import type { Ending } from "../intake.js";
import type { Parameters } from "../parameters.js";
import { CME, Refusal } from "../refusal.js";
import { connectResult } from "../response.js";

/** Bytes that a command takes that does not say how many; and seconds without a byte until it has had enough. */
const DEFAULT_LENGTH = 10_240;
const DEFAULT_PATIENCE = 5;
const LONGEST = 0x7fffffff;
/** Any string: one that can be no name is refused as such. */
const NAME: readonly [number, number] = Object.freeze([0, 4096]);

/** The file commands: uploading and downloading, the list, and files that are opened and read or written in parts. */
export function fileCommands(firmware: Firmware): Command[] {
	const commands: Command[] = [
		upload(firmware),
		download(firmware),
		list(firmware),
		space(firmware),
		remove(firmware),
		open(firmware),
		read(firmware),
		write(firmware),
		seek(firmware),
		{
			name: "+QFPOSITION",
			test: told("+QFPOSITION: <filehandle>"),
			write: (answer, parameters) => {
				parameters.expect(1);
				answer.line(`+QFPOSITION: ${firmware.files.position(handleOf(parameters))}`);
				answer.ok();
			},
		},
		{
			name: "+QFTUCAT",
			test: told("+QFTUCAT: <filehandle>"),
			write: (answer, parameters) => {
				parameters.expect(1);
				firmware.files.truncate(handleOf(parameters));
				answer.ok();
			},
		},
		{
			name: "+QFCLOSE",
			test: told("+QFCLOSE: <filehandle>"),
			write: (answer, parameters) => {
				parameters.expect(1);
				firmware.files.close(handleOf(parameters));
				answer.ok();
			},
		},
	];
	return commands.map(numbered);
}

/** The command with a number for what is wrong with its parameters: all of this family's errors have one. */
function numbered(command: Command): Command {
	const { write: plain } = command;
	if (plain === undefined) {
		return command;
	}
	return {
		...command,
		write: (answer, parameters) => {
			try {
				plain(answer, parameters);
			} catch (error) {
				throw error instanceof Refusal && error.code === undefined ? new Refusal(CME.fileParameter) : error;
			}
		},
	};
}

function told(line: string): (answer: Answer) => void {
	return (answer) => {
		answer.line(line);
		answer.ok();
	};
}

function handleOf(parameters: Parameters): number {
	return parameters.integer(0, 0, LONGEST);
}

/** How a transfer of the host has ended. One that was to have a length and has not is a time-out; what has come is kept. */
function settle(answer: Answer, ending: Ending, counted: boolean): void {
	if (ending === "timeout" && counted) {
		answer.refuse(CME.fileTimeout);
	} else {
		answer.ok();
	}
}

function upload({ files, board }: Firmware): Command {
	return {
		name: "+QFUPL",
		test: (answer) => {
			answer.line(`+QFUPL: <filename>[,(1-${files.space("UFS").free})[,(1-65535)[,(0,1)]]]`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 4);
			const path = files.path(parameters.string(0, ...NAME));
			const length = parameters.integerOr(1, 1, LONGEST, DEFAULT_LENGTH);
			const patience = parameters.integerOr(2, 1, 65535, DEFAULT_PATIENCE);
			const acknowledged = parameters.integerOr(3, 0, 1, 0) === 1;
			if (files.read(path) !== undefined) {
				throw new Refusal(CME.fileExists);
			}
			const counted = parameters.has(1);
			if (counted) {
				files.requireSpace(path, length);
			}
			const intake = {
				invitation: connectResult(undefined, board.settings.values),
				length,
				patience: patience * 1000,
				echo: false,
				...(acknowledged ? { acknowledgement: { bytes: 1024, text: "A" } } : {}),
			};
			answer.receive(intake, (data, ending) => {
				const bytes = toBytes(data);
				storing(answer, () => {
					files.write(path, bytes);
					answer.line(`+QFUPL: ${bytes.length},${new Checksum().push(bytes).text}`);
					settle(answer, ending, counted);
				});
			});
		},
	};
}

/** Does something with data that has come; a refusal is an answer here too. */
function storing(answer: Answer, action: () => void): void {
	try {
		action();
	} catch (error) {
		if (!(error instanceof Refusal)) {
			throw error;
		}
		answer.refuse(error.code);
	}
}

function download({ files, board }: Firmware): Command {
	return {
		name: "+QFDWL",
		test: told("+QFDWL: <filename>"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const bytes = files.read(files.path(parameters.string(0, ...NAME)));
			if (bytes === undefined) {
				throw new Refusal(CME.fileNotFound);
			}
			answer.raw(`${connectResult(undefined, board.settings.values)}${fromBytes(bytes)}`);
			answer.line(`+QFDWL: ${bytes.length},${new Checksum().push(bytes).text}`);
			answer.ok();
		},
	};
}

function list({ files }: Firmware): Command {
	const show = (answer: Answer, pattern: string) => {
		for (const { path, size } of files.matching(pattern)) {
			answer.line(`+QFLST: "${showPath(path)}",${size}`);
		}
		answer.ok();
	};
	return {
		name: "+QFLST",
		test: (answer) => answer.ok(),
		execute: (answer) => show(answer, "*"),
		write: (answer, parameters) => {
			parameters.expect(1);
			show(answer, parameters.string(0, ...NAME));
		},
	};
}

function space({ files }: Firmware): Command {
	const show = (answer: Answer, prefix: "UFS" | "RAM") => {
		const { free, total } = files.space(prefix);
		answer.line(`+QFLDS: ${free},${total}`);
		answer.ok();
	};
	return {
		name: "+QFLDS",
		test: (answer) => answer.ok(),
		execute: (answer) => show(answer, "UFS"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const prefix = parameters.string(0, 1, 4).toUpperCase();
			if (prefix !== "UFS" && prefix !== "RAM") {
				throw new Refusal(CME.fileParameter);
			}
			show(answer, prefix);
		},
	};
}

function remove({ files }: Firmware): Command {
	return {
		name: "+QFDEL",
		test: told("+QFDEL: <filename>"),
		write: (answer, parameters) => {
			parameters.expect(1);
			const text = parameters.string(0, ...NAME);
			if (/^((UFS|RAM):)?\*$/i.test(text)) {
				for (const { path } of files.matching(text)) {
					files.remove(path);
				}
			} else {
				files.remove(files.path(text));
			}
			answer.ok();
		},
	};
}

function open({ files }: Firmware): Command {
	return {
		name: "+QFOPEN",
		test: told("+QFOPEN: <filename>[,(0-2)]"),
		read: (answer) => {
			for (const { handle, path, mode } of files.handles) {
				answer.line(`+QFOPEN: "${showPath(path)}",${handle},${mode}`);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const path = files.path(parameters.string(0, ...NAME));
			answer.line(`+QFOPEN: ${files.open(path, parameters.integerOr(1, 0, 2, 0) as OpenMode)}`);
			answer.ok();
		},
	};
}

function read({ files, board }: Firmware): Command {
	return {
		name: "+QFREAD",
		test: told("+QFREAD: <filehandle>[,<length>]"),
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const handle = handleOf(parameters);
			const bytes = files.readOn(handle, parameters.integerOr(1, 1, LONGEST, LONGEST));
			if (bytes.length === 0) {
				throw new Refusal(CME.fileEnd);
			}
			answer.raw(`${connectResult(bytes.length, board.settings.values)}${fromBytes(bytes)}`);
			answer.ok();
		},
	};
}

function write({ files, board }: Firmware): Command {
	return {
		name: "+QFWRITE",
		test: told("+QFWRITE: <filehandle>[,<length>[,<timeout>]]"),
		write: (answer, parameters) => {
			parameters.expect(1, 3);
			const handle = handleOf(parameters);
			const length = parameters.integerOr(1, 1, LONGEST, DEFAULT_LENGTH);
			const patience = parameters.integerOr(2, 1, 65535, DEFAULT_PATIENCE) * 1000;
			const counted = parameters.has(1);
			files.requireWritable(handle, counted ? length : 0);
			const invitation = connectResult(undefined, board.settings.values);
			answer.receive({ invitation, length, patience, echo: false }, (data, ending) => {
				storing(answer, () => {
					const total = files.writeOn(handle, toBytes(data));
					answer.line(`+QFWRITE: ${data.length},${total}`);
					settle(answer, ending, counted);
				});
			});
		},
	};
}

function seek({ files }: { files: FileSystem }): Command {
	return {
		name: "+QFSEEK",
		test: told("+QFSEEK: <filehandle>,<offset>[,(0-2)]"),
		write: (answer, parameters) => {
			parameters.expect(2, 3);
			files.seek(handleOf(parameters), parameters.integer(1, -LONGEST, LONGEST), parameters.integerOr(2, 0, 2, 0));
			answer.ok();
		},
	};
}
