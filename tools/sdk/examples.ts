import { type Running, serveHTTP, serveMQTT, serveWebSocket } from "./servers.js";

/** What has to be there when an application has done its work: in its own lines, or at the server. */
export interface Expectation {
	readonly what: string;
	readonly told?: RegExp;
	readonly seen?: RegExp;
	/** Why it cannot come. */
	readonly not?: string;
}

/** An application of the SDK's, and the server of ours that it gets to see. */
export interface Example {
	/** Its folder in examples/io/tcp. */
	readonly folder: string;
	/** What the page calls it, where the folder does not say it all. */
	readonly remark?: string;
	/** Where it wants to go; there the server is. */
	readonly place: string;
	readonly isSecure: boolean;
	/** The SDK's client class, by its specifier, in its file. */
	readonly client: { readonly specifier: string; readonly file: string };
	/** Where the class here takes the place of the SDK's MQTT client, or the SDK's own goes over TCP or TLS. */
	readonly mqtt?: "module" | "mqtt" | "mqtts";
	readonly serve: typeof serveHTTP;
	readonly expected: readonly Expectation[];
}

const http = Object.freeze({ specifier: "embedded:network/http/client", file: "httpclient/httpclient" });
const ws = Object.freeze({ specifier: "embedded:network/websocket/client", file: "websocketclient/websocketclient" });
const mqtt = Object.freeze({ specifier: "embedded:network/mqtt/client", file: "mqttclient/mqttclient" });

const requests: readonly Expectation[] = [0, 1, 2].map((n) => ({
	what: `request ${n}`,
	told: new RegExp(`body of /[?]${n} (?:0123456789){300}\\n(?:.|\\n)*[*][*]DONE ${n} [*][*]`),
	seen: new RegExp(`^GET /[?]${n} \\S+ ecma-419 test$`, "m"),
}));

const messages: readonly Expectation[] = [
	...[1, 4].map((n) => ({ what: `binary message ${n}`, seen: new RegExp(`^binary this is a test ${n}$`, "m") })),
	{ what: "text message in two fragments", seen: /^text this is a test 2this is a test 3$/m },
	{ what: "text message of 208 bytes", seen: /^text (?:abcdefghijklmnopqrstuvwyxz){8}$/m },
	{ what: "pong", seen: /^pong pong$/m },
	{ what: "pings", seen: /^ping ping!$[\s\S]*^ping ping!!$/m },
	{ what: "answers to the pings", told: /PONG![\s\S]*PONG!/ },
	{ what: "echo", told: /this is a test 2this is a test 3[\s\S]*this is a test 4/ },
	{ what: "ticks", told: /tick 2[\s\S]*tick 4/ },
];

const publishes: readonly Expectation[] = [
	{ what: "subscription", told: /SUBACK - /, seen: /^subscribe foo\/bar\/\+ bar\/foo$/m },
	{ what: "unsubscription", told: /UNSUBACK - /, seen: /^unsubscribe frogs bar\/foo$/m },
	{ what: "fragments as one message at QoS 2", seen: /^foo\/bar\/small 6 2 SMALL$/m },
	{ what: "the steps of QoS 2", told: /PUBREC - [\s\S]*PUBCOMP - / },
	{ what: "the message to itself", told: /^SMALL$/m },
	{ what: "ping", told: /Ping response/ },
	{ what: "16387 bytes at QoS 1 in fragments", told: /PUBACK - 1234/, seen: /^foo\/bar\/xxl 16387 1 /m },
];

const module =
	"the module takes messages of 1500 bytes at most: the write throws, and again when the example goes on with it, which ends the program";

/** The applications that are run, in the order of the page. */
export const examples: readonly Example[] = Object.freeze([
	{
		...{ folder: "httpclient", place: "example.com:80", isSecure: false },
		...{ client: http, serve: serveHTTP, expected: requests },
	},
	{
		...{ folder: "httpsclient", place: "www.example.edu:443", isSecure: true },
		...{ client: http, serve: serveHTTP, expected: requests },
	},
	{
		...{ folder: "websocketclient", place: "websockets.chilkat.io:80", isSecure: false },
		...{ client: ws, serve: serveWebSocket, expected: messages },
	},
	{
		...{
			folder: "mqttclient",
			remark: "the SDK's MQTT client over TCP",
			place: "test.mosquitto.org:1883",
			isSecure: false,
		},
		...{ client: mqtt, mqtt: "mqtt", serve: serveMQTT, expected: publishes },
	},
	{
		...{
			folder: "mqttsclient",
			remark: "the SDK's MQTT client over TLS",
			place: "broker.hivemq.com:8883",
			isSecure: true,
		},
		...{ client: mqtt, mqtt: "mqtts", serve: serveMQTT, expected: publishes },
	},
	{
		...{ folder: "mqttclient", remark: "the module's own MQTT", place: "test.mosquitto.org:1883", isSecure: false },
		...{ client: mqtt, mqtt: "module", serve: serveMQTT },
		expected: publishes.map((it) => ({ ...it, not: module })),
	},
] satisfies Example[]);

/** What of the expectations has come. */
export function met(expected: readonly Expectation[], told: string, { seen }: Pick<Running, "seen">): Expectation[] {
	const atServer = seen.join("\n");
	return expected.filter((it) => (it.told?.test(told) ?? true) && (it.seen?.test(atServer) ?? true));
}
