import { Air } from "./air.js";
import type { Board } from "./board.js";
import { isIndicated } from "./commands/extended-configuration.js";
import { commandFamilies } from "./commands/families.js";
import type { DataStream } from "./data-mode.js";
import { FileSystem } from "./files/file-system.js";
import { Clients } from "./mqtt/clients.js";
import { NetworkTime } from "./network-time.js";
import { Outlet } from "./outlet.js";
import { PacketDomain } from "./packet-domain.js";
import { LTE, Radio, type Registration } from "./radio.js";
import { SimStart } from "./sim-start.js";
import { Sleep } from "./sleep.js";
import { SocketConfiguration } from "./sockets/configuration.js";
import { Connections, PLAIN, SECURE } from "./sockets/connections.js";
import { SOCKET_ERROR, type SocketError } from "./sockets/errors.js";
import { SslContexts } from "./ssl/contexts.js";
import { Terminal } from "./terminal.js";
import { Timeline } from "./timeline.js";

/** AT+CFUN: 0 minimum, 1 full, 4 radio off. */
export type Functionality = 0 | 1 | 4;

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
	readonly sslContexts: SslContexts;
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
	readonly simStart: SimStart;
	readonly networkTime: NetworkTime;
	readonly #terminal: Terminal;
	readonly #outlet: Outlet;
	#functionality: Functionality = 1;
	#alive = true;
	#listening = false;
	#stopping = false;

	constructor(board: Board) {
		this.board = board;
		const { clock, latency, random, profile, settings, uart, counters } = board;
		this.timeline = new Timeline(clock);
		this.files = new FileSystem(board.flash);
		this.sslContexts = new SslContexts({
			find: (name) => this.files.find(name),
			time: () => board.realTimeClock.utc,
			onUnsupported: (name) => board.onUnsupported(name),
		});
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
			secure: (context, host) => this.sslContexts.secure(context, host),
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
			secure: (context: number, host: string) => this.sslContexts.secure(context, host),
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
			isKeptAwake: () => board.terminalReady === 0 || this.#stopping || this.#terminal.busy,
			onWake: () => this.#outlet.wake(),
		});
		this.#outlet = new Outlet(
			board,
			() => this.sleep.isAsleep,
			(text) => {
				if (this.#alive && this.#listening) {
					this.#terminal.write(text);
				}
			},
		);
		this.networkTime = new NetworkTime({ ...board, announce: (text) => this.announce(text) });
		this.simStart = new SimStart({
			...{ timeline, latency, simCard: board.simCard },
			announce: (text) => this.announce(text),
			onReady: () => this.updateRadio(),
		});
		for (const family of commandFamilies) {
			this.#terminal.add(family(this));
		}
		timeline.after(latency.draw("ready"), () => this.#ready());
	}

	get functionality(): Functionality {
		return this.#functionality;
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
		this.#outlet.announce(text);
	}

	/** AT+QCFG has changed an option. */
	optionsChanged(): void {
		this.#outlet.optionsChanged();
	}

	/** Writes the result of a command that has answered OK before: it goes where the command came from. */
	result(text: string): void {
		this.#outlet.result(text);
	}

	/** AT+CFUN. */
	setFunctionality(functionality: Functionality): void {
		const before = this.#functionality;
		this.#functionality = functionality;
		if (functionality === 0) {
			this.simStart.stop();
			this.board.simCard.powerUp();
		} else if (before === 0) {
			this.simStart.begin();
		}
		this.updateRadio();
	}

	/** The SIM card may have been unlocked. */
	updateRadio(): void {
		const ready = this.simStart.hasFound && this.board.simCard.state === "READY";
		this.radio.enable(this.#functionality === 1 && ready);
	}

	/** The card has been taken out. */
	simRemoved(): void {
		this.simStart.stop();
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
			this.simStart.begin();
		}
	}

	/** AT+CPIN was right: what follows the PIN at the start follows now. */
	simUnlocked(): void {
		this.simStart.begin();
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
		this.sleep.update();
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
				this.simStart.begin();
			}
		});
	}

	#tellSlot(): void {
		if (this.board.stored.simReports) {
			this.announce(`+QSIMSTAT: 1,${this.board.simCard.present ? 1 : 0}`);
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
			this.networkTime.take(this.board.networkTime());
		}
	}
}
