import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { ControlMessage, MQTTClientOptions, WriteOptions } from "../../modules/network/mqtt-options.js";

/**
 * Options of the SDK's own MQTT client: those of ECMA-419, and what applications of the SDK give instead. `onControl` gets
 * one argument; `keepalive`, in ms too, stands for `keepAlive`, and `address` for `host`.
 */
export interface ModdableMQTTOptions extends Omit<MQTTClientOptions, "host" | "will" | "onControl"> {
	host?: string;
	address?: string;
	keepalive?: number;
	will?: Omit<NonNullable<MQTTClientOptions["will"]>, "retain"> & { retain?: boolean | number };
	onControl?(this: MQTTClient, message: ControlMessage): void;
}

/** The class that applications of the SDK as it is today construct as `device.network.mqtt.io`. */
export type ModdableMQTTClient = (new (
	options: ModdableMQTTOptions,
) => MQTTClient) &
	Omit<BoundMQTTClient, "prototype" | "tellsResults">;

/** What ECMA-419 wants, from what applications of the SDK give. */
function translated(options: ModdableMQTTOptions): MQTTClientOptions {
	const { address, host = address, keepalive, keepAlive = keepalive, will, onControl, onError, ...rest } = options;
	return {
		...rest,
		host: host as string,
		...(keepAlive === undefined ? {} : { keepAlive }),
		...(will === undefined
			? {}
			: { will: { ...will, retain: typeof will.retain === "number" ? will.retain !== 0 : will.retain } }),
		...(onControl === undefined
			? {}
			: {
					onControl(_opcode, message) {
						onControl.call(this, message);
					},
				}),
		// The SDK's own closes itself behind it, and gives no error.
		onError(error) {
			try {
				onError?.call(this, error);
			} finally {
				this.close();
			}
		},
	} as MQTTClientOptions;
}

/**
 * The SDK's shape of the MQTT client over a class of ECMA-419's. It differs by: one argument of `onControl`; closed by
 * itself after `onError`; PINGREQ taken without effect, as the module sends its own and tells of none.
 */
export function moddableMQTT(Client: BoundMQTTClient): ModdableMQTTClient {
	return class extends Client {
		/** What the last call of `write` or `onWritable` told. */
		#room = 0;

		constructor(options: ModdableMQTTOptions) {
			if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
			const { onWritable } = options;
			super(
				translated({
					...options,
					onWritable(count) {
						if (#room in this) this.#room = count;
						onWritable?.call(this, count);
					},
				}),
			);
		}

		override write(data: Parameters<MQTTClient["write"]>[0] | null, options?: WriteOptions): number {
			if (options?.operation === Client.PINGREQ) return this.#room;
			this.#room = super.write(data ?? undefined, options);
			return this.#room;
		}
	};
}
