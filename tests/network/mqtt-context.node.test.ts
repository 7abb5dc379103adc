import type { Modem } from "../../modules/modem-provider.js";
import { parseFault } from "../../tools/sim/faults/fault.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Place, readyWithin } from "../support/place.js";

/** How long the module may take to tell what has become of its MQTT clients, ms. */
const LIMIT = 10_000;

describe("MQTTClient over the simulated module, when its PDP context is gone", () => {
	let place: Place;
	let modem: Modem;
	let told: string[];

	const until = (what: string, isDone: () => boolean, limit = 60_000) => ok(place.clock.runUntil(isDone, limit), what);

	/** Nothing is sent to keep it alive: nothing else tells that its connection is gone. */
	const connect = (quectel: object = {}): void => {
		const { MQTTClient } = modem;
		if (MQTTClient === undefined) throw new Error("closed");
		new MQTTClient({
			host: "broker.test",
			id: "station",
			onControl: (_, { returnCode }) => told.push(`connack ${returnCode}`),
			onError: (error) => told.push(`error ${error?.message}`),
			quectel,
		});
		until("connected", () => told.splice(0).includes("connack 0"));
	};

	beforeEach(() => {
		place = new Place("ec600s", 115200);
		told = [];
		modem = place.start(["power", "reset", "status"]);
		until("ready", () => modem.state === "ready");
	});

	afterEach(() => {
		modem.close();
		place.close();
	});

	it("hears why from the module", () => {
		connect();
		place.module.faults.cause(parseFault("drop-pdp"));
		until("told", () => told.length > 0, LIMIT);
		deepEqual(told, ["error +QMTSTAT mqtt 7"]);
		readyWithin(place, modem, 60_000);
		deepEqual([modem.counters.unknownLines, modem.counters.lateCloses], [0, 0]);
	});

	for (const trouble of ["drop-pdp", "drift"]) {
		it(`hears it from the modem when the module does not tell (${trouble})`, () => {
			connect();
			// The URC of a client is lost, and never comes again.
			place.wiring.onWire = (bytes) => (String.fromCharCode(...bytes).includes("QMTSTAT") ? new Uint8Array(0) : bytes);
			if (trouble === "drift") place.module.driftContext();
			else place.module.faults.cause(parseFault(trouble));
			until("noticed", () => modem.state !== "ready", 302_000);
			const noticed = place.clock.time;
			deepEqual(told, []);
			until("told", () => told.length > 0, LIMIT + 1);
			ok(place.clock.time - noticed <= LIMIT, `${place.clock.time - noticed} ms`);
			// After a drift the modem asks for its clients at this very time, and may find it missing first.
			const [ending] = told;
			ok(ending === "error +QIURC socket 570" || (trouble === "drift" && ending === "error +QMTCONN mqtt 0"), ending);
			readyWithin(place, modem, 60_000);
			equal(modem.counters.unclosed, 0);
		});
	}

	it("is left alone when the context that is gone is another one's", () => {
		modem.close();
		// Whoever wants another context brings it up.
		place.boot(115200);
		place.type("AT+QIACT=2\r");
		modem = place.start([]);
		until("ready", () => modem.state === "ready");
		connect({ pdpcid: 2 });
		place.module.faults.cause(parseFault("drop-pdp,context=1"));
		until("noticed", () => modem.state !== "ready");
		until("ready", () => modem.state === "ready");
		place.clock.advance(10 * LIMIT);
		deepEqual(told, []);
		equal(modem.counters.contextLosses, 1);
	});
});
