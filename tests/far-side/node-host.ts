import { Modem } from "../../modules/modem-provider.js";
import type { BenchHost } from "../conformance/simulated/bench.js";
import { BenchWiring } from "../support/bench-wiring.js";
import type { VirtualClock } from "../support/virtual-clock.js";
import { SimulatedFarSide } from "./simulated-far-side.js";

/** Driver, module and far side in one process of Node and on one virtual clock. */
export class NodeHost implements BenchHost {
	readonly far = new SimulatedFarSide();
	#wiring: BenchWiring | undefined;
	#wired: VirtualClock | undefined;

	make(...[hear, hasStatus]: Parameters<BenchHost["make"]>): Modem {
		const { board, clock } = this.far;
		// The levels of a module's lines are known from its beginning.
		if (this.#wired !== clock) this.#wiring = new BenchWiring(board, clock);
		this.#wired = clock;
		const { Serial, Digital } = this.#wiring as BenchWiring;
		return new Modem({
			serial: { io: hear(Serial), baud: 115200 },
			clock,
			receiveStore: 4096,
			power: { io: Digital, pin: "PWRKEY" },
			reset: { io: Digital, pin: "RESET_N" },
			...(hasStatus ? { status: { io: Digital, pin: "STATUS" } } : {}),
		});
	}

	pass(ms: number): void {
		this.far.clock.advance(ms);
	}

	async settle(ms: number): Promise<void> {
		const { clock, outside } = this.far;
		const end = clock.time + ms;
		for (;;) {
			await outside();
			const next = clock.time + (clock.nextAlarm() ?? ms);
			if (next > end) break;
			clock.advanceTo(next);
		}
		clock.advanceTo(end);
	}
}
