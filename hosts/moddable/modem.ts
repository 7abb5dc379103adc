import { type ModemOptions, Modem as ModemProvider } from "xs-quectel/modem-provider";
import { clock } from "./clock.js";

/** What an application gives: the clock is the host's. */
export type HostModemOptions = Omit<ModemOptions, "clock">;

/** The modem provider over Moddable's timers: `device.provider.Modem` of every host on the SDK. */
export class Modem extends ModemProvider {
	/** @throws what the modem provider throws */
	constructor(options: HostModemOptions) {
		super({ ...options, clock });
	}
}
