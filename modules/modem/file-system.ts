import { type Command, type CommandKind, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { ModemError } from "../errors.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";
import { Transmitter } from "../uart/transmitter.js";
import { FileExchange, nameIn, OpenMode } from "./file-exchange.js";
import { file, NOT_FOUND, OPEN_ALREADY, PIECE, TIMED_OUT } from "./file-kinds.js";
import type { FileOperation } from "./file-operation.js";
import { Inquiries } from "./inquiries.js";
import type { Link, StatusWatcher } from "./link.js";
import type { OpenFile } from "./open-file.js";
import { down } from "./transitions.js";

/** How often a piece is tried, and a question asked. */
const TRIES = 3;

/**
 * The module's flash (UFS), one operation after the other, each in pieces that leave room for other commands in between.
 *
 * Each step looks at what is and sends the command that is missing: so it begins again where it was after a piece that
 * went wrong, and a file whose handle the module has forgotten is opened anew. Reading, and writing at an offset, may be done
 * twice.
 */
export class FileSystem extends Inquiries<FileOperation> implements StatusWatcher {
	readonly #exchange = new FileExchange();
	/** Files that have a handle. */
	readonly #open: OpenFile[] = [];
	/** Handles that nobody here has; undefined: not asked yet. A host that restarts leaves some, and the module has few. */
	#stale: number[] | undefined;
	/** The piece that goes out, or comes in; made when the first one does. */
	#store: Store | undefined;
	/** Bytes of the present piece that have come. */
	#taken = 0;
	#isWhole = false;
	/** Whether the present operation begins, perhaps inside a call of its owner's: nobody is told of anything then. */
	#isBeginning = false;
	/** Whether the name was looked for. */
	#isListed = false;

	constructor(link: Link) {
		super(link);
		link.watch(this);
	}

	/** A close is taken however many others wait, and when the modem was closed. */
	override ask(operation: FileOperation): void {
		const { status, clock } = this.link;
		if (operation.deed !== "close") super.ask(operation);
		else if (status.state !== "closed") super.ask(operation, true);
		else {
			const alarm = clock.alarm(() => {
				alarm.close();
				operation.onSucceeded();
			});
			alarm.set(0);
		}
	}

	// ---- one operation

	protected begin(): void {
		this.#isListed = false;
		this.#isBeginning = true;
		this.#step();
		this.#isBeginning = false;
	}

	/** Sends what is missing, or ends. */
	#step(): void {
		const operation = this.#operation;
		const exchange = this.#exchange;
		const target = operation.file;
		exchange.name = operation.name;
		exchange.number = 0;
		const { deed } = operation;
		if (deed === "flush" || (deed === "close" && (target?.handle ?? -1) < 0)) this.#succeed();
		else if (this.#stale === undefined) {
			this.#stale = [];
			this.submit(file.opened);
		} else if (this.#stale.length > 0) {
			exchange.handle = this.#stale.pop() as number;
			this.submit(file.close);
		} else if (target === undefined) {
			if (deed === "space") this.submit(file.space);
			else this.submit(deed === "remove" ? file.remove : file.list);
		} else if (target.handle < 0) this.#openFile(target);
		else {
			exchange.handle = target.handle;
			if (deed === "read") this.#readOn(target);
			else if (deed === "write") this.#writeOn(target);
			else if (deed === "resize") this.#resize(target);
			else if (deed === "close") this.submit(file.close);
			else this.#succeed();
		}
	}

	#openFile(target: OpenFile): void {
		const exchange = this.#exchange;
		exchange.handle = -1;
		if (!this.#isListed && !target.isToBeEmptied) this.submit(file.list);
		else {
			if (target.isToBeEmptied) exchange.number = OpenMode.empty;
			else exchange.number = target.mayWrite ? OpenMode.any : OpenMode.readOnly;
			this.submit(file.open);
		}
	}

	#readOn(target: OpenFile): void {
		const operation = this.#operation;
		const { offset, progress } = operation;
		operation.bytes ??= new Uint8Array(Math.max(0, Math.min(operation.count, target.size - offset)));
		const at = offset + progress;
		const left = Math.min(operation.bytes.length - progress, target.size - at);
		if (left <= 0) this.#succeed();
		else if (target.position !== at) this.#seek(at);
		else {
			this.#exchange.number = Math.min(left, PIECE);
			this.submit(file.read);
		}
	}

	#writeOn(target: OpenFile): void {
		const { offset, bytes, progress } = this.#operation;
		const left = (bytes as Uint8Array).length - progress;
		// What lies between the end and the offset is zeros, as clause 28's model has it.
		if (left > 0 && target.size < offset) this.#writeZeros(target, offset);
		else if (left === 0) this.#succeed();
		else if (target.position !== offset + progress) this.#seek(offset + progress);
		else this.#writePiece(bytes, progress, Math.min(left, PIECE));
	}

	#resize(target: OpenFile): void {
		const { offset } = this.#operation;
		if (target.size < offset) this.#writeZeros(target, offset);
		else if (target.size === offset) this.#succeed();
		else if (target.position !== offset) this.#seek(offset);
		else this.submit(file.truncate);
	}

	#writeZeros(target: OpenFile, end: number): void {
		if (target.position !== target.size) this.#seek(target.size);
		else this.#writePiece(undefined, 0, Math.min(end - target.size, PIECE));
	}

	#seek(position: number): void {
		this.#exchange.number = position;
		this.submit(file.seek);
	}

	/** @param bytes where the piece is, from `from` on; undefined for zeros */
	#writePiece(bytes: Uint8Array | undefined, from: number, length: number): void {
		const store = this.#piece;
		if (bytes === undefined) store.bytes.fill(0, 0, length);
		else store.bytes.set(bytes.subarray(from, from + length));
		this.#exchange.number = length;
		this.submit(file.write);
	}

	// ---- what comes of a command

	protected write(kind: CommandKind, writer: ParamWriter): void {
		this.#taken = 0;
		this.#isWhole = false;
		this.#exchange.write(kind, writer);
	}

	protected override prepare(command: Command): void {
		const { kind } = command;
		if (kind !== file.read && kind !== file.write) return;
		if (kind === file.write) command.payload = this.#piece;
		command.payloadLength = this.#exchange.number;
		// One byte more than there are: data whose length was not said, or got lost, comes as too much.
		if (kind === file.read) command.payloadLength++;
	}

	override onInformation({ kind }: Command, line: Line): void {
		this.#exchange.read(kind as CommandKind, line);
		if (kind === file.opened) {
			const handle = line.integer(1);
			if (!this.#open.some((it) => it.handle === handle)) this.#stale?.push(handle);
		} else if (kind === file.list && this.#operation.deed === "list") this.#operation.names.push(nameIn(line));
	}

	onData(_command: Command, ring: Ring, start: number, end: number): void {
		const { bytes } = this.#piece;
		for (let at = start; at < end; at++, this.#taken++) {
			if (this.#taken < PIECE) bytes[this.#taken] = ring.bytes[at] as number;
		}
	}

	onDataEnd(): void {
		this.#isWhole = true;
	}

	protected onAnswered(kind: CommandKind, outcome: number, code: number): void {
		const target = this.#operation.file;
		// A handle that nobody needs, or a firmware that does not tell of any.
		const isCare = kind === file.opened || (kind === file.close && this.#operation.deed !== "close");
		const isTrouble = outcome === Outcome.timeout || (outcome === Outcome.error && code === TIMED_OUT);
		if (isTrouble || (outcome === Outcome.error && kind === file.open && this.#isLeftOpen(code)))
			this.#onTrouble(kind, outcome, code);
		else if (isCare) this.#step();
		else if (kind === file.remove && outcome === Outcome.error && code === NOT_FOUND) this.#succeed();
		else if (kind === file.list && outcome === Outcome.error && code === NOT_FOUND) this.#onListed();
		else if (outcome !== Outcome.ok) {
			// Where the module stands now, nobody knows.
			if (target !== undefined) target.position = -1;
			this.#end(this.#exchange.errorOf(kind, outcome, code, false));
		} else this.#onDone(kind);
	}

	/** Whether an open was refused because of a handle that nobody here has: what was told of the handles was not all. */
	#isLeftOpen(code: number): boolean {
		return code === OPEN_ALREADY && !this.#open.some(({ name }) => name === this.#operation.name);
	}

	#onDone(kind: CommandKind): void {
		const operation = this.#operation;
		const exchange = this.#exchange;
		const target = operation.file as OpenFile;
		if (kind === file.list) this.#onListed();
		else if (kind === file.remove) {
			operation.wasThere = true;
			this.#succeed();
		} else if (kind === file.space) {
			operation.size = exchange.size;
			operation.total = exchange.total;
			if (operation.size < 0) this.#onTrouble(kind, Outcome.ok, 0);
			else this.#succeed();
		} else if (kind === file.open) this.#onOpened(target);
		else if (kind === file.close) {
			this.#forget(target);
			this.#succeed();
		} else {
			let isRight = true;
			if (kind === file.seek) target.position = exchange.number;
			else if (kind === file.truncate) target.size = operation.offset;
			else if (kind === file.read) isRight = this.#onRead(target);
			else isRight = this.#onWritten(target);
			if (isRight) this.#step();
			else this.#onTrouble(kind, Outcome.ok, 0);
		}
	}

	#onListed(): void {
		const operation = this.#operation;
		const target = operation.file;
		operation.size = this.#exchange.size;
		this.#isListed = true;
		if (target === undefined) this.#succeed();
		else if (operation.size < 0) this.#end(new ModemError("file", NOT_FOUND, file.open.name, false));
		else {
			target.size = operation.size;
			this.#step();
		}
	}

	#onOpened(target: OpenFile): void {
		const { handle } = this.#exchange;
		if (handle < 0) {
			this.#onTrouble(file.open, Outcome.ok, 0);
			return;
		}
		target.handle = handle;
		target.position = 0;
		if (target.isToBeEmptied) target.size = 0;
		target.isToBeEmptied = false;
		this.#open.push(target);
		this.#step();
	}

	#onRead(target: OpenFile): boolean {
		const operation = this.#operation;
		const { number } = this.#exchange;
		if (!this.#isWhole || this.#taken !== number) return false;
		operation.bytes?.set(this.#piece.bytes.subarray(0, number), operation.progress);
		operation.progress += number;
		target.position += number;
		return true;
	}

	#onWritten(target: OpenFile): boolean {
		const operation = this.#operation;
		const { number, size, total } = this.#exchange;
		const end = target.position + number;
		// AT+QFWRITE tells what it has taken, and how long the file is then.
		if (size !== number || total !== Math.max(target.size, end)) return false;
		if (target.position >= operation.offset && operation.deed === "write") operation.progress += number;
		target.position = end;
		target.size = total;
		return true;
	}

	/** Something was not answered, or not right: begins again where it was, a few times. */
	#onTrouble(kind: CommandKind, outcome: number, code: number): void {
		const operation = this.#operation;
		const target = operation.file;
		operation.names.length = 0;
		// What is open now, nobody knows. After a write neither how long the file is: a number that was cut would have the rest of it
		// overwritten with zeros. It is opened anew, and looked for in the list before.
		if (kind === file.open || kind === file.close || kind === file.write) this.#stale = undefined;
		if (target !== undefined && (operation.deed === "close" || kind === file.write)) this.#forget(target);
		else if (target !== undefined) target.position = -1;
		if (kind === file.write) this.#isListed = false;
		if (++operation.failures < TRIES) this.#step();
		else if (outcome === Outcome.ok) this.#end(new ModemError("framing", 0, kind.name, true));
		else this.#end(this.#exchange.errorOf(kind, outcome, code, true));
	}

	// ---- the end

	#succeed(): void {
		if (this.#isBeginning) this.after(0, this.#succeed);
		else this.end()?.onSucceeded();
	}

	#end(error: ModemError): void {
		this.fail(error);
	}

	#forget(target: OpenFile): void {
		target.lose();
		const at = this.#open.indexOf(target);
		if (at >= 0) this.#open.splice(at, 1);
	}

	/** For the link. When the module has restarted, or may have, handles are void; files are not. */
	onStatus(): void {
		const { state } = this.link.status;
		if (state !== "off" && !down.includes(state)) return;
		for (const it of this.#open.splice(0)) it.lose();
		this.#stale = undefined;
	}

	/** For the link. The flash does not need the network: what is under way goes on. */
	override onContextDown(): void {}

	get #operation(): FileOperation {
		return this.current as FileOperation;
	}

	get #piece(): Store {
		this.#store ??= Transmitter.store(PIECE);
		return this.#store;
	}
}
