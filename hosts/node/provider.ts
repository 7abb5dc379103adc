import { Modem, type ModemOptions } from "../../modules/modem-provider.js";
import { LiveModem } from "../moddable/network.js";
import { clock } from "./clock.js";
import { Wire } from "./wire.js";

const wire = await Wire.connect(process.env.XS_SERIAL ?? "");
const { Serial, Digital } = wire;

/** What the classes of `device.network` are bound to. */
const live = new LiveModem(() => new NodeModem(device.modem));

/** The modem class with this host's clock filled in. */
class NodeModem extends Modem {
	constructor(options: Omit<ModemOptions, "clock"> & { clock?: ModemOptions["clock"] }) {
		super({ clock, ...options });
		live.adopt(this);
	}
}

/** What `embedded:provider/builtin` is on Node: a module at the other end of a wire, with pins where the wire has lines. */
const device = {
	provider: { Modem: NodeModem },
	modem: {
		serial: { io: Serial, baud: Number(process.env.XS_BAUD ?? 115200) },
		// Sockets and the kernel's terminal buffer hold this much.
		receiveStore: 4095,
		...(Digital === undefined
			? {}
			: {
					power: { io: Digital, pin: "PWRKEY", activeLow: true },
					reset: { io: Digital, pin: "RESET_N", activeLow: true },
					status: { io: Digital, pin: "STATUS" },
				}),
	},
	network: live.network,
	io: { Serial, ...(Digital === undefined ? {} : { Digital }) },
};

export default device;
