import { SeededRandom } from "../../../../modules/random.js";
import { fromBytes, toBytes } from "../../../../tools/sim/bytes.js";
import { SimulatedModule } from "../../../../tools/sim/module.js";
import type { ModuleOptions } from "../../../../tools/sim/module-options.js";
import { MemoryNetwork, type Peer } from "../../../support/broker/memory-network.js";
import { VirtualClock } from "../../../support/virtual-clock.js";

/** A module in virtual time, with its context active and its echo off, in front of servers in memory. */
export class Shore {
	readonly clock = new VirtualClock(0);
	readonly network = new MemoryNetwork(this.clock);
	readonly module: SimulatedModule;
	/** Connections that have come to `server`, port 9000, and what they have brought. */
	readonly peers: { peer: Peer; got: string; ended: boolean }[] = [];
	/** What the host got, piece by piece, with the time. */
	readonly pieces: { text: string; time: number }[] = [];

	constructor(options: Partial<ModuleOptions> = {}) {
		this.network.listen("server", 9000, (peer) => {
			const entry = { peer, got: "", ended: false };
			peer.onData = (bytes) => {
				entry.got += fromBytes(bytes);
			};
			peer.onEnd = () => {
				entry.ended = true;
			};
			this.peers.push(entry);
		});
		this.module = new SimulatedModule({
			latency: "none",
			pacing: false,
			...options,
			clock: this.clock,
			random: new SeededRandom(1),
			network: this.network,
		});
		this.module.connector.onBytes = (bytes) => {
			this.pieces.push({ text: fromBytes(bytes), time: this.clock.time });
		};
		this.module.powerOn();
		this.clock.advance(20_000);
		this.ask("ATE0;+QIACT=1", 2000);
	}

	/** The latest connection to the server. */
	get server(): { peer: Peer; got: string; ended: boolean } {
		const last = this.peers.at(-1);
		if (last === undefined) throw new Error("nobody has connected");
		return last;
	}

	type(text: string): this {
		this.module.connector.write(toBytes(text));
		return this;
	}

	run(ms: number): this {
		this.clock.advance(ms);
		return this;
	}

	/** Everything that has come since the last time. */
	take(): string {
		return this.pieces
			.splice(0)
			.map(({ text }) => text)
			.join("");
	}

	/** Types a line, waits, and returns what came. */
	ask(line: string, ms = 10): string {
		this.take();
		return this.type(`${line}\r`).run(ms).take();
	}

	/** Types a line, its data behind the prompt, and returns what came then. */
	give(line: string, data: string, ms = 10): string {
		this.ask(line, ms);
		return this.type(data).run(ms).take();
	}
}
