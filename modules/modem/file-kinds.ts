import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { lexicon } from "./names.js";

/** A file command waits for the flash, ms. */
const FLASH = 10000;
/** The module waits for more data of an upload, s; then it keeps what has come, and says so. */
export const PATIENCE = 5;
/** From an upload's line until the module has certainly had enough of waiting, ms. */
const GIVEN_UP = PATIENCE * 1000 + 5000;
/** For the flash and so many bytes of data, ms: at 4800 baud. */
const limitOf = (length: number) => FLASH + Math.ceil(length * 2.1);

const connect = lexicon.identify("CONNECT");

function kind(name: string, more: Partial<CommandKind> = {}): CommandKind {
	return Object.freeze({
		name,
		priority: Priority.normal,
		information: lexicon.identify(name),
		result: 0,
		keys: 0,
		prompt: false,
		promptLimit: 0,
		finalLimit: FLASH,
		resultLimit: 0,
		...more,
	});
}

/** Size and checksum: what comes behind the data of an upload or a download. */
const isSum = (line: Line) => line.count === 2 && line.isInteger(0) && line.length(1) > 0;

/** Longest piece that is read or written at once, bytes: other commands wait as long as one takes. */
export const PIECE = 1024;

const isHandle = (line: Line) => line.count === 1 && line.isInteger(0);
const isOpened = (line: Line) => line.count === 3 && line.isQuoted(0) && line.isInteger(1) && line.isInteger(2);
const isPair = (line: Line) => line.count === 2 && line.isInteger(0) && line.isInteger(1);

/** The file commands. Those with data have a limit for so many bytes. */
export const file = Object.freeze({
	list: kind("+QFLST", { accepts: (line) => line.count === 2 && line.isQuoted(0) && line.isInteger(1) }),
	remove: kind("+QFDEL"),
	/** Free bytes, and all bytes. */
	space: kind("+QFLDS", { accepts: isPair }),
	/** What is open, with handle and mode: the read form. */
	opened: kind("+QFOPEN", { accepts: isOpened }),
	open: kind("+QFOPEN", { accepts: isHandle }),
	seek: kind("+QFSEEK"),
	read: kind("+QFREAD", { information: 0, connect, finalLimit: limitOf(PIECE) }),
	write: kind("+QFWRITE", {
		connect,
		// Bytes written, and the size of the file.
		accepts: isPair,
		prompt: true,
		promptLimit: GIVEN_UP,
		finalLimit: Math.max(GIVEN_UP, limitOf(PIECE)),
	}),
	/** Cuts off behind the present position. */
	truncate: kind("+QFTUCAT"),
	close: kind("+QFCLOSE"),
	download: (length: number) => kind("+QFDWL", { connect, accepts: isSum, finalLimit: limitOf(length) }),
	upload: (length: number) =>
		kind("+QFUPL", {
			connect,
			accepts: isSum,
			prompt: true,
			promptLimit: GIVEN_UP,
			finalLimit: Math.max(GIVEN_UP, limitOf(length)),
		}),
});

/** +CME ERROR: there is no such file; there is one already; too little data came in time; it is open. */
export const NOT_FOUND = 405;
export const EXISTS = 407;
export const TIMED_OUT = 421;
export const OPEN_ALREADY = 426;
