/** What a Moddable host gives an application, as far as the applications here use it. */
declare module "embedded:provider/builtin" {
	import type { Modem, ModemOptions } from "xs-quectel/modem-provider";

	const device: {
		/** The modem class with the host's clock filled in. */
		provider: { Modem: new (options: Omit<ModemOptions, "clock">) => Modem };
		/** How the modem is wired on this board; pins that are not wired are absent. */
		modem: Pick<ModemOptions, "serial" | "power" | "reset" | "status">;
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
