import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import { environment } from "host";
import { deviceOn, type HostIO } from "../moddable/device.js";

/**
 * What `embedded:provider/builtin` is on the headless engine: a module at the other end of `XS_SERIAL`, wired with power
 * key, reset and status, which only a `wire:` target has.
 */
const io = { Serial, Digital, receiveStore: 4096 } as unknown as HostIO;
const baud = Number(environment("XS_BAUD") ?? 115200);
const hasLines = (environment("XS_SERIAL") ?? "").startsWith("wire:");

const device = deviceOn(
	{ io: Object.freeze({ Serial, Digital }) },
	io,
	hasLines
		? {
				serial: { baud },
				power: { pin: "PWRKEY", activeLow: true },
				reset: { pin: "RESET_N", activeLow: true },
				status: { pin: "STATUS" },
			}
		: { serial: { baud } },
);

export default device;
