import { type BoundMQTTClient, Modem } from "../../../modules/modem-provider.js";
import type { MQTTClient } from "../../../modules/network/mqtt.js";
import { StrictSerial } from "../../support/strict-serial.js";
import { bytesOf } from "../../support/tokens.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import type { Behaviour } from "./behaviour.js";
import type { Fault } from "./fault.js";
import { ATModule } from "./module.js";
import { PublishWriters } from "./publish-writers.js";
import { FaultyWire } from "./wire.js";

/** Virtual time for the modem to get ready, or everything to end, ms. */
const PATIENCE = 900_000;
/** Until the publish that shows that the modem works, ms. */
const QUIET = 200_000;

/** A publish as the application asks for it. */
export interface Publish {
	readonly id: number;
	readonly QoS: number;
	readonly payload: string;
}

/** What the application publishes: the first one meets the fault, the second is queued behind it, the last one comes afterwards. */
export function publishesOf(QoS: number): readonly [Publish, Publish, Publish] {
	return [
		{ id: 15, QoS, payload: "hello" },
		{ id: 72, QoS, payload: "other" },
		{ id: 139, QoS, payload: "last" },
	];
}

/** The command line of a publish by client `index`, without its `AT` and CR. */
export function lineOf({ id, QoS, payload }: Publish, index: number): string {
	return `+QMTPUBEX=${index},${QoS === 0 ? 0 : id},${QoS},0,"t",${payload.length}`;
}

/** One case of the matrix for the whole driver: a modem and its MQTT client, and a fault in the exchange of a publish. */
export class ClientCase {
	readonly QoS: number;
	readonly module: ATModule;
	readonly wire: FaultyWire;
	readonly modem: Modem;
	readonly publishes: readonly [Publish, Publish, Publish];
	/** What the application was told of each publish, by id. */
	readonly told = new Map<number, string[]>();
	/** How many bytes the driver had got when the first publish was asked for. */
	begunAt = 0;
	/** Why it could not be brought to its end; undefined: it was. */
	failure: string | undefined;
	readonly #clock = new VirtualClock(0x7ffffff0);
	#client: MQTTClient | undefined;
	#isWritable = false;

	constructor(QoS: number, behaviour: Behaviour, fault: Fault, isBytewise: boolean) {
		this.QoS = QoS;
		this.publishes = publishesOf(QoS);
		for (const { id } of this.publishes) this.told.set(id, []);
		this.modem = new Modem({ serial: { io: StrictSerial, baud: 115200 }, clock: this.#clock, receiveStore: 4096 });
		const serial = () => StrictSerial.last as StrictSerial;
		this.module = new ATModule(this.#clock, 1, { isFresh: true, ...behaviour, ...fault.behaviour });
		this.wire = new FaultyWire(this.#clock, serial, this.module, new PublishWriters(), fault, 1, isBytewise);
	}

	/** Runs it to the end. */
	run(): this {
		const [first, second] = this.publishes;
		if (!this.#connect()) this.failure = "the client does not connect";
		else {
			this.begunAt = this.wire.arrived.length;
			this.#publish(first);
			this.#publish(second);
			const haveEnded = () => [first, second].every(({ id }) => this.told.get(id)?.length !== 0);
			if (!this.#until(haveEnded, PATIENCE)) this.failure = "a publish has no end";
			else {
				this.#until(() => false, QUIET);
				this.failure = this.#prove();
			}
		}
		this.modem.close();
		return this;
	}

	/** A restart that nobody was told of is found out by the next publish; the one after that must get through. */
	#prove(): string | undefined {
		const last = this.publishes[2];
		const told = this.told.get(last.id) as string[];
		for (let attempt = 1; attempt <= 2; attempt++) {
			if (!this.#connect()) return "the client does not connect again";
			told.length = 0;
			this.#publish(last);
			if (!this.#until(() => told.length > 0, PATIENCE)) return "the last publish has no end";
			if (told[0] === "published") return undefined;
		}
		return `the last publish: ${told.join()}`;
	}

	/** A client that is connected: the one there is, or a new one. @returns whether there is one */
	#connect(): boolean {
		if (!this.#until(() => this.modem.state === "ready", PATIENCE)) return false;
		if (this.#client !== undefined) return true;
		this.#isWritable = false;
		const Client = this.modem.MQTTClient as BoundMQTTClient;
		const client: MQTTClient = new Client({
			host: "h.example",
			id: "me",
			onWritable: () => {
				this.#isWritable = true;
			},
			onError: () => {
				if (this.#client === client) this.#client = undefined;
			},
			quectel: { onResult: (id, result) => void this.told.get(id)?.push(result) },
		});
		this.#client = client;
		return this.#until(() => this.#isWritable, PATIENCE);
	}

	#publish({ id, QoS, payload }: Publish): void {
		this.#client?.write(bytesOf(payload), { topic: "t", QoS, id });
	}

	#until(isDone: () => boolean, limit: number): boolean {
		const end = this.#clock.time + limit;
		for (;;) {
			while (this.wire.carry());
			if (isDone()) return true;
			const next = this.#clock.nextAlarm();
			if (next === undefined || this.#clock.time + next > end) {
				this.#clock.advanceTo(end);
				return isDone();
			}
			this.#clock.advance(next);
		}
	}
}
