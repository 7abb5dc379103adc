import type { Board } from "./board.js";
import type { Connector, HostLine, ModuleLine } from "./connector.js";
import { type Counters, newCounters } from "./counters.js";
import { Coverage } from "./coverage.js";
import { parseFault } from "./faults/fault.js";
import { Faults } from "./faults/faults.js";
import { parseScript } from "./faults/script.js";
import { MemoryStorage } from "./files/storage.js";
import { Firmware } from "./firmware.js";
import { Latency } from "./latency.js";
import type { ModuleOptions } from "./module-options.js";
import { CHINA } from "./network-time.js";
import { PowerControl } from "./power-control.js";
import { dialectNamed, profileNamed } from "./profiles.js";
import type { Cell } from "./radio.js";
import { RealTimeClock } from "./real-time-clock.js";
import { Settings } from "./settings.js";
import { SimCard } from "./sim-card.js";
import { newStored } from "./stored.js";
import { type Appointment, Timeline } from "./timeline.js";
import { Uart } from "./uart.js";

/** `off` has a supply, `on` has a firmware (which listens from RDY on), `reset` is held in reset. */
export type PowerState = "unsupplied" | "off" | "on" | "reset";

/** A simulated Quectel module, whole: its connector on one side, the network on the other. */
export class SimulatedModule {
	/** Where the host is soldered to. */
	readonly connector: Connector;
	readonly counters: Counters = newCounters();
	/** What goes wrong, on demand. */
	readonly faults: Faults;
	readonly #options: ModuleOptions;
	readonly #timeline: Timeline;
	readonly #uart: Uart;
	readonly #power: PowerControl;
	readonly #board: Board;
	readonly #levels = new Map<ModuleLine, 0 | 1>();
	readonly #coverage: Coverage;
	#terminalReady: 0 | 1 = 0;
	/** The level of the host's RTS: 0 lets the module send. */
	#requestToSend: 0 | 1 = 0;
	#state: PowerState = "off";
	#firmware: Firmware | undefined;
	#status: Appointment | undefined;
	#back: Appointment | undefined;
	#onBytes: Connector["onBytes"] = () => {};
	#onLine: Connector["onLine"] = () => {};

	/** @throws RangeError for a profile, latency, baud, SIM card, fault or script that cannot be */
	constructor(options: ModuleOptions) {
		const { clock, random } = options;
		const profile = profileNamed(options.profile ?? "note");
		const baud = options.baud ?? 115200;
		if (!profile.bauds.includes(baud)) {
			throw new RangeError(`baud ${baud}: known are ${profile.bauds.join(", ")}`);
		}
		this.#options = options;
		this.#timeline = new Timeline(clock);
		this.#coverage = new Coverage(this.#timeline, options.cell, () => this.#firmware?.cover());
		this.#uart = new Uart({
			timeline: this.#timeline,
			random,
			baud,
			pacing: options.pacing ?? true,
			onModule: (bytes) => this.faults.wires.host.pass(bytes),
			onHost: (bytes) => this.faults.wires.module.pass(bytes),
		});
		this.faults = new Faults(this, {
			timeline: this.#timeline,
			seed: options.faultSeed ?? 1,
			firmware: () => this.#firmware,
			onModule: (bytes) => this.#received(bytes),
			onHost: (bytes) => this.#sent(bytes),
		});
		this.#board = this.#newBoard(options, new Latency(options.latency ?? "real", random), baud);
		this.#power = new PowerControl(this.#timeline, profile.power, () => this.#firmware !== undefined, {
			switchOn: () => this.powerOn(),
			switchOff: () => this.#firmware?.powerDown(),
			reset: () => this.#stop("reset"),
			released: () => this.#start(),
			supply: (on) => this.#supply(on),
		});
		this.connector = this.#newConnector();
		for (const fault of options.faults ?? []) {
			this.faults.cause(parseFault(fault));
		}
		this.faults.play(parseScript(options.script ?? ""));
		if (options.autoPower) {
			this.powerOn();
		}
	}

	get state(): PowerState {
		return this.#state;
	}

	/** The module's present baud. */
	get baud(): number {
		return this.#uart.baud;
	}

	/** Switches a module on that is off, as a press of the power key does. */
	powerOn(): void {
		if (this.#state === "off") {
			this.#start();
		}
	}

	/**
	 * The supply fails for `duration` ms. Then the module is off, until PWRKEY is pressed; with `autoPower`, or PWRKEY held low,
	 * it starts by itself.
	 */
	powerCut(duration: number): void {
		this.#power.cut(true);
		this.#back?.cancel();
		this.#back = this.#timeline.after(duration, () => this.#power.cut(false));
	}

	/** The network is lost: registration, PDP contexts and connections. After `duration` ms, when given, a cell can be heard again. */
	dropNetwork(duration?: number): void {
		this.#coverage.lose(duration);
	}

	/** A cell can be heard again; the module registers by itself. */
	restoreNetwork(): void {
		this.#coverage.find();
	}

	/** The module is carried to another cell, or the cell changes: its signal, whom it lets in. It counts from now on. */
	moveTo(cell: Cell): void {
		this.#coverage.moveTo(cell);
	}

	/** The network forgets a PDP context and tells nobody: AT+QIACT? still shows it, AT+CGACT? does not, and nothing passes. */
	driftContext(context = 1): void {
		this.#firmware?.driftContext(context);
	}

	/** The firmware starts again by itself, as after a crash. A module that is off stays off. */
	reset(): void {
		if (this.#firmware !== undefined) {
			this.#stop("reset");
			this.#start();
		}
	}

	/** The SIM card is taken out. */
	pullSim(): void {
		this.#board.simCard.present = false;
		this.#firmware?.simRemoved();
	}

	/** A SIM card is put in. */
	insertSim(): void {
		this.#board.simCard.present = true;
		this.#firmware?.simInserted();
	}

	/** Ends the simulation: nothing happens any more, connections are cut. */
	close(): void {
		this.#firmware?.end();
		this.#firmware = undefined;
		this.#timeline.close();
	}

	#newBoard(options: ModuleOptions, latency: Latency, baud: number): Board {
		const profile = profileNamed(options.profile ?? "note");
		const crystal = options.crystal ?? this.#timeline;
		const self = this;
		return {
			clock: options.clock,
			random: options.random,
			network: options.network,
			latency,
			profile,
			publishDialect: dialectNamed(options.publishDialect ?? "none"),
			uart: this.#uart,
			settings: new Settings(baud),
			stored: newStored(),
			simCard: new SimCard(options.sim),
			crystal,
			realTimeClock: new RealTimeClock(crystal),
			counters: this.counters,
			faults: this.faults.results,
			conditions: this.faults.conditions,
			flash: options.files ?? new MemoryStorage(profile.flashCapacity),
			imei: options.imei ?? "861234567890120",
			serialNumber: options.serialNumber ?? "MPA20AB01000001",
			urcPort: profile.urcPort,
			get cell() {
				return self.#coverage.cell;
			},
			get terminalReady() {
				return self.#terminalReady;
			},
			networkTime: options.networkTime,
			networkZone: options.networkZone ?? CHINA,
			onUnsupported: (name) => {
				const { unsupported } = this.counters;
				unsupported.set(name, (unsupported.get(name) ?? 0) + 1);
				options.onUnsupported?.(name);
			},
			setClearToSend: (clear) => this.#drive("CTS", clear ? 0 : 1),
			updateFlow: () => this.#updateFlow(),
			restart: () => this.reset(),
			switchOff: () => this.#stop("off"),
		};
	}

	#newConnector(): Connector {
		const self = this;
		return {
			write: (bytes) => this.#uart.sendFromHost(bytes),
			setBaud: (baud) => {
				this.#uart.hostBaud = baud;
			},
			setLine: (line: HostLine, level) => {
				if (line === "RTS") {
					this.#requestToSend = level;
					this.#updateFlow();
				} else if (line === "DTR") {
					const changed = level !== this.#terminalReady;
					this.#terminalReady = level;
					if (changed) {
						this.#firmware?.terminalReadyChanged();
					}
				} else {
					this.#power.setLine(line, level);
				}
			},
			get onBytes() {
				return self.#onBytes;
			},
			set onBytes(onBytes) {
				self.#onBytes = onBytes;
			},
			get onLine() {
				return self.#onLine;
			},
			// A host that comes late finds the lines as they are.
			set onLine(onLine) {
				self.#onLine = onLine;
				for (const [line, level] of self.#levels) {
					onLine(line, level);
				}
			},
		};
	}

	#updateFlow(): void {
		this.#uart.holdModule(this.#requestToSend === 1 && this.#board.settings.values.hostFlow === 2);
	}

	#received(bytes: Uint8Array): void {
		if (this.faults.conditions.silent) {
			this.counters.unheard += bytes.length;
			return;
		}
		this.counters.received += bytes.length;
		this.#options.onTrace?.("host", bytes, this.#options.clock.now());
		this.#firmware?.receive(bytes);
	}

	#sent(bytes: Uint8Array): void {
		if (this.faults.conditions.silent) {
			this.counters.unsaid += bytes.length;
			return;
		}
		this.counters.sent += bytes.length;
		this.#options.onTrace?.("module", bytes, this.#options.clock.now());
		this.#onBytes(bytes);
	}

	#drive(line: ModuleLine, level: 0 | 1): void {
		if ((this.#levels.get(line) ?? 0) !== level) {
			this.#levels.set(line, level);
			this.#onLine(line, level);
		}
	}

	#start(): void {
		this.#state = "on";
		this.counters.starts++;
		this.faults.conditions.silent = false;
		this.#board.simCard.powerUp();
		this.#firmware = new Firmware(this.#board);
		this.#status?.cancel();
		this.#status = this.#timeline.after(this.#board.latency.draw("status"), () => this.#drive("STATUS", 1));
	}

	#stop(state: PowerState): void {
		this.#firmware?.end();
		this.#firmware = undefined;
		this.#state = state;
		this.#uart.silence();
		this.#status?.cancel();
		this.#drive("STATUS", 0);
		this.#drive("CTS", 0);
	}

	#supply(on: boolean): void {
		if (on) {
			this.#state = "off";
			if (this.#options.autoPower) {
				this.powerOn();
			}
		} else {
			this.#stop("unsupplied");
			this.#board.realTimeClock.forget();
		}
	}
}
