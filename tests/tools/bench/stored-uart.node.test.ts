import type { Serial } from "../../../modules/io.js";
import { StoredUART } from "../../../tools/bench/stored-uart.js";
import type { Connector } from "../../../tools/sim/connector.js";
import { deepEqual, equal } from "../../support/assert.js";
import { VirtualClock } from "../../support/virtual-clock.js";

/** A UART that is open, the module's side of it, and what happened to both. */
function open(capacity: number, hasFlowControl: boolean) {
	const clock = new VirtualClock();
	const lines: string[] = [];
	const connector: Connector = {
		write: () => {},
		setBaud: () => {},
		setLine: (line, level) => void lines.push(`${line}=${level}`),
		onBytes: () => {},
		onLine: () => {},
	};
	const uart = new StoredUART(connector, clock, { capacity, hasFlowControl });
	const told: number[] = [];
	const serial: Serial = new uart.Serial({ baud: 9600, onReadable: (count: number) => void told.push(count) } as never);
	return { clock, lines, connector, uart, told, serial };
}

describe("The bench's UART", () => {
	it("holds what it has room for and counts the rest, while the script is busy", () => {
		const { clock, connector, uart, told, serial } = open(4, false);
		uart.stall(50);
		connector.onBytes(Uint8Array.of(1, 2, 3));
		connector.onBytes(Uint8Array.of(4, 5, 6));
		clock.advance(49);
		deepEqual(told, []);
		clock.advance(1);
		deepEqual(told, [4]);
		const buffer = new Uint8Array(8);
		equal(serial.read(buffer as never), 4);
		deepEqual([...buffer.subarray(0, 4)], [1, 2, 3, 4]);
		equal(serial.read(buffer as never), undefined);
		equal(uart.lost, 2);
		equal(uart.highWater, 4);
	});

	it("lets RTS follow the store", () => {
		const { connector, lines, serial } = open(8, true);
		connector.onBytes(new Uint8Array(6));
		deepEqual(lines, []);
		connector.onBytes(new Uint8Array(1));
		deepEqual(lines, ["RTS=1"]);
		serial.read(new Uint8Array(5) as never);
		deepEqual(lines, ["RTS=1"]);
		serial.read(new Uint8Array(1) as never);
		deepEqual(lines, ["RTS=1", "RTS=0"]);
	});
});
