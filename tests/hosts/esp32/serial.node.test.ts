import { esp32Serial, RX_SIZE } from "../../../hosts/esp32/serial.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { FakeNativeUART } from "../moddable/uart/fake-native.js";

const Class = esp32Serial(FakeNativeUART as never);
const pins = { port: 2, transmit: 17, receive: 16 };
const open = (options: object) => new Class({ baud: 115200, ...pins, ...options } as never);

describe("esp32Serial", () => {
	it("gives the native half its port, pins, rings and callbacks", () => {
		const target = {};
		const callbacks = { onReadable() {}, onWritable() {}, onError() {} };
		const serial = open({ target, ...callbacks, rxSize: 8192, requestToSend: 18, clearToSend: 19 });
		deepEqual(FakeNativeUART.parameters.slice(0, 5), [115200, false, false, 8192, 1024]);
		ok(FakeNativeUART.parameters[5] === callbacks.onReadable);
		ok(FakeNativeUART.parameters[6] === callbacks.onWritable);
		ok(FakeNativeUART.parameters[7] === callbacks.onError);
		deepEqual(FakeNativeUART.parameters.slice(8), [2, 17, 16, -1, -1]);
		equal(serial.target, target);
	});

	it("takes the pins of flow control with flow control only", () => {
		open({ flowControl: "hardware", requestToSend: 18, clearToSend: 19 });
		deepEqual(FakeNativeUART.parameters.slice(1, 5), [true, false, RX_SIZE, 1024]);
		deepEqual(FakeNativeUART.parameters.slice(8), [2, 17, 16, 18, 19]);
		throws(() => open({ flowControl: "hardware", requestToSend: 18 }), TypeError, "flowControl");
	});

	it("refuses options that cannot be, before anything is opened", () => {
		FakeNativeUART.parameters = [];
		throws(() => new Class({ baud: 115200, transmit: 17, receive: 16 } as never), TypeError, "port");
		throws(() => open({ transmit: undefined }), TypeError, "transmit");
		throws(() => open({ port: 8 }), RangeError, "port");
		throws(() => open({ receive: "16" }), TypeError, "receive");
		throws(() => open({ receive: 64 }), RangeError, "receive");
		throws(() => open({ baud: 0 }), RangeError, "baud");
		throws(() => open({ rxSize: 0 }), RangeError, "rxSize");
		throws(() => open({ flowControl: "software" }), RangeError, "flowControl");
		throws(() => open({ onError: 5 }), TypeError, "onError");
		throws(() => new Class(undefined as never), TypeError, "options");
		deepEqual(FakeNativeUART.parameters, []);
	});
});
