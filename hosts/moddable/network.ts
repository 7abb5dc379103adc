import type { Clock } from "../../modules/clock.js";
import type { Bound } from "../../modules/modem-provider/bound.js";
import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { Resolver } from "../../modules/network/dns.js";
import type { NetworkInterface } from "../../modules/network/interface.js";
import type { NTP } from "../../modules/network/ntp.js";
import type { RTC } from "../../modules/network/rtc.js";
import type { TCP } from "../../modules/network/tcp.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";
import type { UDP } from "../../modules/network/udp.js";
import type { Random } from "../../modules/random.js";
import type { LiveModem } from "./live-modem.js";
import { type ModdableMQTTClient, moddableMQTT } from "./mqtt-client.js";
import { secureMQTT } from "./secure-mqtt-client.js";
import { type BoundTLS, type ModdableTLS, moddableTLS } from "./tls-socket.js";

/** A class with its default options: used as `new it.io({...it, host ...})`. */
export interface Specifier<Class> {
	readonly io: Class;
}

/** What a client of the SDK or of the standard needs beside itself. */
interface Parts<Socket> {
	readonly dns: Specifier<Bound<typeof Resolver>>;
	readonly socket: Specifier<Socket>;
}

/** What `xs-quectel/delivery` needs beside a client: its `client` option is the specifier here, so that no application writes them. */
export interface Ports {
	readonly clock: Clock;
	readonly random: Random;
}

/** A protocol client in both shapes: the SDK's, flat, and ECMA-419's under `client`. */
type Client<Flat, FlatSocket, Standard, Socket> = Specifier<Flat> &
	Parts<FlatSocket> & { readonly client: Specifier<Standard> & Parts<Socket> };

/** A class of the SDK's that is not looked into. */
type SDKClass = new (options: object) => object;

/** `device.network`, as far as the modem has it. The accessors give classes that are bound to the one live modem. */
export interface Network {
	readonly mqtt: Client<ModdableMQTTClient, Bound<typeof TCP>, BoundMQTTClient, Bound<typeof TCP>> & {
		readonly client: Partial<Ports>;
	};
	readonly mqtts: Client<ModdableMQTTClient, ModdableTLS, BoundMQTTClient, BoundTLS> & {
		readonly port: number;
		readonly client: Partial<Ports>;
	};
	/** These are on hosts of the SDK only: the classes are its own. */
	readonly http?: Client<SDKClass, Bound<typeof TCP>, SDKClass, Bound<typeof TCP>>;
	readonly https?: Client<SDKClass, ModdableTLS, SDKClass, BoundTLS> & { readonly port: number };
	readonly ws?: Client<SDKClass, Bound<typeof TCP>, SDKClass, Bound<typeof TCP>>;
	readonly wss?: Client<SDKClass, ModdableTLS, SDKClass, BoundTLS> & { readonly port: number };
	readonly tls: { readonly client: Specifier<BoundTLS> };
	readonly dns: { readonly resolver: Specifier<Bound<typeof Resolver>> };
	readonly ntp: {
		readonly client: Specifier<Bound<typeof NTP>> & Parts<Bound<typeof UDP>> & { readonly servers: readonly string[] };
	};
	readonly interface: { readonly LTE0: Specifier<Bound<typeof NetworkInterface>> & { readonly kind: "cellular" } };
}

export interface NetworkOptions {
	/** TLS options for what an application does not say: above all `ca`, as the module has no authorities of its own. */
	readonly tls?: TLSOptions | undefined;
	/** The default export of a module of the SDK's that the build may hold; undefined: it does not. */
	readonly module?: ((specifier: string) => unknown) | undefined;
	/** Of the platform. */
	readonly ports?: Ports | undefined;
}

const HTTP = "embedded:network/http/client";
const WEBSOCKET = "embedded:network/websocket/client";
const HTTPS_PORT = 443;
const MQTTS_PORT = 8883;
/** A pool that anybody may ask. */
const SERVERS: readonly string[] = Object.freeze(["pool.ntp.org"]);

/** The two edges where the SDK's TCP differs from the standard's: see {@link QuectelSocketOptions} of `xs-quectel/network/socket-options`. */
const edges = Object.freeze({ quectel: Object.freeze({ readPast: "throw" }) });

/** An object with an accessor `io`, and what else is given: nothing of it changes, and no class is asked for before it is used. */
function specifier<Class, More extends object>(io: () => Class, more: More): Specifier<Class> & More {
	// Constants: what is captured otherwise is kept in RAM.
	const get = io;
	const it = {
		get io() {
			return get();
		},
		...more,
	};
	return Object.freeze(it);
}

const nothing = Object.freeze({});

/** Default options of a real-time clock. */
export type RTCSpecifier = Specifier<Bound<typeof RTC>>;

/** `device.rtc`: the real-time clock of the live modem. */
export function rtcOf(modem: LiveModem): RTCSpecifier {
	const live = modem;
	return specifier(() => live.classOf("RTC"), nothing);
}

/**
 * `device.network` over the live modem, frozen. No modem is made before a class is asked for.
 * @param options what the host adds
 */
export function networkOf(modem: LiveModem, options: NetworkOptions = {}): Network {
	const live = modem;
	const { tls, module, ports } = options;
	const usual = tls ?? nothing;
	const flatSecurity = Object.freeze({ secure: nothing });
	const security = Object.freeze({ tls: usual });

	const dns = specifier(() => live.classOf("Resolver"), nothing);
	const socket = specifier(() => live.classOf("TCP"), nothing);
	const flatSocket = specifier(() => live.classOf("TCP"), edges);
	const secureSocket = specifier(() => live.classOf("TLS"), security);
	const flatSecureSocket = specifier(() => live.derived("tls", "TLS", (Its) => moddableTLS(Its, usual)), {
		TCP: socket,
		...flatSecurity,
		...edges,
	});
	const plainParts = Object.freeze({ dns, socket });
	const secureParts = Object.freeze({ dns, socket: secureSocket });
	const flatParts = Object.freeze({ dns, socket: flatSocket });
	const flatSecureParts = Object.freeze({ dns, socket: flatSecureSocket });

	/** A protocol client of the SDK's, plain and secure; nothing where the host knows none. */
	const protocol = (name: string, secureName: string, specifierOfClass: string) => {
		const get = module;
		if (get === undefined) return nothing;
		const named = specifierOfClass;
		const io = () => {
			const Class = get(named);
			if (typeof Class !== "function")
				throw new Error(`${named}: not in this build; name it among the modules of the manifest`);
			return Class as SDKClass;
		};
		const port = Object.freeze({ port: HTTPS_PORT });
		return {
			[name]: specifier(io, { ...flatParts, client: specifier(io, plainParts) }),
			[secureName]: specifier(io, {
				...port,
				...flatSecureParts,
				client: specifier(io, { ...port, ...secureParts }),
			}),
		};
	};

	const secure = () => live.derived("mqtts", "MQTTClient", (Its) => secureMQTT(Its, usual));
	const port = Object.freeze({ port: MQTTS_PORT });
	return Object.freeze({
		mqtt: specifier(() => live.derived("flat mqtt", "MQTTClient", moddableMQTT), {
			...flatParts,
			client: specifier(() => live.classOf("MQTTClient"), { ...plainParts, ...ports }),
		}),
		mqtts: specifier(() => live.derived("flat mqtts", "MQTTClient", () => moddableMQTT(secure())), {
			...port,
			...flatSecureParts,
			client: specifier(secure, { ...port, ...secureParts, ...ports }),
		}),
		...protocol("http", "https", HTTP),
		...protocol("ws", "wss", WEBSOCKET),
		tls: Object.freeze({ client: secureSocket }),
		dns: Object.freeze({ resolver: dns }),
		ntp: Object.freeze({
			client: specifier(() => live.classOf("NTP"), {
				servers: SERVERS,
				dns,
				socket: specifier(() => live.classOf("UDP"), nothing),
			}),
		}),
		interface: Object.freeze({
			LTE0: specifier(() => live.classOf("NetworkInterface"), Object.freeze({ kind: "cellular" as const })),
		}),
	}) as Network;
}
