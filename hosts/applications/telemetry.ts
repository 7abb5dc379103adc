// Telemetry: measures again and again, and publishes through an outbox in the module's flash. What was kept there arrives, whatever
// module, network, broker and host go through meanwhile.
import device from "embedded:provider/builtin";
import config from "mc/config";
import Timer from "timer";
import Delivery from "xs-quectel/delivery";
import { SlowJournal } from "xs-quectel/delivery/slow-journal";
import { tellingModem, tellWords } from "./telling.js";

const { host, port, id, prefix, apn, messages, boot = 1, interval = 1000 } = config;

const modem = new device.provider.Modem({ ...device.modem, apn, ...tellingModem });
const { Files } = modem;
if (Files === undefined) throw new Error("closed");

/** Names of the measurements of this start that have not ended, by their tickets. */
const names = new Map<number, string>();
const nameOf = (ticket: number): string => names.get(ticket) ?? "before";

const delivery = new Delivery({
	client: { ...device.network.mqtt.client, host, port, id, keepAlive: 60_000 },
	outbox: { messages: 64, bytes: 8192, drop: "oldest", store: new SlowJournal({ directory: new Files({}) }) },
	// As soon as the broker is back: here nobody waits for five minutes.
	times: { first: 1000, longest: 5000 },
	onState: (state, error) => tellWords("delivery", state, error?.message ?? ""),
	onKept: (ticket) => tellWords("kept", nameOf(ticket)),
	onOutcome(ticket, outcome, error) {
		tellWords(outcome, nameOf(ticket), error?.message ?? "");
		names.delete(ticket);
	},
	onStoreError: (error) => tellWords("store", error.message),
});

/** What there is to measure: the temperature of a day that is short. */
function temperature(n: number): number {
	return 150 + ((n * 7) % 100);
}

let made = 0;

function measure(): void {
	const n = made++;
	const name = `${boot}/${n}`;
	tellWords("measured", name);
	try {
		const measurement = JSON.stringify({ boot, n, celsius: temperature(n) / 10 });
		names.set(delivery.publish(measurement, { topic: `${prefix}/telemetry`, QoS: 1 }), name);
	} catch (error) {
		tellWords("refused", name, (error as Error).message);
	}
	if (made < messages) Timer.set(measure, interval);
}

measure();
