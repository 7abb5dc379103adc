import { Masking } from "./masking.js";
import { payloadAfter, payloadBehind, payloadWithin } from "./payloads.js";

type Direction = "host" | "module";

/** What the bytes of one direction are just now. */
interface Side {
	/** Of the line that has begun, characters up to U+00FF. */
	line: string;
	/** Bytes of payload to come; Infinity: up to their end. */
	payload: number;
	/** Bytes of payload seen. */
	seen: number;
}

/** Ctrl-Z and ESC end a payload that has no length. */
const SUBSTITUTE = 0x1a;
const ESCAPE = 0x1b;
const CR = 13;
const LF = 10;
const QUOTE = 34;
/** What is longer is no line but noise; it is shown in parts. */
const LONGEST = 4096;

/** Lines after which the module takes no payload any more. */
const final = /^(?:OK|ERROR|\+CM[ES] ERROR\b.*|SEND (?:OK|FAIL)|RDY|\+(?:QFUPL|QFWRITE): .*)$/;

function printable(line: string): string {
	return line.replace(/[^ -~]/g, ".");
}

/** A +QMTRECV line without its payload: that was counted, or it stands there without a length. */
function withoutPayload(line: string): string {
	return line
		.replace(/^(\+QMTRECV: .*\(\d+ bytes of payload\))"$/, "$1")
		.replace(/^(\+QMTRECV: \d+,\d+,".*?",)"(?!.*bytes of payload\)$).*$/, "$1(payload)");
}

/**
 * Makes the bytes of one wire readable, line by line and with secrets hidden. Payload is counted, not shown: it may hold
 * anything, line ends, AT commands and keys. Where a length was announced exactly so many bytes are passed over.
 */
export class Traffic {
	readonly #masking: Masking | undefined;
	readonly #show: (direction: Direction, time: number, text: string) => void;
	readonly #host: Side = { line: "", payload: 0, seen: 0 };
	readonly #module: Side = { line: "", payload: 0, seen: 0 };
	/** Payload that the command in flight has announced, before the first byte of it. */
	#announced = 0;
	/** The command line in flight, and whether the module has sent it back: then it sends the payload back too. */
	#command = "";
	#isEchoing = false;
	/** Payload that is to come back. */
	readonly #echo: number[] = [];
	/** A file is on its way to the host, length untold. */
	#isDownloading = false;

	/** @param reveals masks nothing */
	constructor(show: (direction: Direction, time: number, text: string) => void, reveals = false) {
		this.#masking = reveals ? undefined : new Masking();
		this.#show = show;
	}

	/** Bytes that have passed, in either direction; time is in ms. */
	pass(direction: Direction, bytes: Uint8Array, time: number): void {
		for (const byte of bytes) {
			if (direction === "host") this.#sent(byte, time);
			else this.#received(byte, time);
		}
	}

	#sent(byte: number, time: number): void {
		const side = this.#host;
		// Whatever comes behind the command is its payload: a host whose prompt was lost may send it all the same.
		if (this.#announced > 0) {
			side.payload = this.#announced;
			this.#announced = 0;
		}
		if (side.payload > 0) {
			const isMark = side.payload === Number.POSITIVE_INFINITY && (byte === SUBSTITUTE || byte === ESCAPE);
			if (!isMark) side.seen++;
			if (this.#isEchoing) this.#echo.push(byte);
			side.payload = isMark ? 0 : side.payload - 1;
			if (side.payload === 0) this.#endPayload(time);
		} else if (byte !== CR && byte !== LF) side.line += String.fromCharCode(byte);
		else if (side.line !== "") {
			this.#command = side.line;
			side.line = "";
			this.#isEchoing = false;
			this.#isDownloading = false;
			this.#announced = payloadAfter(this.#command);
			this.#show("host", time, printable(this.#masking?.sent(this.#command) ?? this.#command));
		}
	}

	#endPayload(time: number): void {
		const side = this.#host;
		this.#show("host", time, `(${side.seen} bytes of payload)`);
		side.seen = 0;
		side.payload = 0;
	}

	#received(byte: number, time: number): void {
		const side = this.#module;
		if (side.payload > 0) {
			side.payload--;
			return;
		}
		if (this.#echo.length > 0) {
			if (byte === this.#echo.shift()) return;
			this.#echo.length = 0;
		}
		if (byte === CR || byte === LF) {
			const { line } = side;
			side.line = "";
			// Behind the prompt stands a blank.
			if (line.trim() !== "") this.#answer(line, time);
			return;
		}
		side.line += String.fromCharCode(byte);
		if (side.line.length === LONGEST) {
			this.#show("module", time, printable(side.line));
			side.line = "";
		}
		if (side.line === ">" && this.#announced > 0) {
			this.#show("module", time, ">");
			side.line = "";
			this.#host.payload = this.#announced;
			this.#announced = 0;
			return;
		}
		const payload = byte === QUOTE ? payloadWithin(side.line) : undefined;
		if (payload === undefined) return;
		side.payload = payload;
		side.line = `${side.line.slice(0, -1)}(${payload} bytes of payload)`;
	}

	#answer(line: string, time: number): void {
		if (line === this.#command) this.#isEchoing = true;
		if (this.#isDownloading && !line.startsWith("+QFDWL: ")) return;
		this.#isDownloading = line === "CONNECT" && /^AT\+QFDWL=/i.test(this.#command);
		if (final.test(line)) {
			this.#announced = 0;
			// The module has given up waiting for the rest.
			if (this.#host.payload > 0) this.#endPayload(time);
		}
		const payload = payloadBehind(line);
		const bare = withoutPayload(line);
		const text = printable(this.#masking?.received(bare) ?? bare);
		this.#show("module", time, payload === 0 ? text : `${text} (${payload} bytes of payload)`);
		// The LF of the line end is the first of the bytes passed over.
		if (payload > 0) this.#module.payload = payload + 1;
	}
}
