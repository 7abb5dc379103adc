import { nrf52Serial, RX_SIZE } from "../../../hosts/nrf52/serial.js";
import { zephyrSerial } from "../../../hosts/nrf52/zephyr-serial.js";
import type { Serial, SerialOptions } from "../../../modules/io.js";
import { deepEqual, equal, throws } from "../../support/assert.js";
import { FakeNativeUART } from "../moddable/uart/fake-native.js";

const Class = nrf52Serial(FakeNativeUART as never);
const pins = { transmit: 6, receive: 8, requestToSend: 5, clearToSend: 7 };

describe("nrf52Serial", () => {
	it("gives the native half its pins, rings and callbacks", () => {
		new Class({ baud: 1000000, flowControl: "hardware", ...pins });
		const [baud, hasFlowControl, isNumber, rxSize, txSize] = FakeNativeUART.parameters;
		deepEqual([baud, hasFlowControl, isNumber, rxSize, txSize], [1000000, true, false, RX_SIZE, 512]);
		deepEqual(FakeNativeUART.parameters.slice(8), [6, 8, 5, 7]);
		new Class({ baud: 115200, ...pins });
		deepEqual(FakeNativeUART.parameters.slice(8), [6, 8, -1, -1]);
	});

	it("refuses bauds that the hardware has not, and pins that there are not", () => {
		throws(() => new Class({ baud: 250000, ...pins }), RangeError, "baud");
		throws(() => new Class({ baud: 115200, ...pins, receive: 48 } as never), RangeError, "receive");
	});
});

/** The SDK's Serial for Zephyr: it tells losses by `onError`, with `this` itself, and goes on. */
class FakeZephyr implements Serial {
	static last: FakeZephyr;
	readonly options: SerialOptions;

	constructor(options: SerialOptions) {
		this.options = options;
		FakeZephyr.last = this;
	}

	read(): number | undefined {
		return undefined;
	}

	write(): void {}
	close(): void {}
}

describe("zephyrSerial", () => {
	it("counts what is lost, and tells nobody that it has failed", () => {
		let failures = 0;
		const serial = new (zephyrSerial(FakeZephyr))({ baud: 115200, onError: () => failures++ });
		equal(serial.overruns, 0);
		const native = FakeZephyr.last;
		native.options.onError?.call(native, -12);
		native.options.onError?.call(native, 1);
		equal(serial.overruns, 2);
		equal(failures, 0);
		equal(native.options.baud, 115200);
	});
});
