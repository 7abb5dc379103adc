import { type NativeUARTClass, type UARTSerialClass, uartSerial } from "../moddable/uart/serial.js";
import { type Wires, wiresOf } from "../moddable/uart/wires.js";

/** Bytes of the receive ring where nothing else is said: 178 ms at 115200 baud. */
export const RX_SIZE = 2048;
/** The same for what goes out. */
export const TX_SIZE = 512;

/** P0.00 to P1.15: 32 stands for P1.00. */
const MOST_PINS = 47;

/** What the hardware has of what a module has, and what a UART has beside. */
const bauds = Object.freeze([9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1000000] as const);

/**
 * Serial for nRF52840, on UARTE1. Options: pins `transmit`, `receive`, `requestToSend`, `clearToSend` (the last two with
 * `flowControl: "hardware"` only), `rxSize`, `txSize`; bauds of a table, up to 1,000,000.
 */
export function nrf52Serial(Native: NativeUARTClass<[...Wires]>): UARTSerialClass {
	return uartSerial<[...Wires]>(Native, {
		rxSize: RX_SIZE,
		txSize: TX_SIZE,
		bauds,
		place: (options, hasFlowControl) => [...wiresOf(options, hasFlowControl, MOST_PINS)],
	});
}
