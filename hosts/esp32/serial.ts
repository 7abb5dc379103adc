import { type NativeUARTClass, type UARTSerialClass, uartSerial, whole } from "../moddable/uart/serial.js";

/** Where a UART of an ESP32 is; -1 stands for a pin that is not wired. */
type Place = [port: number, transmit: number, receive: number, requestToSend: number, clearToSend: number];

/** Bytes of the receive ring where nothing else is said: 356 ms at 115200 baud, 44 ms at 921600. */
export const RX_SIZE = 4096;
const TX_SIZE = 1024;

/** Beyond any chip's own; which of them a chip has, the native half knows. */
const MOST_PINS = 63;
const MOST_PORTS = 7;

function pin(options: Readonly<Record<string, unknown>>, name: string): number {
	const value = options[name];
	return value === undefined ? -1 : whole(value, name, 0, MOST_PINS);
}

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
			const place: Place = [
				whole(options.port, "port", 0, MOST_PORTS),
				pin(options, "transmit"),
				pin(options, "receive"),
				pin(options, "requestToSend"),
				pin(options, "clearToSend"),
			];
			if (place[1] < 0 || place[2] < 0) throw new TypeError("transmit, receive: a module needs both");
			if (hasFlowControl && (place[3] < 0 || place[4] < 0)) {
				throw new TypeError("flowControl: needs requestToSend and clearToSend");
			}
			// Pins that are wired and not used stay what they are.
			return hasFlowControl ? place : [place[0], place[1], place[2], -1, -1];
		},
	});
}
