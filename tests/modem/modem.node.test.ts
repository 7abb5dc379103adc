import { parseFault } from "../../tools/sim/faults/fault.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Place, readyWithin } from "../support/place.js";

const pins = ["power", "reset", "status"];
const LIMIT = 60_000;

describe("A modem over the simulated module", () => {
	let place: Place;

	afterEach(() => place.close());

	const until = (what: string, isDone: () => boolean, limit = LIMIT) => ok(place.clock.runUntil(isDone, limit), what);

	describe("baud", () => {
		it("brings the module to the baud wanted, after each restart anew", () => {
			place = new Place("ec600s", 115200);
			const modem = place.start(pins, { serial: { io: place.wiring.Serial, baud: 921600 } });
			readyWithin(place, modem, LIMIT);
			deepEqual([modem.baud, place.module.baud], [921600, 921600]);
			place.module.reset();
			equal(place.module.baud, 921600);
			until("boots", () => place.module.baud === 115200);
			// Nobody can read its RDY: it is missed by whoever asks next.
			until("lost", () => modem.state !== "ready", 300_000);
			readyWithin(place, modem, LIMIT);
			deepEqual([modem.baud, place.module.baud, modem.counters.baudFallbacks], [921600, 921600, 0]);
			modem.close();
		});

		it("stays where the module is when that does not know the baud wanted", () => {
			place = new Place("ec600s", 115200);
			const modem = place.start(pins, { serial: { io: place.wiring.Serial, baud: 1_000_000 } });
			readyWithin(place, modem, LIMIT);
			deepEqual([modem.baud, place.module.baud, modem.counters.baudFallbacks], [115200, 115200, 1]);
			modem.close();
		});

		it("goes back when nothing is understood at the baud wanted, and does not try again", () => {
			place = new Place("ec600s", 115200);
			const states: string[] = [];
			let changedAt = 0;
			place.wiring.onWire = (bytes) => {
				if (place.module.baud !== 460800) changedAt = place.clock.time;
				return place.clock.time - changedAt > 50 ? bytes.map((it) => it ^ 0x55) : bytes;
			};
			const modem = place.start(pins, {
				serial: { io: place.wiring.Serial, baud: 460800 },
				onState: (state) => states.push(state),
			});
			readyWithin(place, modem, 2 * LIMIT);
			deepEqual([modem.baud, place.module.baud], [115200, 115200]);
			equal(modem.counters.baudFallbacks, 1);
			place.module.reset();
			until("lost", () => modem.state !== "ready", 300_000);
			readyWithin(place, modem, LIMIT);
			equal(states.filter((it) => it === "switching").length, 1);
			modem.close();
		});
	});

	describe("power", () => {
		it("switches the module off in good order, tells who was there, and on again", () => {
			place = new Place("ec600s", 115200);
			const log: string[] = [];
			const modem = place.start(pins, { onState: (state) => log.push(state) });
			until("ready", () => modem.state === "ready");
			const { MQTTClient } = modem;
			if (MQTTClient === undefined) throw new Error("closed");
			let isConnected = false;
			new MQTTClient({
				host: "broker.test",
				id: "mast",
				onControl: () => {
					isConnected = true;
				},
				onError: (error) => log.push(`client ${error?.source}`),
			});
			until("connected", () => isConnected);
			log.length = 0;
			modem.powerDown();
			deepEqual(log, []);
			until("off", () => modem.state === "off");
			deepEqual(log, ["stopping", "off", "client reset"]);
			until("dark", () => place.module.state === "off");
			equal(modem.counters.resets, 1);
			place.clock.advance(600_000);
			equal(modem.state, "off");
			modem.powerUp();
			readyWithin(place, modem, LIMIT);
			modem.close();
		});

		it("uses the key where the module does not hear", () => {
			place = new Place("ec600s", 115200);
			const modem = place.start(["power"], {});
			until("ready", () => modem.state === "ready");
			place.module.faults.cause(parseFault("silence"));
			modem.powerDown();
			until("off", () => modem.state === "off");
			until("dark", () => place.module.state === "off");
			modem.close();
		});

		for (const wired of [pins, [], ["reset"]]) {
			it(`restarts it in good order with ${wired.join(", ") || "no pin"}`, () => {
				place = new Place("ec600s", 115200);
				if (wired.length < 3) place.boot(115200);
				const modem = place.start(wired);
				until("ready", () => modem.state === "ready");
				const { starts } = place.module.counters;
				modem.restart();
				until("gone", () => modem.state !== "ready");
				readyWithin(place, modem, LIMIT);
				equal(place.module.counters.starts, starts + 1);
				modem.close();
			});
		}
	});

	describe("sleep", () => {
		it("lets the module sleep, and loses not a byte of what wakes it", () => {
			place = new Place("ec600s", 115200);
			const modem = place.start([...pins, "dtr"], { sleep: 5000 });
			until("ready", () => modem.state === "ready");
			const { MQTTClient } = modem;
			if (MQTTClient === undefined) throw new Error("closed");
			let isConnected = false;
			const results: string[] = [];
			const heard: string[] = [];
			const client = new MQTTClient({
				host: "broker.test",
				id: "mast",
				keepAlive: 600_000,
				onControl(opcode) {
					if (opcode === MQTTClient.CONNACK) {
						isConnected = true;
						client.write(undefined, { operation: MQTTClient.SUBSCRIBE, items: [{ topic: "down", QoS: 0 }] });
					}
				},
				onReadable(_, { topic }) {
					heard.push(`${topic}`);
					this.read();
				},
				quectel: { onResult: (_, result) => results.push(result) },
			});
			until("connected", () => isConnected);
			for (let count = 1; count <= 5; count++) {
				place.clock.advance(20_000);
				const before = place.clock.time;
				client.write(Uint8Array.of(count), { topic: "up", QoS: 1 });
				until("published", () => results.length === count);
				ok(place.clock.time - before < 1500, `${place.clock.time - before} ms`);
				place.clock.advance(20_000);
				place.broker.publish("down", Uint8Array.of(1));
				until("heard", () => heard.length === count);
			}
			deepEqual(results, ["published", "published", "published", "published", "published"]);
			equal(place.module.counters.sleptThrough, 0);
			ok(modem.counters.wakes >= 5, `${modem.counters.wakes}`);
			equal(modem.counters.resyncs, 0);
			modem.close();
		});
	});

	describe("SIM card", () => {
		it("is unlocked with the PIN", () => {
			place = new Place("ec600s", 115200, { sim: { pin: "1234" } });
			const modem = place.start(pins, { pin: "1234" });
			readyWithin(place, modem, LIMIT);
			equal(modem.simState, "READY");
			modem.close();
		});

		it("is asked once with a wrong PIN, whatever restarts, and then only on demand", () => {
			place = new Place("ec600s", 115200, { sim: { pin: "1234" } });
			let tries = 0;
			const asked = (direction: string, bytes: Uint8Array) => {
				if (direction === "out" && String.fromCharCode(...bytes).includes("+CPIN=")) tries++;
			};
			for (const pin of ["9999", "9999", "1234"]) {
				const modem = place.start(pins, { pin, onTrace: asked });
				until("locked", () => modem.state === "locked");
				place.module.reset();
				until("starts over", () => modem.state !== "locked");
				until("locked", () => modem.state === "locked");
				place.clock.advance(600_000);
				deepEqual([modem.simState, tries], ["SIM PIN", 1]);
				modem.close();
			}
			const modem = place.start(pins, { pin: "1234", pinTries: 2, onTrace: asked });
			readyWithin(place, modem, LIMIT);
			equal(tries, 2);
			modem.close();
		});

		it("that wants a PUK is told of, and never asked", () => {
			place = new Place("ec600s", 115200, { sim: { pin: "1234" } });
			place.boot(115200);
			for (let count = 0; count < 3; count++) place.type("AT+CPIN=0000\r", "ERROR");
			const states: string[] = [];
			const modem = place.start(pins, { pin: "1234", onState: (state) => states.push(state) });
			until("locked", () => modem.state === "locked");
			place.clock.advance(3_600_000);
			deepEqual([modem.simState, states.at(-1)], ["SIM PUK", "locked"]);
			modem.close();
		});

		it("may come later: a card that is put in is found", () => {
			place = new Place("ec600s", 115200, { sim: { absent: true } });
			const modem = place.start(pins);
			until("sim", () => modem.state === "sim");
			place.clock.advance(60_000);
			place.module.insertSim();
			readyWithin(place, modem, 1_800_000);
			modem.close();
		});
	});

	describe("network", () => {
		it("has both addresses of a context for both", () => {
			place = new Place("ec200s", 115200);
			const modem = place.start(pins, { apn: "internet", pdpType: "IPV4V6" });
			readyWithin(place, modem, LIMIT);
			equal(modem.addresses.length, 2);
			ok(/^\d+\.\d+\.\d+\.\d+$/.test(modem.address), modem.address);
			ok(modem.addresses[1]?.includes(":"), modem.addresses[1]);
			modem.close();
		});

		it("brings back a context that the network has taken away, and only that", () => {
			place = new Place("ec600s", 115200);
			const states: string[] = [];
			const modem = place.start(pins, { onState: (state) => states.push(state) });
			readyWithin(place, modem, LIMIT);
			states.length = 0;
			place.module.faults.cause(parseFault("drop-pdp"));
			until("noticed", () => modem.state !== "ready");
			readyWithin(place, modem, LIMIT);
			deepEqual(states, ["registering", "activating", "ready"]);
			const { contextLosses, resets } = modem.counters;
			deepEqual([contextLosses, resets], [1, 1]);
			modem.close();
		});

		it("finds out that the network has forgotten a context without a word, and brings it back", () => {
			place = new Place("ec600s", 115200);
			const states: string[] = [];
			const modem = place.start(pins, { onState: (state) => states.push(state) });
			readyWithin(place, modem, LIMIT);
			place.clock.advance(3_600_000);
			states.length = 0;
			place.module.driftContext();
			until("noticed", () => modem.state !== "ready", 302_000);
			readyWithin(place, modem, LIMIT);
			deepEqual(states, ["registering", "activating", "ready"]);
			const { contextLosses, resets } = modem.counters;
			deepEqual([contextLosses, resets], [1, 1]);
			modem.close();
		});

		it("waits for days without a network, and is ready as soon as there is one", () => {
			place = new Place("ec600s", 115200);
			const modem = place.start(pins);
			readyWithin(place, modem, LIMIT);
			place.module.dropNetwork();
			const { starts } = place.module.counters;
			place.clock.advance(5 * 86_400_000);
			const spent = place.module.counters.starts - starts;
			ok(spent >= 5 && spent <= 5 * 15, `${spent} restarts in five days`);
			until("searches", () => modem.state === "registering", 3_600_000);
			place.module.restoreNetwork();
			readyWithin(place, modem, LIMIT);
			modem.close();
		});
	});

	it("counts a module whose name it does not know, and is careful with it", () => {
		place = new Place("ec600s", 115200);
		const io = class extends place.wiring.Serial {};
		const modem = place.start(pins, { serial: { io, baud: 115200 } });
		place.wiring.onWire = (bytes) => {
			const text = String.fromCharCode(...bytes).replace("EC600S\r", "EC999X\r");
			return Uint8Array.from(text, (it) => it.charCodeAt(0));
		};
		readyWithin(place, modem, LIMIT);
		equal(modem.counters.unknownModels, 1);
		modem.close();
	});
});
