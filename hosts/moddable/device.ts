import { clock } from "./clock.js";
import { LiveModem } from "./live-modem.js";
import { type HostModemOptions, Modem } from "./modem.js";
import { type Network, networkOf, type RTCSpecifier, rtcOf } from "./network.js";
import { randomOf } from "./random.js";
import { type HostIO, type ModemWiring, modemWiring, type Wiring } from "./wiring.js";

export type { HostIO, Wiring } from "./wiring.js";

/** What the SDK's own provider of a board holds, as far as it is looked at. */
export interface Board {
	readonly provider?: object;
	readonly network?: { readonly interface?: object };
	/** Default options of a real-time clock of the board's own. */
	readonly rtc?: object;
	/** Default options of the board's IO classes. */
	readonly Serial?: { readonly default?: object };
	// Whatever else the board has, its IO classes above all: an application that uses them is the board's, and only the SDK knows their types.
	// biome-ignore lint/suspicious/noExplicitAny: see above
	readonly [name: string]: any;
}

/** What `embedded:provider/builtin` exports on a host with a modem: all that the board had, and these. */
export interface Device extends Board {
	readonly provider: { readonly Modem: typeof Modem };
	/** Default options of {@link Modem}: how the modem is wired on this board. */
	readonly modem: ModemWiring;
	/** What the board had, and the modem's instead of that, by names. */
	readonly network: Network;
	/** Default options of a real-time clock: the board's own where it has one, and the modem's otherwise. */
	readonly rtc: RTCSpecifier;
}

const ports = Object.freeze({ clock, random: randomOf(clock) });

/**
 * A board with a modem.
 * @param board the SDK's provider of the board, or an empty object where it has none
 * @param io the host's IO classes, as the modem provider needs them
 * @param wiring `config.modem` of the manifest
 * @throws what {@link modemWiring} throws
 */
export function deviceOn<Its extends Board>(board: Its, io: HostIO, wiring: Wiring | undefined): Its & Device {
	const options = modemWiring(io, wiring, board.Serial?.default);
	const live = new LiveModem(() => new LivingModem(options));
	const network = networkOf(live, { tls: wiring?.tls ?? undefined, module: io.module, ports });
	class LivingModem extends Modem {
		constructor(its: HostModemOptions) {
			super(its);
			live.adopt(this);
		}
	}
	// All of it is frozen, the board too: what is not cannot be kept in flash whole.
	return Object.freeze({
		...Object.freeze(board),
		provider: Object.freeze({ ...board.provider, Modem: LivingModem }),
		modem: options,
		rtc: (board.rtc as RTCSpecifier | undefined) ?? rtcOf(live),
		network: Object.freeze({
			...board.network,
			...network,
			// A board's own interfaces are still there.
			interface: Object.freeze({ ...board.network?.interface, ...network.interface }),
		}),
	});
}
