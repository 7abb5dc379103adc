import { countingSerial } from "../../../hosts/nrf52/serial.js";
import type { Serial, SerialOptions } from "../../../modules/io.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

/** The SDK's Serial for nRF52 as it reads: the buffer itself comes back, and one that is too long is refused. */
class FakeNative implements Serial {
	readonly options: SerialOptions;
	readonly arrived = [1, 2, 3];

	constructor(options: SerialOptions) {
		this.options = options;
	}

	read(buffer: Uint8Array): number | undefined {
		if (this.arrived.length === 0) return undefined;
		if (buffer.length > this.arrived.length) throw new Error("invalid");
		buffer.set(this.arrived.splice(0, buffer.length));
		return buffer as unknown as number;
	}

	write(): void {}
	close(): void {}
}

describe("countingSerial", () => {
	const options = { baud: 9600 };

	it("returns the count", () => {
		const serial = new (countingSerial(FakeNative))(options);
		const view = new Uint8Array(2);
		equal(serial.read(view), 2);
		deepEqual([...view], [1, 2]);
		equal(serial.read(new Uint8Array(1)), 1);
		equal(serial.read(view), undefined);
	});

	it("is the SDK's class otherwise", () => {
		const serial = new (countingSerial(FakeNative))(options);
		ok(serial instanceof FakeNative);
		equal(serial.options, options);
		throws(() => serial.read(new Uint8Array(4)), Error);
	});
});
