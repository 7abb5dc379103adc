/** What a Moddable host gives an application, as far as the applications here use it. */
declare module "embedded:provider/builtin" {
	import type { BoundMQTTClient, Modem, ModemOptions } from "xs-quectel/modem-provider";
	import type { MQTTClient } from "xs-quectel/network/mqtt";
	import type { ControlMessage, MQTTClientOptions } from "xs-quectel/network/mqtt-options";

	/** Options as applications of the SDK give them. */
	type ModdableOptions = Omit<MQTTClientOptions, "will" | "onControl"> & {
		keepalive?: number;
		will?: Omit<NonNullable<MQTTClientOptions["will"]>, "retain"> & { retain?: boolean | number };
		onControl?(this: MQTTClient, message: ControlMessage): void;
	};

	const device: {
		/** The modem class with the host's clock filled in. */
		provider: { Modem: new (options: Omit<ModemOptions, "clock">) => Modem };
		/** How the modem is wired on this board; pins that are not wired are absent. */
		modem: Pick<ModemOptions, "serial" | "power" | "reset" | "status">;
		/** Classes bound to the one modem, which is made with these options unless the application has made it. */
		network: {
			/** In the shape of the Moddable SDK, flat; and in that of ECMA-419 under `client`. */
			mqtt: {
				io: (new (options: ModdableOptions) => MQTTClient) & Omit<BoundMQTTClient, "prototype">;
				client: { io: BoundMQTTClient };
			};
		};
	};
	export default device;
}

/** What the application was configured with; on a device the `config` section of its manifest. */
declare module "mc/config" {
	const config: {
		host: string;
		port: number;
		id: string;
		prefix: string;
		messages: number;
		apn?: string;
		user?: string;
		password?: string;
		/** Whether to tell the bytes of the wire. */
		trace?: boolean;
	};
	export default config;
}

/** Prints to the host's debug output. */
declare function trace(...text: unknown[]): void;
