import { Delivery, type DeliveryOptions } from "../../modules/delivery.js";
import { SeededRandom } from "../../modules/random.js";
import { PlainMQTTClient } from "./plain-mqtt-client.js";
import { VirtualClock } from "./virtual-clock.js";

/** A client that tells results as the module's own does. */
export class TellingMQTTClient extends PlainMQTTClient {
	static readonly tellsResults = true;

	result(id: number, result: string, error?: Error): void {
		(this.options.quectel as { onResult(...them: unknown[]): void }).onResult.call(
			this,
			PlainMQTTClient.ids[id - 1],
			result,
			error,
		);
	}
}

/** A delivery whose clients are the test's, and everything it tells. */
export class DeliveryRig {
	readonly clock = new VirtualClock();
	readonly log: string[] = [];
	readonly delivery: Delivery;

	constructor(
		options: Partial<DeliveryOptions> = {},
		Client: typeof PlainMQTTClient = PlainMQTTClient,
		more: Readonly<Record<string, unknown>> = {},
	) {
		PlainMQTTClient.reset();
		const { log } = this;
		this.delivery = new Delivery({
			client: { io: Client, host: "broker", clock: this.clock, random: new SeededRandom(1), ...more },
			onMessage(payload, { topic, QoS }) {
				log.push(`message ${topic} ${QoS} ${String.fromCharCode(...new Uint8Array(payload))}`);
			},
			onOutcome: (ticket, outcome, error) => log.push(`${ticket} ${outcome}${error ? ` ${error.message}` : ""}`),
			onState: (state, error) => log.push(error ? `${state} ${error.message}` : state),
			onRefused: (topic) => log.push(`refused ${topic}`),
			onStoreError: (error) => log.push(`store ${error.message}`),
			...options,
		});
	}

	get client(): TellingMQTTClient {
		return PlainMQTTClient.last as TellingMQTTClient;
	}

	/** What was told since the last call. */
	told(): string[] {
		this.clock.advance(0);
		return this.log.splice(0);
	}

	connected(room?: number): this {
		this.client.accept(room);
		this.told();
		return this;
	}

	/** Payloads with id since the last call. */
	sent(): string[] {
		return this.client.written().map(({ data, id, duplicate }) => `${id} ${data}${duplicate ? " again" : ""}`);
	}
}
