// `xs-quectel/node`: the modem on a PC or a Raspberry Pi.
import { type ModemOptions, Modem as ModemProvider } from "../../modules/modem-provider.js";
import type { Random } from "../../modules/random.js";
import { clock } from "./clock.js";

export type { SerialDeviceOptions } from "./serial-device.js";
export { SerialDevice } from "./serial-device.js";
export { Wire } from "./wire.js";
export { clock };

/** What a Delivery draws its back-off from. */
export const random: Random = Object.freeze({ next: () => Math.floor(Math.random() * 0x8000_0000) });

/** Options of {@link Modem}: those of the modem provider, the clock being Node's. */
export type NodeModemOptions = Omit<ModemOptions, "clock">;

/**
 * The modem over Node's timers.
 *
 *     const device = await SerialDevice.open("/dev/ttyUSB0");
 *     const modem = new Modem({ serial: { io: device.Serial, baud: 115200 }, receiveStore: 4095, apn: "internet" });
 */
export class Modem extends ModemProvider {
	/** @throws what the modem provider throws */
	constructor(options: NodeModemOptions) {
		super({ ...options, clock });
	}
}
