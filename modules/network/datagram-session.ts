import { elapsed } from "../clock.js";
import { ModemError } from "../errors.js";
import { Connection, type ConnectionUser } from "../modem/connection.js";
import { Connections } from "../modem/connections.js";
import type { Link } from "../modem/link.js";
import { SocketCode } from "../modem/socket-codes.js";
import { Transmitter } from "../uart/transmitter.js";
import { DatagramReceiver, type DatagramReceiverOwner } from "./datagram-receiver.js";
import { DatagramSender, type DatagramSenderOwner } from "./datagram-sender.js";
import type { UDP, UDPOptions } from "./udp.js";

/** After `close`, for what was written before to go out, ms. */
const LINGER = 10000;
/** What the module wants for a peer where there is none. */
const NOBODY = "127.0.0.1";

/** The options of a UDP socket, checked. */
export interface DatagramSettings {
	/** Local; 0: any. */
	readonly port: number;
	readonly receiveStore: number;
	readonly transmitStore: number;
}

/** What a UDP instance is inside. Kept apart from the class that scripts see, so that nothing of this can be called by them. */
export class DatagramSession implements ConnectionUser, DatagramReceiverOwner, DatagramSenderOwner {
	readonly receiver: DatagramReceiver;
	readonly sender: DatagramSender;
	readonly #connection: Connection;
	readonly #instance: UDP;
	#callbacks: Pick<UDPOptions, "onReadable" | "onWritable" | "onError">;
	/** The room that the application was last told of; -1: it has had as much as it wanted. */
	#isBlocked = false;
	#isClosing = false;
	#closeBy = 0;

	/** @throws Error("busy"), Error("bad state") */
	constructor(instance: UDP, options: UDPOptions, { port, receiveStore, transmitStore }: DatagramSettings, link: Link) {
		const { onReadable, onWritable, onError } = options;
		this.#callbacks = { onReadable, onWritable, onError };
		const localPort = port === 0 ? link.part(Connections).nextPort() : port;
		const connection = new Connection(link, { service: "UDP SERVICE", host: NOBODY, port: 0, localPort });
		this.#connection = connection;
		this.#instance = instance;
		// One for both ways: its views take as much as hundreds of bytes.
		const store = Transmitter.store(transmitStore + receiveStore);
		this.receiver = new DatagramReceiver(connection, store, transmitStore, this);
		this.sender = new DatagramSender(connection, store, transmitStore, this);
		connection.use(this);
		connection.start();
	}

	/** Nothing more can be written: it is told when it can. */
	block(): void {
		this.#isBlocked = true;
	}

	get isOver(): boolean {
		return this.#connection.isOver;
	}

	/** The instance is closed: what was written goes out, and nobody is told anything any more. */
	close(): void {
		const { link } = this.#connection;
		this.#callbacks = {};
		this.receiver.close();
		this.#isClosing = true;
		this.#closeBy = (link.clock.now() + LINGER) | 0;
		this.#drain();
		if (!this.isOver) this.#connection.after(LINGER);
	}

	#drain(): void {
		const { link } = this.#connection;
		if (this.sender.waiting > 0 && elapsed(link.clock.now(), this.#closeBy) > 0 && !this.isOver) return;
		this.sender.close();
		this.#connection.close();
	}

	onOpen(): void {
		this.sender.pump();
	}

	onData(): void {
		this.receiver.onNews();
	}

	onRemoteClosed(): void {
		// There is no other end: the module itself has ended it.
		this.#connection.fail(new ModemError("socket", SocketCode.closed, "+QIURC", true));
	}

	onEnd(error: ModemError): void {
		this.receiver.close();
		this.sender.close();
		this.#callbacks.onError?.call(this.#instance, error);
	}

	onTime(): void {
		if (this.#isClosing) this.#drain();
		this.sender.onTime();
	}

	onSoon(): void {
		// Nothing is asked for.
	}

	onDatagram(): void {
		this.#callbacks.onReadable?.call(this.#instance, this.receiver.count);
	}

	onSent(): void {
		if (this.#isClosing) this.#drain();
		else if (this.#isBlocked) {
			this.#isBlocked = false;
			this.#callbacks.onWritable?.call(this.#instance, this.sender.room);
		}
	}
}
