import type { HostLine, ModuleLine, WireModule } from "../../hosts/wire.js";
import type { Connector } from "../../tools/sim/connector.js";

/** Levels of the module's lines while it has no supply. */
const resting: readonly (readonly [ModuleLine, 0 | 1])[] = Object.freeze([
	["STATUS", 0],
	["CTS", 0],
	["RI", 1],
	["DCD", 1],
]);

/** What a host is soldered to, with a socket in which one module takes the place of another. */
export class Board implements WireModule {
	onBytes: WireModule["onBytes"] = () => {};
	onLine: WireModule["onLine"] = () => {};
	#connector: Connector | undefined;

	/** Takes the present module out, and puts one in that is switched off. */
	plug(connector: Connector): void {
		if (this.#connector !== undefined) {
			this.#connector.onBytes = () => {};
			this.#connector.onLine = () => {};
			for (const [line, level] of resting) this.onLine(line, level);
		}
		this.#connector = connector;
		connector.onBytes = (bytes) => this.onBytes(bytes);
		connector.onLine = (line, level) => this.onLine(line, level);
	}

	write(bytes: Uint8Array): void {
		this.#connector?.write(bytes);
	}

	setBaud(baud: number): void {
		this.#connector?.setBaud(baud);
	}

	setLine(line: HostLine, level: 0 | 1): void {
		this.#connector?.setLine(line, level);
	}
}
