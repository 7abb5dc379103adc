import type { Instance, MQTTClass, MQTTSubject } from "../mqtt/subject.js";
import type { Bench } from "./bench.js";
import { places } from "./far-side.js";

/** In so many ms everything happens that is due: six clients get connected, or one after the other closed. */
const SETTLED = 6000;
/** The same while the broker does not answer: short, since the module gives up in the end. */
const HELD = 2000;
/** Commands that are a step on the way up, and of a write. */
const step = /^AT\+QMT/;

/** The module's own MQTT, with a broker in memory. */
export function makeMQTT(bench: Bench): MQTTSubject {
	const { far } = bench;
	const Parent = bench.ready().MQTTClient as unknown as MQTTClass;
	const ids: string[] = [];
	let made = 0;
	let isHeld = false;
	/** The class of the modem; it is known here who is who at the broker. */
	class Client extends (Parent as new (options?: unknown) => Instance) {
		constructor(options?: unknown) {
			super(options);
			ids.push((options as { id: string }).id);
		}
	}
	const idOf = (client: number) => {
		const id = ids[client];
		if (id === undefined) throw new Error(`no client ${client}`);
		return id;
	};
	const settle = () => bench.pass(isHeld ? HELD : SETTLED);
	const subject: MQTTSubject = {
		Client: Client as unknown as MQTTClass,
		options: () => ({ host: places.broker, id: `client-${++made}` }),
		settle,
		receive(client, topic, payload, QoS = 0) {
			far.deliver(idOf(client), topic, payload, QoS as 0 | 1 | 2);
			settle();
		},
		drop: (client) => far.drop(idOf(client)),
		published: () => far.published().map(({ topic, payload }) => `${topic} ${payload}`),
		stall(it) {
			isHeld = it;
			far.holdAnswers(it);
		},
		window: 5,
		onStep: undefined,
		limit: 6,
	};
	bench.onCommand = (line) => {
		if (step.test(line)) subject.onStep?.();
	};
	return subject;
}
