import { type NativeUARTClass, type UARTSerialClass, uartSerial, whole } from "../moddable/uart/serial.js";
import { type Wires, wiresOf } from "../moddable/uart/wires.js";

/** Bytes of the receive ring where nothing else is said: 356 ms at 115200 baud, 44 ms at 921600. */
export const RX_SIZE = 4096;
const TX_SIZE = 1024;

/** Beyond any chip's own; which of them a chip has, the native half knows. */
const MOST_PINS = 63;
const MOST_PORTS = 7;

type Place = [port: number, ...wires: Wires];

/**
 * Serial for ESP32. Options: `port` (0 to 2, by the chip), pins `transmit`, `receive`, `requestToSend`, `clearToSend` (the last
 * two with `flowControl: "hardware"` only), `rxSize`, `txSize`. Any baud up to 5,000,000.
 */
export function esp32Serial(Native: NativeUARTClass<Place>): UARTSerialClass {
	return uartSerial<Place>(Native, {
		rxSize: RX_SIZE,
		txSize: TX_SIZE,
		place(options, hasFlowControl) {
			if (options.port === undefined) throw new TypeError("port: missing");
			return [whole(options.port, "port", 0, MOST_PORTS), ...wiresOf(options, hasFlowControl, MOST_PINS)];
		},
	});
}
