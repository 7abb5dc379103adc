import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import { environment } from "host";
import { Modem } from "../moddable/modem.js";
import { type HostIO, modemWiring } from "../moddable/wiring.js";

/**
 * What `embedded:provider/builtin` is on the headless engine: a module at the other end of `XS_SERIAL`, wired with power
 * key, reset and status, which only a `wire:` target has.
 */
const io = { Serial, Digital, receiveStore: 4096 } as unknown as HostIO;
const baud = Number(environment("XS_BAUD") ?? 115200);
const hasLines = (environment("XS_SERIAL") ?? "").startsWith("wire:");

const device = Object.freeze({
	provider: Object.freeze({ Modem }),
	modem: modemWiring(
		io,
		hasLines
			? {
					serial: { baud },
					power: { pin: "PWRKEY", activeLow: true },
					reset: { pin: "RESET_N", activeLow: true },
					status: { pin: "STATUS" },
				}
			: { serial: { baud } },
	),
	io: Object.freeze({ Serial, Digital }),
});

export default device;
