import type { Duplex } from "node:stream";
import type { Clock } from "../../modules/clock.js";
import { type Random, SeededRandom } from "../../modules/random.js";
import type { Connector } from "./connector.js";
import { SimulatedModule } from "./module.js";
import type { ModuleOptions } from "./module-options.js";
import type { Network } from "./network.js";
import { NodeClock } from "./node/clock.js";
import { NodeNetwork } from "./node/network.js";

export interface SimulatorOptions extends Omit<ModuleOptions, "clock" | "random" | "network"> {
	/** Real time unless told otherwise. */
	clock?: Clock;
	/** Real TCP sockets unless told otherwise. */
	network?: Network;
	/** Where connections really go, as `{"name:1883": "127.0.0.1:40001"}`; for real sockets only. */
	map?: Readonly<Record<string, string>>;
	/** The same seed draws the same latencies, addresses, garbage and trouble. 1 unless told otherwise. */
	seed?: number;
	/** Whether the module is switched on at the start, for hosts that have no power key. */
	powered?: boolean;
}

/** A simulated module in a Node process: real time and real sockets, as long as nothing else is given. */
export class Simulator {
	readonly module: SimulatedModule;
	#raw: Duplex | undefined;

	/** @throws RangeError as {@link SimulatedModule} and {@link NodeNetwork} */
	constructor(options: SimulatorOptions = {}) {
		const { clock, network, map, seed, powered, ...rest } = options;
		const random: Random = new SeededRandom(seed ?? 1);
		this.module = new SimulatedModule({
			faultSeed: seed ?? 1,
			...rest,
			clock: clock ?? new NodeClock(),
			network: network ?? new NodeNetwork(map === undefined ? {} : { map }),
			random,
		});
		if (powered) {
			this.module.powerOn();
		}
	}

	/** Where a host with line states is soldered to. */
	get connector(): Connector {
		return this.module.connector;
	}

	/**
	 * Joins a host that has bytes only: a TCP connection, a PTY. It follows the module's baud. A later host takes the place of
	 * an earlier one, which is ended; the module does not notice.
	 */
	connectRaw(host: Duplex): void {
		const { connector } = this.module;
		this.#raw?.end();
		this.#raw = host;
		host.on("data", (bytes: Buffer) => {
			if (this.#raw === host) {
				connector.write(bytes);
			}
		});
		const gone = () => {
			if (this.#raw === host) {
				this.#raw = undefined;
			}
		};
		host.on("close", gone);
		// A host that is cut off tells it as an error first; "close" follows and says all that matters here.
		host.on("error", gone);
		connector.onBytes = (bytes) => {
			this.#raw?.write(bytes);
		};
	}

	/** Ends the simulation and lets go of the host. */
	close(): void {
		this.module.close();
		this.#raw?.destroy();
		this.#raw = undefined;
	}
}
