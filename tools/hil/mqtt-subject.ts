import type { Instance, MQTTClass, MQTTSubject, Options } from "../../tests/conformance/mqtt/subject.js";
import type { Bench } from "./bench.js";

/** How long what must come through the network may take, ms; behind that it is taken for lost. */
const DELIVERY = 10_000;
/** Identifiers of subscriptions that the subject makes by itself, which no test uses. */
const HIDDEN = 60_000;

type Callback = (this: Instance, ...parameters: unknown[]) => void;

/** A client of the present subject. */
interface Made {
	readonly instance: Instance;
	readonly id: string;
	isOver: boolean;
}

/** Puts a prefix in front of each topic of what is written; what is wrong on purpose passes as it is. */
function withPrefix(options: unknown, prefix: string): unknown {
	if (typeof options !== "object" || options === null) return options;
	const { topic, items } = options as { topic?: unknown; items?: unknown };
	const place = (it: unknown) => (typeof it === "string" && it !== "" ? prefix + it : it);
	return {
		...options,
		...(topic === undefined ? {} : { topic: place(topic) }),
		...(Array.isArray(items)
			? { items: items.map((it: object) => ({ ...it, topic: place((it as { topic?: unknown }).topic) })) }
			: {}),
	};
}

let drawn = 0;

/**
 * The MQTT client of a real module, with a broker at its other end, for the suites of clause 25. The server's side is an
 * ordinary client of the same broker, so that any broker will do: topics get a prefix, a client hears only what it subscribed
 * to, and a connection ends when somebody else comes with its identifier (MQTT 3.1.1, 3.1.4). The subject does these things
 * behind the suite's back; of the class under test it hides nothing but that.
 */
export class BenchSubject implements MQTTSubject {
	readonly Client: MQTTClass;
	readonly window: number;
	readonly limit: number;
	onStep: (() => void) | undefined;
	readonly #bench: Bench;
	readonly #made: Made[] = [];
	#hidden = HIDDEN;
	#isStalled = false;
	/** Publishes that had succeeded when it was last looked for them. */
	#seen: number;

	constructor(bench: Bench, profile: { readonly window: number; readonly clients: number }) {
		this.#bench = bench;
		this.#seen = bench.quiet.publishes;
		this.window = profile.window;
		this.limit = profile.clients;
		this.Client = this.#boundClass();
		bench.quiet.onCommand = (line) => {
			if (!line.startsWith("AT+QMT")) return;
			// Not from inside the class under test, which is just writing.
			const step = bench.pump.clock.alarm(() => {
				step.close();
				this.onStep?.();
			});
			step.set(0);
		};
	}

	/** Suites take it out of the subject, and call it by itself. */
	readonly options = (): Options => {
		const { host, port, client } = this.#broker;
		return { host, port, id: `hil-${process.pid}-${++drawn}`, ...client };
	};

	settle(): void {
		this.#bench.settle(this.#isStalled ? "QMTPUBEX" : undefined);
	}

	receive(client: number, topic: string, payload: string, QoS: 0 | 1 | 2 = 0): void {
		const made = this.#made[client];
		const { SUBSCRIBE, UNSUBSCRIBE } = this.Client;
		if (made === undefined || made.isOver || !this.#hiddenly(made, SUBSCRIBE, topic)) return;
		const { told } = this.#bench.quiet;
		const before = told.get("QMTRECV") ?? 0;
		try {
			this.#bench.pump.ask({ name: "publish", topic: this.#broker.prefix + topic, payload, qos: QoS }, DELIVERY);
			this.#bench.wait(() => made.isOver || (told.get("QMTRECV") ?? 0) > before, DELIVERY);
			this.settle();
		} finally {
			// It would hear itself otherwise.
			this.#hiddenly(made, UNSUBSCRIBE, topic);
		}
	}

	drop(client: number): void {
		const made = this.#made[client];
		if (made === undefined || made.isOver) return;
		// Nothing is under way then: which of two comes first would be for the network to say, and each run another.
		this.settle();
		this.#bench.pump.ask({ name: "drop", client: made.id }, DELIVERY);
		this.#bench.wait(() => made.isOver, DELIVERY);
	}

	published(): string[] {
		const bench = this.#bench;
		const expected = bench.quiet.publishes - this.#seen;
		bench.wait(() => bench.publishedCount >= expected, DELIVERY);
		this.#seen = bench.quiet.publishes;
		const { length } = this.#broker.prefix;
		return bench.takePublished().map(({ topic, payload }) => `${topic.slice(length)} ${payload}`);
	}

	stall(isStalled: boolean): void {
		const bench = this.#bench;
		if (!this.#broker.canStall) bench.lack("a broker that can be held up (--own-broker)");
		this.#isStalled = isStalled;
		bench.pump.ask({ name: "stall", isStalled }, DELIVERY);
	}

	/** Ends what a test has left. */
	close(): void {
		this.onStep = undefined;
		if (this.#isStalled) this.stall(false);
		for (const { instance } of this.#made) instance.close();
		this.#bench.settle();
		this.#bench.takePublished();
	}

	get #broker() {
		return this.#bench.settings.broker ?? this.#bench.lack("a broker (--broker, --own-broker)");
	}

	/** A subscription of which the suite knows nothing begins or ends. @returns whether it could be asked for */
	#hiddenly({ instance }: Made, operation: unknown, topic: string): boolean {
		try {
			instance.write(undefined, { operation, items: [{ topic, QoS: 1 }], id: ++this.#hidden });
		} catch (error) {
			// It is not connected: nothing can reach it. Or it is closed.
			if (error instanceof SyntaxError || /bad state/.test((error as Error).message)) return false;
			throw error;
		}
		this.settle();
		return true;
	}

	/** The class of the modem, with prefixes in front of topics, and its instances known here. */
	#boundClass(): MQTTClass {
		const { modem } = this.#bench;
		const { prefix } = this.#broker;
		const made = this.#made;
		const Parent = modem.MQTTClient as unknown as new (options?: unknown) => Instance;
		const wrap = (options: unknown, over: () => void): unknown => {
			if (typeof options !== "object" || options === null) return options;
			const { onControl, onReadable, onError, will } = options as Record<string, unknown>;
			return {
				...options,
				...(will === undefined ? {} : { will: withPrefix(will, prefix) }),
				...(typeof onControl === "function"
					? {
							onControl(this: Instance, opcode: number, message: { id?: number }) {
								if ((message.id ?? 0) > HIDDEN) return;
								(onControl as Callback).call(this, opcode, message);
							},
						}
					: {}),
				...(typeof onReadable === "function"
					? {
							onReadable(this: Instance, count: number, options: { topic?: string }) {
								const { topic } = options;
								const shown = topic?.startsWith(prefix) ? { ...options, topic: topic.slice(prefix.length) } : options;
								(onReadable as Callback).call(this, count, shown);
							},
						}
					: {}),
				onError(this: Instance, ...parameters: unknown[]) {
					over();
					if (typeof onError === "function") (onError as Callback).apply(this, parameters);
				},
			};
		};
		class Client extends Parent {
			readonly #entry: Made;

			constructor(options?: unknown) {
				let entry: Made | undefined;
				super(
					wrap(options, () => {
						if (entry !== undefined) entry.isOver = true;
					}),
				);
				entry = { instance: this, id: String((options as Options).id), isOver: false };
				this.#entry = entry;
				made.push(entry);
			}

			override write(data: unknown, options?: unknown): number {
				return super.write(data, withPrefix(options, prefix));
			}

			override close(): void {
				super.close();
				if (this.#entry !== undefined) this.#entry.isOver = true;
			}
		}
		return Client as unknown as MQTTClass;
	}
}
