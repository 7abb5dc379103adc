import { type BoundMQTTClient, Modem } from "../../modules/modem-provider.js";
import { tlsFile } from "../../modules/network/tls-options.js";
import { MemoryStorage } from "../../tools/sim/files/storage.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { BenchWiring } from "../support/bench-wiring.js";
import { MemoryNetwork } from "../support/broker/memory-network.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** Something that a module could take for a certificate, with all that is odd on a wire. */
const content = `-----BEGIN CERTIFICATE-----\r\nAT+QPOWD\r\nOK\r\n> ${"x".repeat(900)}\r\n-----END CERTIFICATE-----`;
const LENGTH = content.length + 1;
const NAME = tlsFile("ca", "ca", Buffer.from(content)).name.slice("UFS:".length);
const LIMIT = 600_000;

/** A module and its flash, which a driver brings a file to. Whether a TLS connection follows does not matter here. */
class Bench {
	readonly clock = new VirtualClock();
	readonly flash = new MemoryStorage(1 << 20);
	readonly simulator: Simulator;
	modem: Modem;
	/** Bytes of file data that have passed so far. */
	passed = 0;
	/** Called for each of them. */
	onData = (_passed: number) => {};
	/** Called when a connection is opened. */
	onOpened = () => {};
	uploads = 0;
	opened = 0;
	#line = "";
	#left = 0;
	readonly #wiring: BenchWiring;

	/** @param faults what goes wrong on the wire */
	constructor(faults: readonly string[] = [], seed = 1) {
		this.flash.write("other", new Uint8Array([1, 2, 3]));
		this.simulator = new Simulator({
			profile: "ec600s",
			clock: this.clock,
			network: new MemoryNetwork(this.clock, { delay: 20 }),
			files: this.flash,
			faults,
			seed,
			onTrace: (sender, bytes) => {
				if (sender === "host") for (const byte of bytes) this.#see(byte);
			},
		});
		this.#wiring = new BenchWiring(this.simulator.connector, this.clock);
		this.modem = this.drive();
	}

	drive(): Modem {
		const { Serial, Digital } = this.#wiring;
		this.modem = new Modem({
			serial: { io: Serial, baud: 115200 },
			clock: this.clock,
			receiveStore: 4096,
			power: { io: Digital, pin: "PWRKEY" },
			reset: { io: Digital, pin: "RESET_N" },
			status: { io: Digital, pin: "STATUS" },
		});
		this.#connect();
		return this.modem;
	}

	/** Clients come and go until one of them opens a connection: then its file is there. */
	run(): void {
		const { opened } = this;
		if (!this.clock.runUntil(() => this.opened > opened, LIMIT)) throw new Error(`the modem is ${this.modem.state}`);
	}

	/** What the driver's file holds. */
	get file(): string {
		return Buffer.from(this.flash.read(NAME) ?? []).toString("latin1");
	}

	close(): void {
		this.modem.close();
		this.simulator.close();
	}

	#connect(): void {
		const { modem } = this;
		const Client = modem.MQTTClient as BoundMQTTClient;
		const again = this.clock.alarm(() => {
			if (modem === this.modem && modem.MQTTClient !== undefined) this.#connect();
		});
		new Client({
			host: "broker.example",
			socket: { tls: { ca: Buffer.from(content) } },
			onError: () => again.set(1000),
		});
	}

	#see(byte: number): void {
		if (this.#left > 0) {
			this.#left--;
			this.onData(++this.passed);
		} else if (byte !== 13) this.#line += String.fromCharCode(byte);
		else {
			const upload = /AT\+QFUPL=".*",(\d+),\d+$/.exec(this.#line);
			if (upload !== null) {
				this.uploads++;
				this.#left = Number(upload[1]);
				this.passed = 0;
				this.onData(0);
			}
			if (/AT\+QMTOPEN=/.test(this.#line)) {
				this.opened++;
				this.onOpened();
			}
			this.#line = "";
		}
	}

	/** The module will not take the rest. */
	forget(): void {
		this.#left = 0;
		this.#line = "";
	}
}

describe("Files in a module that is disturbed", () => {
	let bench: Bench;
	afterEach(() => bench.close());

	const check = () => {
		equal(bench.file, `${content}\n`);
		deepEqual([...(bench.flash.read("other") as Uint8Array)], [1, 2, 3]);
	};

	it("brings a file over once", () => {
		bench = new Bench();
		bench.run();
		check();
		bench.run();
		equal(bench.uploads, 1);
	});

	for (const at of [0, 1, 64, 500, LENGTH - 1, LENGTH]) {
		it(`brings it over again when the supply fails behind ${at} bytes of it`, () => {
			bench = new Bench();
			let isCut = false;
			bench.onData = (passed) => {
				if (passed !== at || isCut) return;
				isCut = true;
				// Not inside the wire's own call.
				bench.clock
					.alarm(() => {
						bench.forget();
						bench.simulator.module.powerCut(3000);
					})
					.set(0);
			};
			bench.run();
			equal(isCut, true);
			bench.run();
			check();
		});

		it(`repairs what is left when the host starts anew behind ${at} bytes of it`, () => {
			bench = new Bench();
			let isCut = false;
			bench.onData = (passed) => {
				if (passed !== at || isCut) return;
				isCut = true;
				bench.clock
					.alarm(() => {
						bench.modem.close();
						bench.forget();
						bench.drive();
					})
					.set(0);
			};
			bench.run();
			equal(isCut, true);
			bench.run();
			check();
		});
	}

	for (const [what, fault] of [
		["lost", "lose"],
		["doubled", "double"],
		["changed", "change"],
	] as const) {
		for (const direction of ["module", "host"]) {
			it(`never takes another file for its own while bytes to the ${direction === "host" ? "module" : "host"} are ${what}`, () => {
				let opened = 0;
				for (let seed = 1; seed <= 4; seed++) {
					bench = new Bench([`${fault},direction=${direction},rate=0.002,ms=300000`], seed);
					const { clock } = bench;
					/** A host that knows nothing, and a module without the file. */
					const anew = clock.alarm(() => {
						bench.modem.close();
						bench.forget();
						// Under names that the wire has garbled there may be more.
						for (const { name } of bench.flash.list()) if (name !== "other") bench.flash.remove(name);
						bench.drive();
					});
					bench.onOpened = () => {
						opened++;
						check();
						anew.set(0);
					};
					clock.advance(300_000);
					bench.onOpened = () => {};
					anew.close();
					bench.run();
					bench.run();
					check();
					bench.close();
				}
				ok(opened > 15, `opened ${opened} times`);
				bench = new Bench();
			});
		}
	}

	it("replaces a file that was cut in the flash, at any length", () => {
		for (const length of [1, 3, 500, LENGTH - 1]) {
			bench = new Bench();
			bench.run();
			bench.flash.write(NAME, Buffer.from(content.slice(0, length)));
			bench.modem.close();
			bench.drive();
			bench.run();
			check();
			equal(bench.uploads, 2);
			bench.close();
		}
		bench = new Bench();
	});
});
