/** What a Moddable host gives an application, as far as the applications here use it. */
declare module "embedded:provider/builtin" {
	import type { BoundMQTTClient, Modem, ModemOptions } from "xs-quectel/modem-provider";
	import type { Bound } from "xs-quectel/modem-provider/bound";
	import type { Resolver } from "xs-quectel/network/dns";
	import type { NetworkInterface } from "xs-quectel/network/interface";
	import type { MQTTClient } from "xs-quectel/network/mqtt";
	import type { ControlMessage, MQTTClientOptions } from "xs-quectel/network/mqtt-options";
	import type { NTP } from "xs-quectel/network/ntp";
	import type { RTC } from "xs-quectel/network/rtc";
	import type { TLSSocketOptions } from "xs-quectel/network/socket-options";
	import type { TCP } from "xs-quectel/network/tcp";
	import type { TLS } from "xs-quectel/network/tls";
	import type { UDP } from "xs-quectel/network/udp";

	/** Options as applications of the SDK give them. */
	type ModdableOptions = Omit<MQTTClientOptions, "will" | "onControl"> & {
		keepalive?: number;
		will?: Omit<NonNullable<MQTTClientOptions["will"]>, "retain"> & { retain?: boolean | number };
		onControl?(this: MQTTClient, message: ControlMessage): void;
	};
	/** What the SDK's TLS socket is told of certificates. */
	type SecureOptions = {
		certificate?: ArrayBuffer | ArrayBufferView;
		clientCertificates?: ArrayBuffer | ArrayBufferView;
		clientKey?: ArrayBuffer | ArrayBufferView;
		verify?: boolean;
	};

	/** Default options of a class: used as `new it.io({...it, host ...})`. */
	type Specifier<Class> = { readonly io: Class };
	type Parts<Socket> = { readonly dns: Specifier<Bound<typeof Resolver>>; readonly socket: Specifier<Socket> };
	type ModdableMQTT = (new (options: ModdableOptions) => MQTTClient) & Omit<BoundMQTTClient, "prototype">;
	type ModdableTLS = new (options: TLSSocketOptions & { secure?: SecureOptions }) => TLS;
	/** The SDK's own clients, whose declarations the SDK has. */
	// biome-ignore lint/suspicious/noExplicitAny: see above
	type SDKClass = new (options: any) => any;
	/** In the shape of the Moddable SDK, flat; and in that of ECMA-419 under `client`. */
	type Plain<Flat, Standard> = Specifier<Flat> &
		Parts<Bound<typeof TCP>> & { readonly client: Specifier<Standard> & Parts<Bound<typeof TCP>> };
	type Secure<Flat, Standard> = Specifier<Flat> &
		Parts<ModdableTLS> & {
			readonly port: number;
			readonly client: Specifier<Standard> & Parts<Bound<typeof TLS>> & { readonly port: number };
		};

	/** ECMA-419, clause 10; what a pin is called is the board's to say. */
	type Digital = { read(): number; write(value: number): void; close(): void };
	type DigitalClass = (new (options: {
		pin: unknown;
		mode: number;
		initialValue?: number;
	}) => Digital) & {
		readonly Input: number;
		readonly Output: number;
	};

	const device: {
		/** Classes of the board itself. */
		io: { readonly Digital: DigitalClass };
		/** The modem class with the host's clock filled in. */
		provider: { Modem: new (options: Omit<ModemOptions, "clock">) => Modem };
		/** How the modem is wired on this board; pins that are not wired are absent. */
		modem: Pick<ModemOptions, "serial" | "power" | "reset" | "status">;
		/** The board's own real-time clock where it has one, and the modem's otherwise. */
		readonly rtc: Specifier<Bound<typeof RTC>>;
		/** Classes bound to the one modem, which is made with these options unless the application has made it. */
		network: {
			readonly mqtt: Plain<ModdableMQTT, BoundMQTTClient>;
			readonly mqtts: Secure<ModdableMQTT, BoundMQTTClient>;
			/** On hosts of the SDK whose manifest includes its HTTP client. */
			readonly http: Plain<SDKClass, SDKClass>;
			readonly https: Secure<SDKClass, SDKClass>;
			/** The same for its WebSocket client. */
			readonly ws: Plain<SDKClass, SDKClass>;
			readonly wss: Secure<SDKClass, SDKClass>;
			readonly tls: { readonly client: Specifier<Bound<typeof TLS>> };
			readonly dns: { readonly resolver: Specifier<Bound<typeof Resolver>> };
			readonly ntp: {
				readonly client: Specifier<Bound<typeof NTP>> &
					Parts<Bound<typeof UDP>> & { readonly servers: readonly string[] };
			};
			/** Of the modem; a board may have others. */
			readonly interface: {
				readonly LTE0: Specifier<Bound<typeof NetworkInterface>> & { readonly kind: "cellular" };
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
		/** Telemetry: which start of the host this is, and ms from one measurement to the next. */
		boot?: number;
		interval?: number;
		/** Remote control: names of the pins. */
		lamp?: unknown;
		button?: unknown;
		/** HTTPS download: what to fetch, bytes of one piece, and the certificate of the authority, PEM. */
		path?: string;
		piece?: number;
		ca?: string;
	};
	export default config;
}

/** Prints to the host's debug output. */
declare function trace(...text: unknown[]): void;
