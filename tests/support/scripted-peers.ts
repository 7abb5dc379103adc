import { ScriptedModule } from "./scripted-module.js";
import { ScriptedSockets } from "./scripted-sockets.js";

/** A scripted module that is ready and has sockets; what its sockets did is told by their order, whatever their numbers are. */
export class ScriptedPeers {
	readonly module = new ScriptedModule();
	readonly sockets = new ScriptedSockets(this.module);
	/** Numbers of the connections in the order in which they were opened. */
	readonly ids: number[] = [];
	/** Called when a command that leads to an open connection was sent. */
	onStep: ((line: string) => void) | undefined = undefined;
	#unasked: string[] = [];

	constructor() {
		this.module.ready();
		for (const name of ["AT+QISTATE", "AT+QSSLSTATE", "AT+QIOPEN=", "AT+QSSLOPEN=", "AT+QSSLCFG="]) {
			this.module.watch(name, (line) => {
				const open = /^AT\+QIOPEN=\d+,(\d+)|^AT\+QSSLOPEN=\d+,\d+,(\d+)/.exec(line);
				if (open !== null) this.ids.push(Number(open[1] ?? open[2]));
				this.onStep?.(line);
			});
		}
	}

	settle(): void {
		this.module.settle();
	}

	/** What was sent on the connection of a socket since it was last asked. */
	sent(socket: number): string {
		const begin = `${this.ids[socket]} `;
		this.#unasked.push(...this.sockets.sent());
		const own = this.#unasked.filter((it) => it.startsWith(begin));
		this.#unasked = this.#unasked.filter((it) => !it.startsWith(begin));
		return own.map((it) => it.slice(begin.length)).join("");
	}
}
