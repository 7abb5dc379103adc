import { Modem, type ModemOptions } from "../../modules/modem-provider.js";
import { clock } from "./clock.js";
import { Wire } from "./wire.js";

const wire = new Wire(process.env.XS_SERIAL ?? "");

/** The modem class with this host's clock filled in. */
class NodeModem extends Modem {
	constructor(options: Omit<ModemOptions, "clock"> & { clock?: ModemOptions["clock"] }) {
		super({ clock, ...options });
	}
}

/** What `embedded:provider/builtin` is on Node: a module at the other end of a wire. */
const device = {
	provider: { Modem: NodeModem },
	modem: {
		serial: { io: wire.Serial, baud: Number(process.env.XS_BAUD ?? 115200) },
		power: { io: wire.Digital, pin: "PWRKEY", activeLow: true },
		reset: { io: wire.Digital, pin: "RESET_N", activeLow: true },
		status: { io: wire.Digital, pin: "STATUS" },
	},
	io: { Serial: wire.Serial, Digital: wire.Digital },
};

export default device;
