import { Air } from "./air.js";
import type { Board } from "./board.js";
import { clockCommands } from "./commands/clock.js";
import { extendedConfigurationCommands, isIndicated } from "./commands/extended-configuration.js";
import { fileCommands } from "./commands/files.js";
import { generalCommands } from "./commands/general.js";
import { identityCommands } from "./commands/identity.js";
import { mqttConfigurationCommands } from "./commands/mqtt-configuration.js";
import { mqttConnectionCommands } from "./commands/mqtt-connection.js";
import { mqttMessageCommands } from "./commands/mqtt-messages.js";
import { mqttPublishCommands } from "./commands/mqtt-publish.js";
import { packetDomainCommands } from "./commands/packet-domain.js";
import { portCommands } from "./commands/port.js";
import { powerCommands } from "./commands/power.js";
import { registrationCommands } from "./commands/registration.js";
import { signalCommands } from "./commands/signal.js";
import { simCardCommands } from "./commands/sim-card.js";
import { socketDataCommands } from "./commands/socket-data.js";
import { socketServiceCommands } from "./commands/socket-services.js";
import { socketCommands } from "./commands/sockets.js";
import { sslConfigurationCommands } from "./commands/ssl-configuration.js";
import { sslSocketCommands } from "./commands/ssl-sockets.js";
import { supplyCommands } from "./commands/supply.js";
import type { DataStream } from "./data-mode.js";
import { FileSystem } from "./files/file-system.js";
import { Clients } from "./mqtt/clients.js";
import type { TlsSettings } from "./network.js";
import { PacketDomain } from "./packet-domain.js";
import { LTE, Radio, type Registration } from "./radio.js";
import { showTime } from "./real-time-clock.js";
import { Sleep } from "./sleep.js";
import { SocketConfiguration } from "./sockets/configuration.js";
import { Connections, PLAIN, SECURE } from "./sockets/connections.js";
import { SOCKET_ERROR, type SocketError } from "./sockets/errors.js";
import { LAST_SSL_CONTEXT, SslContext } from "./ssl/context.js";
import { Terminal } from "./terminal.js";
import { type Appointment, Timeline } from "./timeline.js";

/** AT+CFUN: 0 minimum, 1 full, 4 radio off. */
export type Functionality = 0 | 1 | 4;

/** China's zone, in quarters of an hour. */
const CHINA = 32;

/** ms; not measured. */
const HOST_PATIENCE = 1000;

/**
 * Everything that lives from power on until the supply, or the firmware itself, ends it. A reset is a new firmware on the same
 * board, so nothing can be forgotten to be forgotten.
 */
export class Firmware {
	readonly board: Board;
	readonly timeline: Timeline;
	readonly radio: Radio;
	readonly packetDomain: PacketDomain;
	readonly clients: Clients;
	readonly files: FileSystem;
	readonly sslContexts: readonly SslContext[] = Array.from({ length: LAST_SSL_CONTEXT + 1 }, () => new SslContext());
	readonly air: Air;
	/** The connections of AT+QIOPEN, and those of AT+QSSLOPEN. */
	readonly connections: Connections;
	readonly secureConnections: Connections;
	readonly socketConfiguration = new SocketConfiguration();
	/** AT+QIGETERROR: what the last command of the sockets' family came to. */
	socketError: SocketError = SOCKET_ERROR.none;
	/** AT+QISDE: whether the data of AT+QISEND is echoed. */
	echoesData = true;
	readonly sleep: Sleep;
	readonly #terminal: Terminal;
	/** What the module has to say once it is awake. */
	readonly #dreamt: string[] = [];
	#functionality: Functionality = 1;
	#alive = true;
	#listening = false;
	#stopping = false;
	#simStarted = false;
	/** AT+QINISTAT: 1 the SIM card is ready, 2 the messages, 4 the phone book. */
	#started = 0;
	/** URCs that AT+QCFG="urc/cache" holds back. */
	readonly #held: string[] = [];
	/** What the network has told of the time, and when: ms of this timeline. */
	#told: { utc: number; zone: number; at: number } | undefined;
	#simStart: Appointment | undefined;

	constructor(board: Board) {
		this.board = board;
		const { clock, latency, random, profile, settings, uart, counters } = board;
		this.timeline = new Timeline(clock);
		this.files = new FileSystem(board.flash);
		const { timeline } = this;
		this.radio = new Radio(timeline, latency, board.cell, (registration) => this.#registered(registration));
		this.packetDomain = new PacketDomain({ timeline, latency, random, radio: this.radio, profile }, (context) =>
			this.#contextDown(context),
		);
		this.air = new Air(timeline, latency, board.network, board.conditions);
		this.clients = new Clients({
			timeline,
			latency,
			network: this.air,
			packetDomain: this.packetDomain,
			profile: profile.mqtt,
			counters,
			faults: board.faults,
			time: () => board.realTimeClock.utc,
			secure: (context, host) => this.secure(context, host),
			announce: (text) => this.announce(text),
		});
		const connectionParts = {
			timeline,
			latency,
			network: this.air,
			packetDomain: this.packetDomain,
			profile: profile.sockets,
			counters,
			configuration: this.socketConfiguration,
			secure: (context: number, host: string) => this.secure(context, host),
			announce: (text: string) => this.announce(text),
			write: (bytes: string) => uart.send(bytes),
			carrierLost: () => this.#terminal.carrierLost(),
		};
		this.connections = new Connections(PLAIN, connectionParts);
		this.secureConnections = new Connections(SECURE, connectionParts);
		this.#terminal = new Terminal({
			timeline,
			latency,
			settings,
			uart,
			counters,
			conditions: board.conditions,
			lineLimit: profile.lineLimit,
			inputLimit: profile.inputLimit,
			onUnsupported: (name) => board.onUnsupported(name),
			onIdle: () => this.sleep.update(),
			onCrowded: (crowded) => board.setClearToSend(!crowded || settings.values.moduleFlow === 0),
		});
		this.sleep = new Sleep({
			timeline,
			latency,
			isKeptAwake: () => board.terminalReady === 0 || this.#terminal.busy,
			onWake: () => {
				for (const text of this.#dreamt.splice(0)) {
					this.result(text);
				}
			},
		});
		for (const family of [
			generalCommands,
			identityCommands,
			portCommands,
			extendedConfigurationCommands,
			powerCommands,
			supplyCommands,
			clockCommands,
			simCardCommands,
			registrationCommands,
			signalCommands,
			packetDomainCommands,
			fileCommands,
			sslConfigurationCommands,
			sslSocketCommands,
			socketCommands,
			socketDataCommands,
			socketServiceCommands,
			mqttConfigurationCommands,
			mqttConnectionCommands,
			mqttMessageCommands,
			mqttPublishCommands,
		]) {
			this.#terminal.add(family(this));
		}
		timeline.after(latency.draw("ready"), () => this.#ready());
	}

	get functionality(): Functionality {
		return this.#functionality;
	}

	/** How far the start has come: AT+QINISTAT. */
	get started(): number {
		return this.#started;
	}

	/** What the network has told of the time. @param present as it would be now, not as it was then */
	networkTime(present: boolean): { utc: number; zone: number } | undefined {
		const told = this.#told;
		return told && { utc: told.utc + (present ? this.timeline.now - told.at : 0), zone: told.zone };
	}

	/** The stream that the host has left with `+++`. */
	get leftStream(): DataStream | undefined {
		return this.#terminal.left;
	}

	/** Bytes have arrived at the module. Until RDY, and after POWERED DOWN, nobody listens. */
	receive(bytes: Uint8Array): void {
		if (!this.#listening) {
			return;
		}
		if (this.sleep.isAsleep) {
			this.board.counters.sleptThrough += bytes.length;
			return;
		}
		this.#terminal.receive(bytes);
	}

	/** The level of DTR has changed: the port is left, or the module may sleep or has to wake. */
	terminalReadyChanged(): void {
		if (this.board.terminalReady === 1) {
			this.#terminal.terminalGone();
		}
		this.sleep.update();
	}

	/** Writes a URC, if the port for them is this UART. */
	announce(text: string): void {
		if (this.board.urcPort !== "uart1" && this.board.urcPort !== "all") {
			return;
		}
		if (this.board.stored.options.get("urc/cache")?.[0] === 1) {
			this.#held.push(text);
		} else {
			this.result(text);
		}
	}

	/** AT+QCFG has changed an option: URCs may have been held back. */
	optionsChanged(): void {
		if (this.board.stored.options.get("urc/cache")?.[0] !== 1) {
			for (const text of this.#held.splice(0)) {
				this.announce(text);
			}
		}
	}

	/** Writes the result of a command that has answered OK before: it goes where the command came from. */
	result(text: string): void {
		if (!this.#alive || !this.#listening) {
			return;
		}
		if (this.sleep.isAsleep) {
			this.#dreamt.push(text);
		} else {
			this.#terminal.write(text);
		}
	}

	/** What a connection to `host` is secured with; options that do nothing here are told. Undefined when a file is missing. */
	secure(context: number, host: string): { tls: TlsSettings; patience: number } | undefined {
		const found = this.sslContexts[context]!;
		const tls = found.settings(host, {
			find: (name) => this.files.find(name),
			time: this.board.realTimeClock.utc,
		});
		for (const name of found.inert) {
			this.board.onUnsupported(`+QSSLCFG "${name}"`);
		}
		return tls === undefined ? undefined : { tls, patience: found.patience };
	}

	/** AT+CFUN. */
	setFunctionality(functionality: Functionality): void {
		const before = this.#functionality;
		this.#functionality = functionality;
		if (functionality === 0) {
			this.#simStart?.cancel();
			this.#simStarted = false;
			this.#started = 0;
			this.board.simCard.powerUp();
		} else if (before === 0) {
			this.#startSim();
		}
		this.updateRadio();
	}

	/** The SIM card may have been unlocked. */
	updateRadio(): void {
		const ready = this.#simStarted && this.board.simCard.state === "READY";
		this.radio.enable(this.#functionality === 1 && ready);
	}

	/** The card has been taken out. */
	simRemoved(): void {
		this.#simStart?.cancel();
		this.#simStarted = false;
		this.#started = 0;
		this.#tellSlot();
		this.announce("+CPIN: NOT READY");
		this.updateRadio();
	}

	/** A card has been put in. */
	simInserted(): void {
		if (!this.board.stored.simDetection.on) {
			return;
		}
		this.#tellSlot();
		if (this.#listening && this.#functionality !== 0) {
			this.#startSim();
		}
	}

	/** AT+CPIN was right: what follows the PIN at the start follows now. */
	simUnlocked(): void {
		this.#startSim();
	}

	/** The network is lost, or found again, or another cell is heard. */
	cover(): void {
		const { cell } = this.board;
		if (cell === undefined) {
			this.air.cut();
		}
		const before = this.radio.cell?.signal;
		this.radio.cover(cell);
		const now = this.radio.cell?.signal;
		if (now !== before && isIndicated(this, "csq")) {
			this.announce(`+QIND: "csq",${now ?? 99},99`);
		}
	}

	/** The network forgets a context and tells nobody; the module goes on as if it were there. */
	driftContext(context: number): void {
		this.packetDomain.drift(context);
		if (this.packetDomain.hasDrifted) {
			this.air.hollow();
			this.air.deaf = true;
		}
	}

	/** The host takes a context down, and with it what used it. */
	closeContext(context: number): void {
		this.packetDomain.deactivate(context);
		this.connections.forget(context);
		this.secureConnections.forget(context);
		this.air.deaf = this.packetDomain.hasDrifted;
	}

	/** The packet domain takes a context down, or with 0 every one, and with it what used it. */
	loseContexts(which = 0): void {
		for (const context of this.packetDomain.active.filter((one) => which === 0 || which === one)) {
			this.announce(`+QIURC: "pdpdeact",${context}`);
			this.packetDomain.deactivate(context);
			this.air.deaf = this.packetDomain.hasDrifted;
		}
	}

	/** Logs off and ends, as AT+QPOWD and the power key ask. */
	powerDown(): void {
		if (this.#stopping) {
			return;
		}
		this.#stopping = true;
		const { latency } = this.board;
		this.timeline.after(latency.draw("powerDown"), () => {
			this.clients.shutDown();
			this.connections.shutDown();
			this.secureConnections.shutDown();
			this.announce("POWERED DOWN");
			this.#listening = false;
			this.timeline.after(latency.draw("dark"), () => this.afterSending(() => this.board.switchOff()));
		});
	}

	/** Does something that ends this firmware once all it has said is out; a host that holds the line is not waited for. */
	afterSending(action: () => void): void {
		this.timeline.after(HOST_PATIENCE, action);
		this.board.uart.whenSent(action);
	}

	/** Gone, from one moment to the next. */
	end(): void {
		this.#alive = false;
		this.#listening = false;
		this.timeline.close();
		this.air.cut();
	}

	#contextDown(context: number): void {
		this.clients.contextDown(context);
		this.connections.contextDown(context);
		this.secureConnections.contextDown(context);
	}

	#ready(): void {
		const { settings, uart, latency } = this.board;
		settings.boot();
		uart.baud = settings.values.baud;
		this.board.updateFlow();
		this.#listening = true;
		this.announce("RDY");
		this.timeline.after(latency.draw("functional"), () => {
			this.announce(`+CFUN: ${this.#functionality}`);
			if (this.#functionality !== 0) {
				this.#startSim();
			}
		});
	}

	#startSim(): void {
		const { simCard, latency } = this.board;
		this.#simStart?.cancel();
		this.#simStart = this.timeline.after(latency.draw("sim"), () => {
			this.#simStarted = true;
			this.announce(`+CPIN: ${simCard.state ?? "NOT INSERTED"}`);
			if (simCard.state !== "READY") {
				return;
			}
			this.updateRadio();
			this.#started = 1;
			this.#simStart = this.timeline.after(latency.draw("usim"), () => {
				this.announce("+QUSIM: 1");
				this.#simStart = this.timeline.after(latency.draw("messages"), () => {
					this.#started |= 2;
					this.announce("+QIND: SMS DONE");
					this.#simStart = this.timeline.after(latency.draw("phonebook"), () => {
						this.#started |= 4;
						this.announce("+QIND: PB DONE");
					});
				});
			});
		});
	}

	#tellSlot(): void {
		if (this.board.stored.simReports) {
			this.announce(`+QSIMSTAT: 1,${this.board.simCard.present ? 1 : 0}`);
		}
	}

	/** The network tells the time (NITZ): the clock takes it if it may, and whoever asked for it is told. */
	#takeTime(utc: number): void {
		const { realTimeClock, stored, settings } = this.board;
		this.#told = { utc, zone: CHINA, at: this.timeline.now };
		if (stored.clockUpdate !== 0) {
			realTimeClock.setFromNetwork(utc, CHINA, stored.clockUpdate === 3 ? "local" : "UTC");
		}
		if (settings.values.timeReports === 1) {
			this.announce(`+CTZV: "+${CHINA}"`);
		} else if (settings.values.timeReports === 2) {
			this.announce(`+CTZE: "+${CHINA}",0,"${showTime(utc, CHINA, true).slice(0, 19)}"`);
		}
	}

	/** Registration has changed: whoever asked for it is told (3GPP TS 27.007, 7.2). */
	#registered(registration: Registration): void {
		const { cell } = this.radio;
		for (const [name, format] of Object.entries(this.board.settings.values.registrationReports)) {
			if (format === 1 || (format === 2 && (cell === undefined || !this.radio.registered))) {
				this.announce(`${name}: ${registration}`);
			} else if (format === 2 && cell !== undefined) {
				this.announce(`${name}: ${registration},"${cell.area}","${cell.identity}",${LTE}`);
			}
		}
		if (!this.radio.registered) {
			this.loseContexts();
		} else if (this.board.networkTime !== undefined) {
			this.#takeTime(this.board.networkTime());
		}
	}
}
