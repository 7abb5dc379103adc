import { Modem, type ModemOptions } from "../../modules/modem-provider.js";
import { LiveModem } from "../moddable/live-modem.js";
import { networkOf, rtcOf } from "../moddable/network.js";
import { clock } from "./clock.js";
import { random } from "./library.js";
import { SerialDevice } from "./serial-device.js";
import { Wire } from "./wire.js";

const place = process.env.XS_SERIAL ?? "";
const baud = Number(process.env.XS_BAUD ?? 115200);
const isDevice = /^(?:\/|\\\\|COM\d)/.test(place);
const flowControl: "hardware" | "none" = process.env.XS_FLOW_CONTROL === "hardware" ? "hardware" : "none";
const { Serial, Digital } = isDevice ? await openDevice() : await Wire.connect(place);

/** A serial device of this computer, given back when its Serial is closed, so that the process can end. */
async function openDevice() {
	const device = await SerialDevice.open(place, { baud, flowControl });
	class Serial extends device.Serial {
		override close(): void {
			super.close();
			void device.close();
		}
	}
	// Which of a module's lines are wired to those of an adapter is for the application to say.
	return { Serial, Digital: undefined };
}

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
		serial: { io: Serial, baud, ...(isDevice ? { flowControl } : {}) },
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
	network: networkOf(live, { ports: { clock, random } }),
	rtc: rtcOf(live),
	io: { Serial, ...(Digital === undefined ? {} : { Digital }) },
};

export default device;
