import type { CommandKind } from "../at/command.js";
import { Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { ModemError } from "../errors.js";
import { file, PATIENCE } from "./file-kinds.js";

/** All files are in the module's flash. */
const PREFIX = "UFS:";

/** `<mode>` of AT+QFOPEN. */
export const OpenMode = Object.freeze({ any: 0, empty: 1, readOnly: 2 } as const);

/**
 * What a file command says and what is answered to it: the one place that knows the forms (FILE Application Note). Its
 * user sets the parameters, submits the command, and reads what came.
 */
export class FileExchange {
	/** Without prefix. */
	name = "";
	handle = -1;
	/** `<mode>` of an open, `<offset>` of a seek, bytes of an upload or of a piece. */
	number = 0;
	/** Bytes that were read, written or are in the file; -1: nothing was told. */
	size = -1;
	/** Of an upload or download, as the module reckons it; -1: nothing was told. */
	sum = -1;
	/** All bytes there are, of `space`; or the size of a file that was written to. */
	total = -1;

	/** Writes the parameters behind the command's name; forgets what was told before. */
	write(kind: CommandKind, writer: ParamWriter): void {
		this.size = this.sum = this.total = -1;
		if (kind === file.opened) writer.read();
		else if (kind === file.space) writer.string("UFS");
		else if (kind === file.list) {
			// Without a name, all of them.
			if (this.name !== "") writer.string(PREFIX + this.name);
		} else if (kind === file.open) {
			writer.string(PREFIX + this.name);
			writer.integer(this.number);
		} else if (kind === file.seek) {
			writer.integer(this.handle);
			writer.integer(this.number);
			writer.integer(0);
		} else if (kind === file.read || kind === file.write) {
			writer.integer(this.handle);
			writer.integer(this.number);
			if (kind.prompt) writer.integer(PATIENCE);
		} else if (kind === file.truncate || kind === file.close) writer.integer(this.handle);
		else {
			writer.string(PREFIX + this.name);
			if (!kind.prompt) return;
			writer.integer(this.number);
			writer.integer(PATIENCE);
		}
	}

	/** Reads a line that the command asked for. */
	read(kind: CommandKind, line: Line): void {
		if (kind === file.list) {
			if (this.name !== "" && nameIn(line) === this.name) this.size = line.integer(1);
		} else if (kind === file.open) this.handle = line.integer(0);
		else if (kind === file.space || kind === file.write) {
			this.size = line.integer(0);
			this.total = line.integer(1);
		} else if (kind !== file.opened) {
			this.size = line.integer(0);
			this.sum = /^[0-9a-f]{1,4}$/i.test(line.string(1)) ? Number.parseInt(line.string(1), 16) : -1;
		}
	}

	/** What a command that did not succeed is told as. @param retry whether a refusal may be none the next time */
	errorOf(kind: CommandKind, outcome: number, code: number, retry: boolean): ModemError {
		if (outcome === Outcome.reset) return new ModemError("reset", 0, kind.name, true);
		if (outcome === Outcome.refused) return new ModemError("framing", 0, kind.name, false);
		if (outcome === Outcome.error) return new ModemError("file", code, kind.name, retry);
		return new ModemError("timeout", 0, kind.name, true);
	}
}

/** The name in the first field, without prefix. */
export function nameIn(line: Line): string {
	const text = line.string(0);
	return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
}
